"""The words of the sample pilot: invented names, titles, survey questions and comments."""

from __future__ import annotations

_FIRST = (
    "Aaliyah Aisha Alejandro Amara Amélie Anaïs Andrej Anouk Antoine Arjun Astrid Ayşe Beatriz "
    "Benedikt Björn Bronagh Camila Carlo Chidi Chloé Cormac Dagmar Daniela Darius David Devika "
    "Dmitri Eero Elif Elżbieta Emeka Emilia Esther Farah Fatima Felix Finn Florian Freya Gabriel "
    "Giulia Grzegorz Hanna Haruto Henrik Ibrahim Ilse Imani Ines Ivana Jakub Jana Javier Jelena "
    "Jiří Joana Jonas Joost Kamala Karim Katarzyna Kwame Lars Latoya Leila Leon Liam Linh Lorenzo "
    "Luca Lucía Maeve Magnus Malik Marek Maren Mariam Martina Mateo Mehmet Mei Milan Mina Miriam "
    "Mohammed Nadia Nils Nkechi Noor Nuno Oksana Oliver Omar Paulo Petra Priya Rafael Rania Ravi "
    "Renata Rosa Ruth Salma Samuel Sanjay Sara Saskia Selma Siobhán Stefan Sven Tadeusz Tariq "
    "Teresa Thandiwe Theo Thomas Tobias Tuấn Uwe Valentina Vera Viktor Wanjiku Yara Yasmin Youssef "
    "Yuki Zainab Zuzana Łukasz Øyvind"
)

_LAST = (
    "Abebe Acheampong Adeyemi Aguilar Ahmadi Almeida Andersson Aziz Bakker Balogun Barbosa Bauer "
    "Becker Benali Bergström Bianchi Björk Bondarenko Boateng Brennan Byrne Çelik Chaudhary Chen "
    "Colombo Conti Cruz Dąbrowski Delgado Demir Desai Diallo Díaz Dimitrov Doyle Dubois Dvořák "
    "Eriksen Fernandes Ferrari Fischer Fontaine Friedrich Gallagher García Gashi Girard Gómez "
    "Grabowska Haddad Hansen Hartmann Hassan Hoang Hoffmann Horváth Ivanova Iyer Jankowski Jansen "
    "Jensen Joshi Kamara Kaplan Kaya Keller Khan Kılıç Kim Koch Kovács Kowalczyk Krüger Kumar "
    "Laurent Lefèvre Lehmann Lindgren López Lund Maier Mäkinen Malik Marino Martins Mbeki Meier "
    "Mensah Mohamud Molnár Moreau Morales Mukherjee Müller Mwangi Nair Navarro Ndiaye Neumann "
    "Nguyen Nielsen Nowak O'Brien O'Sullivan Obi Okafor Olsen Öztürk Papadopoulos Patel Pavlov "
    "Pereira Petrov Pham Popescu Quispe Rahman Ramos Rashid Reyes Ricci Richter Rojas Rossi Roux "
    "Sakamoto Santos Sato Schäfer Schröder Sharma Silva Simon Singh Šimunović Sørensen Soto Souza "
    "Suzuki Takahashi Tamm Teixeira Tran Vargas Vasquez Verma Vogel Vos Wagner Walsh Weber Werner "
    "Wójcik Wolf Yamamoto Yıldız Zając Zhang Ziegler"
)

FIRST_NAMES = tuple(_FIRST.split())
LAST_NAMES = tuple(_LAST.split())

# Written in their own script in every system; the address is how others type them.
OWN_SCRIPT_NAMES = (
    ("李", "娜", "li.na"),
    ("Ναταλία", "Γεωργίου", "natalia.georgiou"),
    ("Ольга", "Коваль", "olga.koval"),
)
SHARED_NAME = ("Anna", "Schmidt")

DEPARTMENTS = ("Customer Support", "Sales", "Engineering", "Operations", "Finance")
COST_CENTRES = {
    "Customer Support": "CC116",
    "Sales": "CC105",
    "Engineering": "CC111",
    "Operations": "CC120",
    "Finance": "CC102",
    "People & Culture": "CC101",
}
JOB_TITLES = {
    "Customer Support": ("Support Specialist", "Support Specialist", "Technical Support Analyst"),
    "Sales": ("Account Executive", "Sales Development Rep", "Account Manager"),
    "Engineering": ("Software Engineer", "QA Analyst", "Data Analyst"),
    "Operations": ("Operations Coordinator", "Logistics Planner", "Warehouse Analyst"),
    "Finance": ("Accountant", "Billing Analyst", "Financial Analyst"),
}
LEAD_TITLES = {
    "Customer Support": "Support Team Lead",
    "Sales": "Sales Manager",
    "Engineering": "Engineering Manager",
    "Operations": "Operations Manager",
    "Finance": "Finance Manager",
}
LOCATIONS = ("Berlin", "Hamburg", "Lisbon", "Dublin", "Kraków", "Remote")

EXTERNAL_GUEST = ("Okonkwo, Grace (External)", "grace.okonkwo@partner.example.org")
UNVERIFIED_GUEST = "Casey (Unverified)"
DIAL_IN = " 15550100123 (Unverified)"

STATEMENTS = (
    "The session was relevant to my work",
    "I got useful help from a peer",
    "I can apply what I learned",
    "The time was well spent",
    "I feel comfortable teaching others",
)
AGREEMENT = {
    5: "Strongly agree",
    4: "Agree",
    3: "Neither agree nor disagree",
    2: "Disagree",
    1: "Strongly disagree",
}
NO_ANSWER = "Prefer not to say"
RECOMMEND = "How likely are you to recommend these sessions to a colleague?"
FORMATS_QUESTION = "Which formats would you like more of?"
FORMATS = (
    "Problem clinic",
    "Micro-lesson",
    "Skill swap",
    "Lunch-and-learn",
    "Peer coaching",
    "Shadow shift",
)
COMMENT_QUESTION = "What should we keep or change?"

# {peer} and {email} are filled with a colleague of the sample: they are there to be masked.
GLAD_COMMENTS = (
    "Best hour of my week. Keep it small.",
    "{peer} showed me the shortcut I had been missing for a month.",
    "Real cases instead of slides. Please keep that.",
    "I finally understand how a refund travels through our systems.",
    "Sehr hilfreich, vor allem die echten Beispiele.",
    "The clinic solved a ticket I had been stuck on since Monday.",
    "Good to see how other departments work.",
    "More of the same, please.",
    "Danke an {peer}, das hat mir wirklich geholfen!",
    "I wrote to {email} afterwards and got an answer within minutes.",
    "Asking a peer feels easier than asking my manager.",
    "Kurz, konkret, auf den Punkt.",
    "I used the template the same afternoon.",
    "Loved watching somebody actually do it instead of talking about it.",
    "The recording was useful for my teammate who was on shift.",
    "Small groups make it easy to ask the silly questions.",
    "I would lead one of these myself next time.",
    "Der Austausch mit den anderen Abteilungen ist Gold wert.",
    "{peer} was patient and very clear.",
    "This should be part of everybody's first month.",
    "The handover checklist saves me half an hour a day.",
    "Great that newcomers get to ask first.",
    "Endlich mal keine Folien.",
    "Please keep the notes page, I go back to it a lot.",
)
MIXED_COMMENTS = (
    "Useful, but start on time.",
    "Could be 30 minutes.",
    "Ein bisschen kürzer wäre besser.",
    "The second half was only for Sales.",
    "Please share the slides before the session, not after.",
    "Good topic, too many people in the call.",
    "I missed the start because it clashed with our stand-up.",
    "Mittwochnachmittag ist für unsere Schicht schwierig.",
    "Could we record the micro-lessons?",
    "More practice, less explaining.",
    "I knew most of it already; a beginner and an advanced group would help.",
    "Would be good to have a follow-up with {peer}.",
    "The room in Hamburg was booked twice again.",
    "Nice, but I would not know how to teach this to somebody else.",
    "Gern öfter, aber dafür in kleineren Gruppen.",
    "A list of who can help with what would be handy.",
    "Sound was poor for those of us on the phone.",
    "Send questions to {email} beforehand so that the host can prepare.",
)
CRITICAL_COMMENTS = (
    "Too long for what it was.",
    "Not relevant for Finance at all.",
    "I sat through 45 minutes for five minutes that concerned me.",
    "Wieder über die Mittagspause, das passt nicht.",
    "Two people did all the talking.",
    "I do not feel ready to run one of these and was put on the list anyway.",
    "We are short-staffed; an hour away from the queue costs us.",
    "Bitte nicht noch ein Termin im Kalender.",
    "Nobody had prepared a case, so we improvised.",
    "The example was out of date, the screen looks different now.",
)
SHORT_COMMENTS = ("N/A", "-", "nothing", "Thanks!", "Danke!", "all good", "none")

SIGN_OFF_COMMENTS = (
    "",
    "",
    "",
    "",
    "",
    "",
    "Handles the queue alone",
    "Very quick to learn",
    "Ready for the late shift",
    "Still asks about edge cases, which is fine",
    "läuft selbstständig",
)
