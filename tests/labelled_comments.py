"""Comments written and labelled by hand, to see how well the usual themes find what they should.

They were labelled by what they say, before the list was tried on them, and are not of the sample.
"""

from __future__ import annotations

HELP, USE, EXAMPLES = "Help from colleagues", "Use at work", "Examples and practice"
LENGTH, WHEN, TOPICS = "Length", "Scheduling and workload", "Topics and level"
LEADING, GROUP, MATERIALS = (
    "Preparation and leading",
    "Group and exchange",
    "Materials and technology",
)

LABELLED: tuple[tuple[str, frozenset[str]], ...] = tuple(
    (text, frozenset(themes))
    for text, themes in (
        ("Nina explained the booking rules until everybody had got it.", {HELP}),
        ("Finally somebody I can ask questions without feeling stupid.", {HELP}),
        ("A colleague from the warehouse helped me with a return on the spot.", {HELP}),
        ("I applied it to my very next call.", {USE}),
        ("The three tips on search saved me hours this week.", {USE}),
        ("Not sure how I would use it in my job.", {USE}),
        ("We need more hands-on exercises.", {EXAMPLES}),
        ("The live demo was worth more than any manual.", {EXAMPLES}),
        ("Too theoretical for me.", {EXAMPLES}),
        ("An hour is too long, 40 minutes would do.", {LENGTH}),
        ("It felt rushed at the end; give it more time.", {LENGTH}),
        ("Fridays are impossible for the late shift.", {WHEN}),
        ("It always falls into my lunch break.", {WHEN}),
        ("I had to leave because of another meeting.", {WHEN}),
        ("Please do this more often.", {WHEN}),
        ("With this workload I cannot come every week.", {WHEN}),
        ("Nothing new for people who have been here for a year.", {TOPICS}),
        ("Too basic. Please offer an advanced round.", {TOPICS}),
        ("Highly relevant topic for our team.", {TOPICS}),
        ("Half of it was about a product that we no longer sell.", {TOPICS}),
        ("The host was badly prepared.", {LEADING}),
        ("Clear structure and a good pace.", {LEADING}),
        ("I would like to learn how to facilitate such a session.", {LEADING}),
        ("Great to get to know people from other teams.", {GROUP}),
        ("Twenty-five people is not a small group any more.", {GROUP}),
        ("The discussion afterwards was the best part.", {GROUP}),
        ("Could you send the slides and the links around?", {MATERIALS}),
        ("The audio kept cutting out.", {MATERIALS}),
        ("A recording would help those who were away.", {MATERIALS}),
        ("Meeting room was freezing.", {MATERIALS}),
        ("Helpful examples, but the sound was bad.", {EXAMPLES, MATERIALS}),
        ("The trainer was great, the group too large.", {LEADING, GROUP}),
        ("Meine Kollegin hat mir alles in Ruhe erklärt.", {HELP}),
        ("Das konnte ich noch am selben Tag anwenden.", {USE}),
        ("Mehr Übungen, weniger Theorie.", {EXAMPLES}),
        ("Die Uhrzeit passt nicht zu unserer Schicht.", {WHEN}),
        ("Für Anfänger ging es zu schnell.", {TOPICS, LEADING}),
        ("Guter Austausch, aber die Folien fehlen mir.", {GROUP, MATERIALS}),
        ("Merci à Paul, il m'a beaucoup aidé.", {HELP}),
        ("Un peu trop long, et l'horaire ne convient pas.", {LENGTH, WHEN}),
        ("Des exemples concrets et de bons échanges.", {EXAMPLES, GROUP}),
        ("L'intervenant n'était pas bien préparé.", {LEADING}),
        ("Me ayudó mucho ver casos reales.", {HELP, EXAMPLES}),
        ("Demasiado larga y con problemas de sonido.", {LENGTH, MATERIALS}),
        ("El tema era demasiado básico.", {TOPICS}),
        ("Loved it!", set()),
        ("Not for me, sorry.", set()),
        ("Thank you all.", set()),
        ("The coffee was cold, as always.", set()),
        ("Weiter so!", set()),
    )
)
