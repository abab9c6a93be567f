"""Words for who teaches whom: the matrix of departments, who does both, how hosting rotates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics import fmt
from analytics.findings import Alone, Bubbles, Finding, Hosting, Matrix, Rotation
from analytics.peers import OTHER
from analytics.verdicts.said import Said, dotted, listed

# Effective hosts as a share of all hosts: below the first teaching is concentrated; from the
# second on turns are taken so evenly that hosting rotates.
CONCENTRATED, ROTATES = 0.5, 0.75

_COUNT = "a count, so no interval"
_KINDS = {
    "both": "both teach and learn",
    "learn_only": "only learn",
    "teach_only": "only teach",
}


def hosting_outcome(rotation: Rotation) -> str:
    """ "concentrated": fewer than half as many effective hosts as hosts, or one host who led half;
    "rotates": at least three quarters, and nobody in half of the sessions; "between"; "few" where
    the hosts are too few to show."""
    hosting = rotation.hosting
    if hosting is None:
        return "few"
    evenness = hosting.effective / len(hosting.led)
    if evenness < CONCENTRATED or hosting.half == 1:
        return "concentrated"
    return "rotates" if evenness >= ROTATES and hosting.busiest < 0.5 else "between"


def peers_title(findings: Sequence[Finding]) -> str:
    """The page in one sentence: who does both, which pairs go both ways, how hosting is shared
    out."""
    parts = []
    for finding in findings:
        match finding.answer:
            case Bubbles() as answer:
                parts.append(_both(answer))
            case Matrix() as answer:
                parts.append(
                    f"{fmt.percent(answer.details['reciprocity'])} of teaching pairs go both ways"
                )
            case Rotation() as answer:
                parts.append(
                    {"concentrated": "teaching is concentrated", "rotates": "hosting rotates"}.get(
                        hosting_outcome(answer), _led_by(answer)
                    )
                )
    return _sentence("; ".join(parts)) if parts else findings[0].title


def say_matrix(answer: Matrix) -> Said:
    assert answer.estimate is not None
    n = answer.n
    across = f"{fmt.percent(answer.estimate.value)} of teaching moments cross departments"
    taught = {
        group.name: sum(row) for group, row in zip(answer.teachers, answer.moments, strict=True)
    }
    most = [name for name, count in taught.items() if count == max(taught.values())]
    leads = len(taught) > 1 and len(most) == 1 and most[0] != OTHER
    moments = f"{fmt.plural(n['teaching_moments'], 'teaching moment')} in {_sessions(n)}"
    reciprocity = answer.details["reciprocity"]
    back = (
        f"{fmt.percent(reciprocity)} of {fmt.plural(n['pairs'], 'teacher–learner pair')} taught"
        " each other"
    )
    named = [group.name for group in answer.teachers] + [group.name for group in answer.learners]
    return Said(
        title=_sentence(f"{across}; {most[0]} teaches most" if leads else across),
        headline=f"{fmt.percent(answer.estimate.value)} across departments",
        caption=(f"{moments}, {_COUNT}", back),
        paragraphs=(
            ("What we can say.", f"{moments}; {back}."),
            (
                "What this cannot say.",
                "Whether anything was learned: a teaching moment is a host and a person who was"
                " there.",
            ),
        ),
        footnote=dotted(
            [
                f"{moments}, {_COUNT}",
                f"{back} (reciprocity)",
                "outlined = within one department",
                _other_means(named),
                _without_host(n),
            ]
        ),
        alt=_matrix_alt(answer),
    )


def _matrix_alt(answer: Matrix) -> str:
    cells = answer.table.rows
    counts = [count for *_, count in cells]
    teacher, learner, most = max(cells, key=lambda cell: cell[2])
    return (
        f"Heat map of teaching moments, {fmt.plural(len(answer.teachers), 'department')} that"
        f" taught by {fmt.plural(len(answer.learners), 'department')} that learned, from"
        f" {fmt.count(min(counts))} to {fmt.count(max(counts))}. Most: {teacher} taught {learner}"
        f" {fmt.count(most)} times. No target."
    )


def say_bubbles(answer: Bubbles) -> Said:
    assert answer.estimate is not None
    n = answer.n
    share = fmt.percent(answer.estimate.value)
    not_led = fmt.percent(n["learn_only"] / n["people"])
    everybody = f"{fmt.plural(n['people'], 'participant')} in {_sessions(n)}"
    kinds = listed(
        [
            f"{fmt.count(n[kind])} {does}"
            for kind, does in _KINDS.items()
            if n[kind] or kind == "both"
        ]
    )
    return Said(
        title=_sentence(f"{_both(answer)}; {not_led} have not led a session yet"),
        headline=share,
        caption=(f"{everybody}, {_COUNT}", kinds),
        paragraphs=(("What we can say.", f"Of {everybody}, {kinds}."),),
        footnote=dotted(
            [
                f"{everybody}, {_COUNT}",
                kinds,
                "area = people" if _is_mixed(answer) else "area = people, filled = both",
                _without_host(n),
            ]
        ),
        alt=_bubbles_alt(answer),
    )


def _is_mixed(answer: Bubbles) -> bool:
    """Whether a level holds people who led and people who did not."""
    return any(level.led_to > level.led_from == 0 for level in answer.levels)


def _bubbles_alt(answer: Bubbles) -> str:
    levels = "; ".join(
        f"led {span(level.led_from, level.led_to)}: {fmt.plural(level.people, 'person', 'people')}"
        f" who attended {span(level.attended[0][0], level.attended[-1][0])}"
        for level in answer.levels
    )
    return (
        "Dots of participants by sessions led and sessions attended as a learner;"
        f" {levels}. No target."
    )


def span(first: int, last: int) -> str:
    """(1, 2) → "1–2"; (0, 0) → "0"."""
    return fmt.count(first) if first == last else f"{fmt.count(first)}–{fmt.count(last)}"


def say_rotation(answer: Rotation) -> Said:
    n, hosting = answer.n, answer.hosting
    outcome = hosting_outcome(answer)
    led = _led_by(answer)
    title = led
    if hosting:
        half = f"{_of_hosts(hosting)} led half of the sessions"
        title = {
            "concentrated": f"Teaching is concentrated: {half}",
            "rotates": f"Hosting rotates: {led}, the busiest {fmt.percent(hosting.busiest)}",
            "between": f"{led}, the busiest {fmt.percent(hosting.busiest)}",
        }[outcome]
    return Said(
        title=_sentence(title),
        headline=fmt.plural(n["hosts"], "host"),
        caption=_rotation_caption(answer),
        paragraphs=(
            ("What we can say.", _rotation_says(answer)),
            *([("What hangs on one person.", _hangs(answer))] if _hangs(answer) else []),
            ("Who could lead next.", _could_lead(answer)),
            (
                "What this cannot say.",
                "Who taught well, or who prepared it: the host is whom the export names as"
                " organiser or host and who was there.",
            ),
        ),
        footnote=dotted(
            [
                f"{_sessions(n)}, {_COUNT}",
                "fewer than 5 hosts, so not shown one by one" if hosting is None else "",
                f"effective hosts = as many with equal turns; Gini {hosting.gini:.2f}"
                if hosting
                else "",
                f"could lead = learned in {fmt.count(answer.fewest_sessions)} sessions or more, led"
                " none",
                _other_means([one.name for one in answer.ready]),
                _without_host(n),
            ]
        ),
        alt=_rotation_alt(answer),
    )


def _rotation_caption(answer: Rotation) -> tuple[str, ...]:
    hosting = answer.hosting
    if hosting is None:
        return (f"{_sessions(answer.n)}, {_COUNT}", "Fewer than 5 hosts, so not shown one by one")
    return (
        f"{_sessions(answer.n)}, as varied as {_hosts(hosting.effective)} with equal turns",
        f"Busiest host {fmt.percent(hosting.busiest)} · {_of_hosts(hosting)} led half",
    )


def _rotation_says(answer: Rotation) -> str:
    hosting = answer.hosting
    if hosting is None:
        return f"{_sentence(_led_by(answer))}, too few to show how they share them out."
    return (
        f"{_sentence(_led_by(answer))}, which is as varied as {_hosts(hosting.effective)} with"
        f" equal turns. The busiest led {fmt.percent(hosting.busiest)} of them;"
        f" {_of_hosts(hosting)} together led half."
    )


def _hangs(answer: Rotation) -> str:
    """How much one person only has led: "3 of 7 formats (30% of the sessions) …"."""
    alone = answer.hosting.alone if answer.hosting else ()
    if not alone:
        return ""
    if not any(one.alone for one in alone):
        kinds = listed([one.what for one in alone])
        return f"Nothing: every {kinds} that was seen more than once has had two hosts or more."
    held = [
        f"{_of_alone(one)} ({fmt.percent(one.sessions / answer.n['sessions'])} of the sessions)"
        for one in alone
        if one.alone and one.what != "department"
    ]
    said = [f"{listed(held)} had one person only as a host"] if held else []
    said += [
        f"{_of_alone(one)} sent one person only to lead"
        for one in alone
        if one.alone and one.what == "department"
    ]
    return f"Of what was held more than once, {'; '.join(said)}."


def _of_alone(one: Alone) -> str:
    return f"{fmt.count(one.alone)} of {fmt.plural(one.of, one.what)}"


def _could_lead(answer: Rotation) -> str:
    could = answer.n["could_lead"]
    often = f"{fmt.count(answer.fewest_sessions)} or more sessions"
    if not could:
        return f"Nobody yet: no one has learned in {often} and led none."
    who = fmt.plural(could, "person has", "people have")
    parts = [
        f"{one.name} {fmt.count(one.could_lead)} of {fmt.count(one.learners)}"
        for one in answer.ready
    ]
    return f"{who} learned in {often} and led none yet: {listed(parts)}."


def _rotation_alt(answer: Rotation) -> str:
    hosting = answer.hosting
    could = f" {_could_lead(answer)} No target."
    if hosting is None:
        return f"Bars of learners who could lead, by department.{could}"
    return (
        f"Stacked bar of {_sessions(answer.n)} by host, from {fmt.count(hosting.led[-1])} to"
        f" {fmt.count(hosting.led[0])} each; {_of_hosts(hosting)} led half. Bars of learners who"
        f" could lead, by department.{could}"
    )


def _both(answer: Bubbles) -> str:
    assert answer.estimate is not None
    return f"{fmt.percent(answer.estimate.value)} of participants both teach and learn"


def _led_by(answer: Rotation) -> str:
    all_of = "all " if answer.hosting is None and answer.n["sessions"] > 1 else ""
    people = fmt.plural(answer.n["hosts"], "person", "people")
    return f"{people} led {all_of}{_sessions(answer.n)}"


def _of_hosts(hosting: Hosting) -> str:
    return f"{fmt.count(hosting.half)} of {fmt.plural(len(hosting.led), 'host')}"


def _hosts(effective: float) -> str:
    text = fmt.number(effective)
    return f"{text} {'host' if text == '1' else 'hosts'}"


def _sessions(n: Mapping[str, int]) -> str:
    return fmt.plural(n["sessions"], "session")


def _without_host(n: Mapping[str, int]) -> str:
    if not n["sessions_without_host"]:
        return ""
    return f"{_sessions({'sessions': n['sessions_without_host']})} without a known host left out"


def _other_means(names: Sequence[str]) -> str:
    if OTHER not in names:
        return ""
    return f"“{OTHER}”: small departments together, and people in no people list"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
