"""What a report said is kept, read again 60 and 90 days later, and confirmed or withdrawn."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from examples import filled_store
from hypothesis import given
from hypothesis import strategies as st
from made_curves import EVERY_OUTCOME
from made_later import later_sample
from pptx import Presentation

from analytics import recovery
from analytics.asking import ask
from analytics.briefing import brief
from analytics.claims import (
    QUESTION,
    Claim,
    claim_of,
    keep,
    keep_said,
    kept_claims,
    read_claim,
    version_of_numbers,
    write_claim,
)
from analytics.cli import main
from analytics.erasure import erase
from analytics.exports import json as as_json
from analytics.exports import markdown, report, ways
from analytics.filters import Filters
from analytics.findings import Estimate
from analytics.landing import land
from analytics.one_pilot import OnePilot
from analytics.pilot_choices import is_offered
from analytics.pilots import read_card, write_card
from analytics.sample import FOLDER, sample_files
from analytics.scope import EVERYBODY, Scope
from analytics.second_look import second_looks, standing_of
from analytics.store import Store
from analytics.subject import find
from analytics.verdicts.rule import way_of
from analytics.verdicts.second_look import MOST_SHOWN, in_words, look_sentence, rest_sentence

CARD = read_card((FOLDER / "pilot.toml").read_text("utf-8"))
SAID = "On 12 Apr 2026 we said: 23% faster (10% to 35% faster)."
LATER = date(2026, 7, 12)
VIEWER, MANAGER = Scope(role="viewer"), Scope(role="manager", team="somebody@example.org")


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of one's own with the sample's exports, of which one report has left."""
    folder = tmp_path_factory.mktemp("reported")
    store = Store.open(folder)
    land(store, sample_files())
    store.save_pilot(CARD)
    say(store)
    store.close()
    return folder


@pytest.fixture
def store(reported: Path, tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(shutil.copytree(reported, tmp_path / "w"))
    yield opened
    opened.close()


def say(store: Store, filters: Filters | None = None, scope: Scope = EVERYBODY) -> None:
    """A report leaves."""
    chosen = filters or Filters()
    keep_said(store, ask(store, QUESTION, chosen, scope), chosen, scope, "pilot.html")


def standings(store: Store, **asked: object) -> list[list[str]]:
    return [[again.standing for again in look.again] for look in second_looks(store, **asked)]  # type: ignore[arg-type]


# What becomes of a claim --------------------------------------------------------------------------

GAINS = ("faster-met", "faster-open", "faster-missed")
OPEN = ("promising", "capped", "inconclusive", "not-enough")
BY_HAND = {
    ("faster-open", "faster-open"): "confirmed",
    ("faster-open", "faster-met"): "strengthened",
    ("faster-met", "faster-met"): "confirmed",
    ("faster-met", "faster-open"): "partly",  # the gain stands, that the target is met does not
    ("faster-missed", "faster-met"): "partly",
    ("faster-open", "promising"): "withdrawn",
    ("faster-open", "capped"): "withdrawn",
    ("faster-met", "inconclusive"): "withdrawn",
    ("faster-missed", "no-difference"): "withdrawn",  # the target is missed still; the gain is gone
    ("faster-open", "slower"): "withdrawn",
    ("faster-open", "not-enough"): "withdrawn",
    ("slower", "slower"): "confirmed",
    ("slower", "no-difference"): "withdrawn",
    ("no-difference", "no-difference"): "confirmed",
    ("no-difference", "faster-missed"): "strengthened",
    ("no-difference", "inconclusive"): "withdrawn",
    ("no-difference", "faster-open"): "withdrawn",
    ("promising", "promising"): "still-open",
    ("not-enough", "inconclusive"): "still-open",
    ("inconclusive", "faster-open"): "now-clear",
    ("not-enough", "no-difference"): "now-clear",
}


def of(outcome: str) -> tuple[str, Estimate | None, float]:
    return outcome, EVERY_OUTCOME[outcome].estimate, 0.2


@pytest.mark.parametrize(("said", "found"), BY_HAND, ids=lambda outcome: str(outcome))
def test_what_becomes_of_a_claim(said: str, found: str) -> None:
    assert standing_of(of(said), of(found)) == BY_HAND[said, found]


@pytest.mark.parametrize(("said", "found"), [*product(EVERY_OUTCOME, repeat=2)])
def test_a_gain_is_confirmed_only_by_a_gain(said: str, found: str) -> None:
    """And what said nothing for sure is never confirmed, nor withdrawn."""
    standing = standing_of(of(said), of(found))
    if said in GAINS:
        assert (standing in ("confirmed", "strengthened", "partly")) == (found in GAINS)
    if said in OPEN:
        assert standing in ("still-open", "now-clear")
    if standing == "confirmed" and way_of(said) == "gain":
        assert way_of(found) == "gain"


# Kept when it leaves ------------------------------------------------------------------------------


def test_what_a_report_says_is_kept_once(store: Store) -> None:
    [claim] = kept_claims(store, 1)
    assert claim.as_of == claim.last_hired_on == date(2026, 4, 12)
    assert (claim.before, claim.during, claim.outcome) == (118, 84, "faster-open")
    assert claim.competency == "sign-off" and read_card(claim.card) == CARD
    assert claim.title == "New hires reach competency 23% faster" and claim.way == "pilot.html"
    before = store.version()
    say(store)
    assert store.version() == before
    say(store, Filters(as_of=date(2026, 3, 15)))
    assert len(kept_claims(store, 1)) == 2 and store.version() == before + 1


@pytest.mark.parametrize(
    "changed",
    [
        {"goal": "Ramp faster"},
        {"cost_hour": 60.0, "cost_day": 300.0, "currency": "EUR"},
        {"participation": 0.7, "attended_minutes": 10.0, "name": "Renamed"},
        {"baseline_from": CARD.baseline_start, "read_on": CARD.planned_read},
    ],
)
def test_a_card_that_says_the_same_of_both_cohorts_makes_the_same_claim(
    store: Store, changed: dict[str, object]
) -> None:
    store.save_pilot(replace(CARD, **changed), 1)  # type: ignore[arg-type]
    say(store)
    assert len(kept_claims(store, 1)) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"starts_on": CARD.starts_on + timedelta(days=1)},
        {"ends_on": CARD.ends_on + timedelta(days=1)},
        {"baseline_from": CARD.baseline_start + timedelta(days=1)},
        {"read_on": CARD.planned_read + timedelta(days=1)},
        {"departments": ("Sales",)},
        {"comparison_departments": ("Sales",)},
        {"department_starts": (("Sales", CARD.starts_on + timedelta(days=1)),)},
        {"is_randomised": not CARD.is_randomised},
        {"has_leavers": not CARD.has_leavers},
        {"competency": "another"},
        {"percent_faster": 0.3},
    ],
)
def test_a_card_that_compares_something_else_makes_another(changed: dict[str, object]) -> None:
    claim = replace(MADE, card=write_card(CARD))
    other = write_card(replace(CARD, **changed))  # type: ignore[arg-type]
    assert replace(claim, card=other).digest != claim.digest


def test_keeping_it_is_no_change_of_the_numbers(store: Store) -> None:
    before = version_of_numbers(store)
    say(store, Filters(as_of=date(2026, 3, 15)))
    assert version_of_numbers(store) == before
    store.save_pilot(replace(CARD, participation=0.7))
    assert version_of_numbers(store) == store.version() > before


def test_nothing_is_kept_of_the_sample_of_a_team_or_of_a_copy(
    sample: Store, store: Store, tmp_path: Path
) -> None:
    assert claim_of(sample, ask(sample, QUESTION), Filters()) is None
    before = store.version()
    finding = ask(store, QUESTION)
    keep_said(store, finding, Filters(), MANAGER, "pilot.html")
    keep_said(store, ask(store, "participation"), Filters(), EVERYBODY, "pilot.html")
    early = Filters(as_of=date(2026, 1, 25))
    keep_said(store, ask(store, QUESTION, early), early, EVERYBODY, "pilot.html")  # too few
    assert store.version() == before and store.keeping is not None
    store.keeping.copy_to(tmp_path / "published.duckdb")
    copy = Store.published(tmp_path / "published.duckdb")
    keep_said(copy, finding, Filters(as_of=date(2026, 4, 1)), EVERYBODY, "pilot.html")
    assert [look_sentence(look) for look in second_looks(copy)] == [
        f"{SAID} This claim is read again from 11 Jun 2026 on."
    ]
    copy.close()


@given(
    st.lists(st.text(max_size=5), max_size=2), st.none() | st.floats(-5, 0.99), st.floats(-5, 0.9)
)
def test_a_claim_is_read_back_as_it_was_written(
    departments: list[str], low: float | None, estimate: float
) -> None:
    claim = replace(MADE, departments=tuple(departments), low=low, estimate=estimate)
    again = read_claim(json.loads(json.dumps(write_claim(claim))))
    assert again == claim and again.digest == claim.digest
    assert replace(claim, way="other.pptx").digest == claim.digest
    assert replace(claim, during=claim.during + 1).digest != claim.digest


MADE = Claim(
    pilot=1, departments=(), as_of=date(2026, 4, 12), last_hired_on=date(2026, 4, 12),
    outcome="faster-open", estimate=0.3, low=0.05, high=0.45, target=0.2, before=60, during=30,
    title="T", competency="sign-off", card="[pilot]\n", way="a.html",
)  # fmt: skip


# Read again ---------------------------------------------------------------------------------------


def test_until_then_it_says_when(store: Store) -> None:
    [look] = second_looks(store)
    assert look.again == () and look.due_on == date(2026, 6, 11)
    assert look_sentence(look) == f"{SAID} This claim is read again from 11 Jun 2026 on."
    land(store, later_sample(date(2026, 6, 10)))
    assert standings(store) == [[]]
    land(store, later_sample(date(2026, 6, 11)))
    assert standings(store) == [["confirmed"]]
    [look] = second_looks(store)
    assert look.due_on == date(2026, 7, 11)
    assert look_sentence(look).endswith("This claim is read once more from 11 Jul 2026 on.")


def test_the_gain_of_the_sample_is_confirmed(store: Store) -> None:
    land(store, later_sample(LATER))
    [look] = second_looks(store)
    assert [again.standing for again in look.again] == ["confirmed", "confirmed"]
    assert [again.on for again in look.again] == [date(2026, 6, 11), date(2026, 7, 11)]
    assert look.due_on is None and not look.is_withdrawn
    assert look_sentence(look) == (
        f"{SAID} Read again on 11 Jul 2026 with the same 202 hires (118 before, 84 during): 25%"
        " faster (14% to 35% faster)."
    )
    one = replace(look, again=(replace(look.again[0], standing="withdrawn"), look.again[1]))
    assert look_sentence(one).endswith(" On 11 Jun 2026 it was withdrawn.")
    finding = ask(store, QUESTION)
    assert "ithdrawn" not in f"{finding.footnote} {finding.paragraphs}"


def test_an_early_lucky_gain_is_withdrawn_where_nobody_overlooks_it(store: Store) -> None:
    """Those still learning on the last day of the sample take far longer than anybody before."""
    assert "faster" in ask(store, QUESTION).title
    land(store, later_sample(LATER, ratio=1.6))
    assert standings(store) == [["withdrawn", "withdrawn"]]
    finding = ask(store, QUESTION)
    assert finding.title == "No clear change in time to competency"
    assert finding.footnote.startswith(
        "Withdrawn on 11 Jul 2026: what was said on 12 Apr 2026, 23% faster (10% to 35% faster) · "
    )
    lead, says = finding.paragraphs[0]
    assert lead == "Withdrawn." and says.startswith(SAID)
    # the reading of a day on which nobody could know it yet is as it was
    then = ask(store, QUESTION, Filters(as_of=date(2026, 6, 10)))
    assert "ithdrawn" not in f"{then.footnote} {then.paragraphs}"
    # another choice of departments was never said to gain
    [name] = ask(store, "competency-by-department").answer.table.rows[1][:1]
    assert "ithdrawn" not in ask(store, QUESTION, Filters(departments=(name,))).footnote


def test_an_open_claim_becomes_clear(store: Store) -> None:
    say(store, Filters(as_of=date(2026, 3, 15)))
    land(store, later_sample(LATER))
    [_, open_then] = second_looks(store)
    assert open_then.claim.outcome == "promising"
    assert [again.standing for again in open_then.again] == ["now-clear", "now-clear"]
    # of the cohort of that day: nobody hired after it is counted
    assert {again.during for again in open_then.again} == {open_then.claim.during} == {69}


def test_it_is_read_by_the_definitions_of_that_day(store: Store) -> None:
    land(store, later_sample(LATER))
    before = [look.again for look in second_looks(store)]
    changed = replace(
        CARD, percent_faster=0.6, starts_on=date(2026, 3, 1), ends_on=date(2026, 7, 1),
        competency="another", departments=("Sales",),
    )  # fmt: skip
    store.save_pilot(changed)
    assert [look.again for look in second_looks(store)] == before


def test_hires_that_the_exports_add_later_are_said(store: Store) -> None:
    [(name, people), sign_offs] = later_sample(LATER)
    lines = people.split(b"\n")
    place = next(n for n, line in enumerate(lines) if b"\t2/16/2026\t" in line)
    added = lines[place].split(b"\t")
    added[:5] = [b"99999", b"Late Entry", b"Late", b"Entry", b"late.entry@example.com"]
    lines.insert(place, b"\t".join(added))
    land(store, [(name, b"\n".join(lines)), sign_offs])
    [look] = second_looks(store)
    assert "with 203 hires of those days (118 before, 85 during; 118 and 84 then)" in (
        look_sentence(look)
    )


# Who is shown it ----------------------------------------------------------------------------------


def test_a_team_is_shown_none_and_a_choice_of_departments_is_for_analysts(store: Store) -> None:
    say(store, Filters(departments=("Customer Support",)))
    assert [look.claim.departments for look in second_looks(store)] == [(), ("Customer Support",)]
    assert [look.claim.departments for look in second_looks(store, VIEWER)] == [()]
    assert second_looks(store, MANAGER) == ()
    assert second_looks(store, Scope(smallest_group=90)) == ()
    assert "of Customer Support: " in look_sentence(second_looks(store)[1])


def test_claims_of_cards_that_differ_by_a_few_people_are_for_analysts(store: Store) -> None:
    """One person works in People & Culture: everybody's claim less that of all others is theirs."""
    names = [name for name in store.departments() if name != "People & Culture"]
    store.save_pilot(replace(CARD, departments=tuple(names)), 1)
    say(store)
    for scope in (EVERYBODY, VIEWER):
        shown = {read_card(look.claim.card).departments for look in second_looks(store, scope)}
        assert shown == ({(), tuple(names)} if scope is EVERYBODY else {tuple(names)})
    # what changes nobody who is compared hides nothing
    store.save_pilot(replace(CARD, departments=tuple(names), goal="Else", cost_other=5.0), 1)
    assert len(second_looks(store, VIEWER)) == 1
    for changed in (
        replace(CARD, ends_on=CARD.ends_on + timedelta(days=1)),
        replace(CARD, baseline_from=CARD.baseline_start + timedelta(days=1)),
        replace(CARD, comparison_departments=("People & Culture",)),
        replace(CARD, competency="another"),
    ):
        store.save_pilot(changed, 1)
        assert second_looks(store, VIEWER) == ()
        assert len(second_looks(store)) == 2


def test_of_a_pilot_that_is_not_offered_no_claim_is_shown(store: Store) -> None:
    day = store.ask("select max(hire_date) as d from person")["d"][0].date()
    store.save_pilot(replace(CARD, name="Another", ends_on=day - timedelta(days=1)))
    spring = OnePilot(store, 1)
    assert not is_offered(spring, VIEWER)
    assert second_looks(spring, VIEWER) == () and len(second_looks(spring)) == 1


def test_it_is_of_one_pilot(store: Store) -> None:
    store.save_pilot(replace(CARD, name="Another"))
    assert second_looks(store) == ()
    store.chosen = 1
    assert len(second_looks(store)) == 1


def test_a_claim_of_the_chosen_pilot_is_kept_as_its_own(store: Store) -> None:
    store.save_pilot(replace(CARD, name="Another", ends_on=date(2026, 3, 31)))
    one, two = OnePilot(store, 1), OnePilot(store, 2)
    say(two)
    assert [len(second_looks(each)) for each in (one, two)] == [1, 1]
    assert second_looks(two)[0].claim.last_hired_on == date(2026, 3, 31)


# It stays -----------------------------------------------------------------------------------------


def test_rebuilding_brings_it_back(store: Store) -> None:
    land(store, later_sample(LATER))
    before, folder = second_looks(store), store.folder
    assert folder is not None and before
    store.close()
    recovery.rebuild(folder)
    rebuilt = Store.open(folder)
    assert second_looks(rebuilt) == before
    rebuilt.close()


def test_erasing_somebody_does_not_break_it(store: Store) -> None:
    land(store, later_sample(LATER))
    someone = store.ask(
        "select a.email from person p join identity i on i.person_id = p.person_id"
        " join person_alias a on a.alias_id = i.alias_id"
        " where p.hire_date between date '2026-02-01' and date '2026-03-01' and a.email <> ''"
        " order by a.email limit 1"
    )["email"][0]
    erase(store, find(store, someone))
    [look] = second_looks(store)
    assert [again.standing for again in look.again] == ["confirmed", "confirmed"]
    assert "with 201 hires of those days (118 before, 83 during; 118 and 84 then)" in (
        look_sentence(look)
    )


# Every way out ------------------------------------------------------------------------------------


def test_every_report_says_it(store: Store) -> None:
    """The claim of the report itself too, before it is kept."""
    land(store, later_sample(LATER, ratio=1.6))
    told = brief(store)
    assert [one.lead for one in told.second_looks] == ["Withdrawn", "Not read again yet"]
    html, text = report.write(told), markdown.write(told)
    for made in (html, text):
        assert "Second look" in made and "Withdrawn" in made
        assert "This claim is read again from 10 Sep 2026 on." in made
    said = as_json.briefing_object(told)["second_looks"]
    assert [one["standing"] for one in said] == ["Withdrawn", "Not read again yet"]


def test_a_deck_has_a_slide_of_it_once_something_was_read_again(store: Store) -> None:
    def said() -> str:
        deck = Presentation(io.BytesIO(ways.OF_PILOT["pptx"](brief(store), ways.Style())))
        slides = [
            "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
            for slide in deck.slides
        ]
        notes = deck.slides[0].notes_slide.notes_text_frame.text
        return "\n".join((*slides, notes))

    first = said()
    assert "Second look: 1 not read again yet" in first and "from 11 Jun 2026 on" in first
    assert "\nSecond look\n" not in f"\n{first}\n"
    land(store, later_sample(LATER, ratio=1.6))
    then = said()
    assert "Second look: 1 withdrawn, 1 not read again yet" in then
    assert "\nSecond look\n" in f"\n{then}\n" and "Withdrawn on 11 Jul 2026" in then


def test_a_copy_that_is_only_read_promises_nothing(store: Store, tmp_path: Path) -> None:
    assert len(brief(store).second_looks) == 1
    later = Filters(as_of=date(2026, 4, 5))
    assert len(brief(store, later).second_looks) == 1  # its own; the other is not made yet
    assert store.keeping is not None
    store.keeping.copy_to(tmp_path / "published.duckdb")
    copy = Store.published(tmp_path / "published.duckdb")
    assert brief(copy, later).second_looks == ()
    copy.close()


def test_a_page_has_room_for_the_most_telling(store: Store) -> None:
    for week in range(6):
        say(store, Filters(as_of=date(2026, 3, 1) + timedelta(weeks=week)))
    waiting = in_words(second_looks(store))
    assert len(waiting) == 7 and {one.lead for one in waiting} == {"Not read again yet"}
    land(store, later_sample(date(2026, 6, 1), ratio=1.6))
    told = in_words(second_looks(store))
    leads = [one.lead for one in told]
    assert "Not read again yet" in leads[:MOST_SHOWN] and leads[0] != "Not read again yet"
    assert rest_sentence(told) == "3 more claims: impact second-look lists all."


def test_the_verb(reported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = shutil.copytree(reported, tmp_path / "w")
    assert main(["second-look", "--workspace", str(folder)]) == 0
    assert capsys.readouterr().out == (
        f"Not read again yet. {SAID} This claim is read again from 11 Jun 2026 on.\n"
    )
    out = tmp_path / "pilot.md"
    asked = ["report", "--workspace", str(folder), "--as-of", "2026-03-15", "--out", str(out)]
    assert main(asked) == main(asked) == 0
    assert "On 15 Mar 2026 we said: promising, not proven" in out.read_text("utf-8")
    capsys.readouterr()
    assert main(["second-look", "--workspace", str(folder), "--json"]) == 0
    [first, second] = json.loads(capsys.readouterr().out)
    assert (first["standing"], first["due_on"], first["again"]) == ("due", "2026-06-11", [])
    assert second["claim"]["as_of"] == "2026-03-15" and second["claim"]["way"] == "pilot.md"
    assert main(["second-look", "--workspace", str(tmp_path / "empty")]) == 0
    assert "no report has said anything" in capsys.readouterr().out


def test_the_pilots_side_by_side_are_claims_too(store: Store, tmp_path: Path) -> None:
    store.save_pilot(replace(CARD, name="Another", ends_on=date(2026, 3, 31)))
    store.close()
    asked = ["portfolio", "--workspace", str(tmp_path / "w")]
    assert main(asked) == 0
    for form in ("csv", "pptx"):
        assert main([*asked, "--out", str(tmp_path / f"pilots.{form}")]) == 0
    again = Store.open(tmp_path / "w")
    found = [[claim.way for claim in kept_claims(again, number)] for number in (1, 2)]
    assert found == [["pilot.html"], ["pilots.csv"]]  # what was said already is kept once
    again.close()


# A pilot that changed nothing ---------------------------------------------------------------------


def flat_pilot(seed: int) -> Store:
    """80 hires before and 60 during, days to competency as before; everybody is signed off in the
    end, and the last file knows of 1 September."""
    rng = np.random.default_rng(seed)
    start, people, signed = date(2026, 1, 12), [], []
    for number in range(140):
        within = int(rng.integers(1, 240)) if number < 80 else -int(rng.integers(0, 90))
        hired = start - timedelta(days=within)
        days = round(45 * float(np.exp(rng.normal(0, 0.45))))
        people.append({"person_id": number, "hire_date": hired, "department": "Sales"})
        signed.append(
            {"person_id": number, "competency": "sign-off", "status": "competent",
             "competent_on": hired + timedelta(days=days)}
        )  # fmt: skip
    files = [
        {"name": name, "kind": kind, "data_until": date(2026, 9, 1)}
        for name, kind in (("people.csv", "people"), ("signed.csv", "competency"))
    ]
    card = '[pilot]\nname = "Flat"\nstarts_on = 2026-01-12\nends_on = 2026-04-12\n'
    tables = {"person": people, "competency": signed, "source_file": files}
    return filled_store(tables, card)


@pytest.mark.parametrize("seed", range(8))
def test_what_a_flat_pilot_says_is_never_confirmed_as_a_gain(seed: int) -> None:
    """Neither what it said along the way, nor a lucky gain that it might have said."""
    store = flat_pilot(seed)
    for week in range(4, 14):
        as_of = Filters(as_of=date(2026, 1, 18) + timedelta(weeks=week))
        claim = claim_of(store, ask(store, QUESTION, as_of), as_of)
        if claim:
            keep(store, claim)
            keep(store, replace(claim, outcome="faster-open", estimate=0.3, low=0.05, high=0.45))
    looks = second_looks(store)
    assert {look.claim.outcome for look in looks} > {"faster-open"}
    for look in looks:
        assert look.last is not None
        if look.claim.outcome in GAINS:
            assert look.last.standing == "withdrawn"
        else:
            assert look.last.outcome not in GAINS
