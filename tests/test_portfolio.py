"""All pilots side by side: what is counted in the title, and what is drawn together."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from shutil import copytree

import pandas as pd
import pytest
from pptx import Presentation

from analytics.asking import ask
from analytics.cli import main
from analytics.drawn import drawn_together
from analytics.exports import ways
from analytics.findings import Curve, Estimate, Finding, ShareRow, Shares, Table
from analytics.one_pilot import OnePilot
from analytics.pilots import Pilot
from analytics.portfolio import adjusted_for_several, drawn_gains, portfolio
from analytics.privacy import protect
from analytics.scope import EVERYBODY
from analytics.stats.shrinkage import shrink
from analytics.store import Store
from analytics.verdicts.portfolio import portfolio_notes, portfolio_title


@pytest.fixture(scope="module")
def store(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample under three cards: as it is, of its first nine weeks, and a later one."""
    store = Store.open(copytree(sample_folder, tmp_path_factory.mktemp("three") / "workspace"))
    card = store.pilot()
    assert card
    store.save_pilot(replace(card, name="Nine weeks", ends_on=date(2026, 3, 15), goal="Sooner"))
    store.save_pilot(Pilot("Next year", date(2027, 1, 11), date(2027, 4, 11)))
    yield store
    store.close()


def test_each_pilot_is_answered_under_its_own_card(store: Store) -> None:
    found = portfolio(store)
    assert [row.name for row in found.rows] == ["Next year", "Nine weeks", "Peer learning, spring"]
    for row in found.rows:
        one = OnePilot(store, row.number)
        assert [f.headline for f in row.findings] == [
            ask(one, f.question).headline for f in row.findings
        ]
    spring = found.rows[2].findings[-1]
    assert spring.headline == "23% faster" and found.rows[0].findings[-1].headline == "—"
    # Two of them are of the same hires: the same gain may not be counted twice.
    assert found.title == "3 pilots, some of the same people: each is read by itself"
    assert found.is_sample and "none of them wins" in found.notes[-1]
    assert any("one gain can stand in several" in note for note in found.notes)


def test_the_same_pilot_under_two_names_is_no_second_gain(own_sample: Store) -> None:
    card = own_sample.pilot()
    assert card
    own_sample.save_pilot(replace(card, name="The same again"))
    title = portfolio(own_sample).title
    assert "faster" not in title and "same people" in title


def test_pilots_that_are_put_away_are_not_passed_over(own_sample: Store) -> None:
    own_sample.lock_pilot(1)
    own_sample.save_pilot(Pilot("Next year", date(2027, 1, 11), date(2027, 4, 11)))
    assert "put away" not in " ".join(portfolio(own_sample).notes)
    own_sample.put_away(1)
    assert "1 pilot was put away, 1 of them with a locked card." in portfolio(own_sample).notes


Made = Callable[..., Finding]


@pytest.fixture(scope="module")
def finding(sample: Store) -> Made:
    return partial(_finding, ask(sample, "time-to-competency"))


def _finding(
    found: Finding, value: float, low: float, high: float, p: float, tone: str = "good"
) -> Finding:
    """A comparison like the sample's with other numbers; "quiet": too little data."""
    assert isinstance(found.answer, Curve)
    answer = replace(found.answer, estimate=Estimate(value, low, high), p=p, confidence=0.95)
    badge = "not-enough" if tone == "quiet" else "made"
    verdicts = tuple(replace(v, tone=tone, outcome=badge) for v in found.verdicts[:1])
    return replace(found, answer=answer, verdicts=verdicts)


@pytest.fixture(scope="module")
def four(finding: Made) -> list[Finding]:
    return [
        finding(0.35, 0.26, 0.43, 0.0001),
        finding(0.10, 0.02, 0.175, 0.02),
        finding(0.45, 0.02, 0.691, 0.04),  # a lucky small one
        finding(0.9, 0.5, 0.98, 0.001, "quiet"),
    ]


def test_a_gain_that_does_not_outlast_the_correction_is_not_counted(
    four: list[Finding], finding: Made
) -> None:
    adjusted = adjusted_for_several(four)
    assert adjusted == pytest.approx([0.0003, 0.04, 0.04, None])
    adjusted = adjusted_for_several([*four, finding(0.2, 0.01, 0.36, 0.045)])
    assert adjusted[1:3] == pytest.approx([0.06, 0.08])
    title = portfolio_title(four, adjusted[:4], is_shared=False)
    assert title == "Of 4 pilots, 1 shows faster onboarding and 3 show neither"
    notes = portfolio_notes(list("abcd"), four, adjusted[:4], [None] * 4, is_shared=False, away="")
    assert notes[0].startswith("By itself b and c show a change; among 4 pilots that can be chance")


def test_a_lucky_small_pilot_does_not_lead(four: list[Finding]) -> None:
    """By hand: log(1 - faster) with half the width of its interval over 1.96, drawn together."""
    drawn = drawn_gains(four)
    assert drawn[3] is None
    values = [math.log(0.65), math.log(0.9), math.log(0.55)]
    errors = [
        (math.log(1 - low) - math.log(1 - high)) / 2 / 1.959964
        for low, high in ((0.26, 0.43), (0.02, 0.175), (0.02, 0.691))
    ]
    together = shrink(values, errors)
    assert together
    for one, by_hand in zip(drawn, together.each, strict=False):
        assert one and one.value == pytest.approx(1 - math.exp(by_hand.value), abs=1e-6)
        assert one.low is not None and one.high is not None and one.low < one.value < one.high
    assert drawn[0] and drawn[2] and drawn[2].value < drawn[0].value < 0.35
    assert drawn_gains(four[:2]) == [None, None]


def test_flat_pilots_are_never_counted_as_gains(finding: Made) -> None:
    flat = [finding(0.02, -0.1, 0.13, 0.7, "open")] * 3
    adjusted, drawn = adjusted_for_several(flat), drawn_gains(flat)
    for is_shared in (False, True):
        title = portfolio_title(flat, adjusted, is_shared=is_shared)
        assert title == "None of 3 pilots shows faster onboarding yet"
    notes = portfolio_notes(list("abc"), flat, adjusted, drawn, is_shared=False, away="")
    assert "each is 2% faster (5% slower to 8% faster)" in notes[0]  # never without its limits
    assert portfolio_title([], [], is_shared=False) == "No pilot yet"
    assert portfolio_title(flat[:1], [0.7], is_shared=False) == "One pilot so far"


# formats drawn together ---------------------------------------------------------------------------


def shares(*parts: tuple[str, float, float, int]) -> Shares:
    """(name, share, effective invitations, people) of each part."""
    rows = tuple(
        ShareRow(name, Estimate(share, 0.0, 1.0), 0, 0, people, 2, (place,), effective)
        for place, (name, share, effective, people) in enumerate(parts)
    )
    return Shares(
        estimate=Estimate(0.6), unit="share", n={"people": 500}, target=None, rows=rows,
        table=Table(("format", "people"), tuple((row.name, row.people) for row in rows)),
        details={"formats": [{"format": row.name} for row in rows]},
    )  # fmt: skip


def test_a_lucky_group_of_six_does_not_lead_the_list() -> None:
    """Shares and invitations as a pilot might have them: 6 of 6 beside 160 of 200."""
    found = drawn_together(
        shares(("Lucky", 1.0, 6, 6), ("Good", 0.8, 200, 90), ("Usual", 0.6, 300, 90),
               ("Poor", 0.4, 150, 60), ("Other", 0.99, 0, 40))
    )  # fmt: skip
    assert [row.name for row in found.rows] == ["Good", "Lucky", "Usual", "Poor", "Other"]
    good, lucky = found.rows[:2]
    assert lucky.drawn and good.drawn
    assert lucky.drawn.value < good.drawn.value < 0.8 and lucky.share.value == 1.0
    assert found.rows[-1].drawn is None
    assert found.table.columns == ("format", "people", "drawn", "drawn_low", "drawn_high")
    assert [row[0] for row in found.table.rows] == [row.name for row in found.rows]
    assert [one["format"] for one in found.details["formats"]] == [r.name for r in found.rows]
    q = 6.5 / 7
    by_hand = shrink(
        [math.log(q / (1 - q)), *(_odds(p, m) for p, m in ((0.8, 200), (0.6, 300), (0.4, 150)))],
        [1 / math.sqrt(6 * q * (1 - q)),
         *(_error(p, m) for p, m in ((0.8, 200), (0.6, 300), (0.4, 150)))],
    )  # fmt: skip
    assert by_hand
    assert lucky.drawn.value == pytest.approx(1 / (1 + math.exp(-by_hand.each[0].value)))


def _odds(p: float, m: float) -> float:
    q = (m * p + 0.5) / (m + 1)
    return math.log(q / (1 - q))


def _error(p: float, m: float) -> float:
    q = (m * p + 0.5) / (m + 1)
    return 1 / math.sqrt(m * q * (1 - q))


def test_two_formats_keep_their_own_shares() -> None:
    found = drawn_together(shares(("A", 0.5, 50, 30), ("B", 0.7, 50, 30)))
    assert [row.name for row in found.rows] == ["B", "A"]
    assert all(row.drawn is None for row in found.rows) and found.details["spread"] is None


def test_what_is_drawn_says_nothing_of_a_hidden_format() -> None:
    """Two pilots that differ only in a format of three people look the same."""
    common = (("A", 0.5, 80, 40), ("B", 0.7, 90, 40), ("C", 0.6, 70, 40), ("D", 0.65, 60, 40))
    seen = []
    for share in (0.1, 0.9):
        found = protect(drawn_together(shares(*common, ("Tiny", share, 9, 3))), EVERYBODY, None)
        assert isinstance(found, Shares)
        assert "Tiny" not in {row.name for row in found.rows} and len(found.rows) >= 3
        seen.append((found.rows, found.table, found.details))
    assert seen[0] == seen[1]


def test_approaches_are_hidden_while_a_format_is_too_small() -> None:
    whole = replace(shares(("Peer", 0.5, 80, 40), ("Formal", 0.7, 90, 40)), fewest=4)
    assert not isinstance(protect(whole, EVERYBODY, None), Shares)
    assert isinstance(protect(replace(whole, fewest=5), EVERYBODY, None), Shares)


# ways out -----------------------------------------------------------------------------------------


def test_the_pilots_leave_as_a_slide_a_table_and_data(store: Store) -> None:
    found = portfolio(store)
    deck = Presentation(io.BytesIO(ways.OF_PORTFOLIO["pptx"](found, ways.Style())))
    [slide] = deck.slides
    [table] = [shape.table for shape in slide.shapes if shape.has_table]
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[0][0] == "Pilot" and "23% faster" in cells[3][3] and "Evidence" in cells[3][4]
    texts = " ".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
    assert found.title in texts and "Sample data" in texts
    csv = pd.read_csv(io.BytesIO(ways.OF_PORTFOLIO["csv"](found, ways.Style())))
    assert len(csv) == 9 and set(csv["sample_data"]) == {"yes"}
    assert {"drawn_together", "drawn_low", "drawn_high"} <= set(csv.columns)
    data = json.loads(ways.OF_PORTFOLIO["json"](found, ways.Style()))
    assert [one["name"] for one in data["pilots"]] == [row.name for row in found.rows]


def test_many_pilots_take_several_slides(store: Store) -> None:
    found = portfolio(store)
    many = replace(found, rows=found.rows * 3)
    deck = Presentation(io.BytesIO(ways.OF_PORTFOLIO["pptx"](many, ways.Style())))
    assert len(deck.slides) == 3


def test_the_command_line_shows_and_writes_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--workspace", str(tmp_path / "w")]
    assert main(["portfolio", *where]) == 0
    assert capsys.readouterr().out == "No pilot yet\n"
    assert main(["portfolio", "--out", str(tmp_path / "x.docx"), *where]) == 2
    assert "end in .pptx, .csv, .json" in capsys.readouterr().err
    out = tmp_path / "pilots.csv"
    assert main(["portfolio", "--out", str(out), "--json", *where]) == 0
    assert out.exists() and json.loads(capsys.readouterr().out)["pilots"] == []
