"""Several pilots in one workspace, and what was promised beside what is judged now."""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.asking import ask
from analytics.briefing import brief
from analytics.cli import main
from analytics.exports import markdown, report, ways
from analytics.filters import Filters
from analytics.kept_pilots import pilot_named
from analytics.pilots import Pilot, write_card
from analytics.recovery import rebuild
from analytics.store import Store, StoreError
from analytics.verdicts.promise import (
    FIELDS,
    amended,
    promise_line,
    promise_sentences,
    promise_title,
)

SPRING = Pilot("Spring", date(2026, 1, 12), date(2026, 4, 12))
AUTUMN = Pilot("Autumn", date(2026, 9, 1), date(2026, 11, 30), departments=("Sales",))

ALL_AWAY = "All pilots are put away: impact pilot --file pilot.toml brings one back\n"


class Clock:
    """A clock that stands where it is put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 1, 5, 9))


@pytest.fixture
def kept(clock: Clock) -> Store:
    return Store.open(":memory:", clock=clock)


def test_a_card_of_another_name_is_another_pilot(kept: Store) -> None:
    for card in (SPRING, AUTUMN, replace(SPRING, percent_faster=0.1)):
        kept.save_pilot(card)
    spring, autumn = kept.pilots()
    assert [card.percent_faster for card, _ in spring.versions] == [0.2, 0.1]
    assert (autumn.card, autumn.number, spring.number) == (AUTUMN, 2, 1)
    assert kept.pilot() == spring.card
    kept.chosen = autumn.number
    assert kept.pilot() == AUTUMN


def test_a_pilot_can_be_renamed_and_keeps_its_versions(kept: Store) -> None:
    kept.save_pilot(SPRING)
    kept.save_pilot(replace(SPRING, name="Spring term"), 1)
    [one] = kept.pilots()
    assert [card.name for card, _ in one.versions] == ["Spring", "Spring term"]
    assert pilot_named([one], " spring TERM ") is one and pilot_named([one], "Spring") is None


def test_a_pilot_that_is_put_away_comes_back_when_its_card_is_saved(kept: Store) -> None:
    kept.save_pilot(SPRING)
    kept.save_pilot(AUTUMN)
    kept.put_away(2)
    assert [one.card for one in kept.pilots()] == [SPRING]
    assert kept.pilot() == SPRING
    kept.save_pilot(AUTUMN)
    assert [one.number for one in kept.pilots()] == [2, 1]
    kept.put_away(1)
    kept.put_away(2)
    assert kept.pilots() == () and kept.pilot() is None


def test_what_is_promised_stays_and_each_change_is_shown(kept: Store, clock: Clock) -> None:
    kept.save_pilot(replace(SPRING, goal="Sooner on their own."))
    locked = kept.lock_pilot(1)
    text = write_card(locked.card)
    assert locked.lock and locked.lock.digest == hashlib.sha256(text.encode()).hexdigest()
    assert locked.lock.is_whole and locked.amendments == ()
    short = locked.lock.digest[:8]
    assert promise_line(locked) == f"Card locked 5 Jan 2026 ({short}), unchanged since"
    assert promise_title(locked) == "The pilot is judged by what was promised"

    clock.at = datetime(2026, 3, 3, 9)
    kept.save_pilot(replace(locked.card, percent_faster=0.1))
    clock.at = datetime(2026, 3, 9, 9)
    kept.save_pilot(replace(locked.card, percent_faster=0.1, read_on=date(2026, 4, 30)))
    [now] = kept.pilots()
    assert promise_title(now) == "2 things are not as promised"
    assert promise_sentences(now) == (
        "Goal: Sooner on their own.",
        f"The pilot card was locked on 5 Jan 2026 (SHA-256 {short}).",
        "Changed on 9 Mar 2026: day of reading, from none to 30 Apr 2026.",
        "Changed on 3 Mar 2026: target: faster to competency, from 20% to 10%.",
    )
    assert promise_line(now) == (
        f"Card locked 5 Jan 2026 ({short}); changed since: day of reading and target: faster to"
        " competency"
    )
    with pytest.raises(StoreError, match="stays locked as it was"):
        kept.lock_pilot(1)
    with pytest.raises(StoreError, match="no pilot of number 7"):
        kept.lock_pilot(7)


def test_a_change_that_is_taken_back_is_none(kept: Store) -> None:
    kept.save_pilot(SPRING)
    kept.lock_pilot(1)
    kept.save_pilot(replace(SPRING, attended_minutes=10))
    kept.save_pilot(SPRING)
    assert kept.pilots()[0].amendments == ()


def test_a_change_too_small_for_the_rounding_is_still_told_apart(kept: Store) -> None:
    kept.save_pilot(SPRING)
    kept.lock_pilot(1)
    kept.save_pilot(replace(SPRING, percent_faster=0.201))
    [one] = amended(kept.pilots()[0])
    assert (one.was, one.now) == ("0.2", "0.201")


def test_a_card_locked_late_and_one_tampered_with_say_so(kept: Store, clock: Clock) -> None:
    kept.save_pilot(SPRING)
    clock.at = datetime(2026, 1, 22, 9)
    assert "10 days after the pilot began" in " ".join(promise_sentences(kept.lock_pilot(1)))
    assert "after the pilot began (" in promise_line(kept.pilots()[0])
    with kept.writing() as writer:
        writer.run("update card_lock set card = replace(card, '0.2', '0.1')")
    [one] = kept.pilots()
    assert one.lock and not one.lock.is_whole
    assert "no longer has that digest" in " ".join(promise_sentences(one))


@given(st.data())
def test_whatever_field_is_changed_is_named(data: st.DataObject) -> None:
    """Every field of the card has words, and a change of it is shown as one."""
    assert set(FIELDS) == {field.name for field in fields(Pilot)}
    name = data.draw(st.sampled_from(sorted(set(FIELDS) - {"name"})))
    other = {
        "goal": "Else", "metric": "participation", "better": "higher",
        "starts_on": date(2026, 1, 13), "ends_on": date(2026, 5, 1), "departments": ("Sales",),
        "invited_by": "roster",
        "comparison_departments": ("Ops",), "baseline_from": date(2025, 2, 1),
        "read_on": date(2026, 5, 1), "department_starts": (("Sales", date(2026, 2, 1)),),
        "is_randomised": True, "has_leavers": True, "timezone": "Europe/Berlin",
        "participation": 0.5, "sessions_per_month": 2, "percent_faster": 0.3,
        "attended_minutes": 9, "attended_share": 0.75, "competency": "Signed off",
        "cost_hour": 60.0, "cost_day": 240.0, "preparation_hours": 2.0, "cost_other": 500.0,
        "currency": "EUR",
    }[name]  # fmt: skip
    store = Store.open(":memory:")
    card = replace(SPRING, cost_hour=50.0, cost_day=200.0)  # one is not without the other
    store.save_pilot(card)
    store.lock_pilot(1)
    store.save_pilot(replace(card, **{name: other}))
    [one] = amended(store.pilots()[0])
    assert (one.field, one.was != one.now) == (FIELDS[name], True)
    store.close()


def test_every_report_shows_what_is_not_as_promised(own_sample: Store) -> None:
    own_sample.lock_pilot(1)
    card = own_sample.pilot()
    assert card
    own_sample.save_pilot(replace(card, percent_faster=0.1))
    for name in ("participation", "time-to-competency", "competency-by-department"):
        assert "changed since: target: faster" in ask(own_sample, name).footnote
    assert "locked" not in ask(own_sample, "teaching-matrix").footnote  # no target, no promise
    found = brief(own_sample, Filters())
    says = "target: faster to competency, from 20% to 10%"
    assert says in report.write(found) and says in markdown.write(found)
    for form in ("pptx", "xlsx", "json"):
        data = ways.OF_PILOT[form](found, ways.Style())
        assert says in _text(data, form)


def _text(data: bytes, form: str) -> str:
    import io
    import zipfile

    if form == "json":
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return " ".join(parts.read(n).decode("utf-8", "replace") for n in parts.namelist()
                        if n.endswith(".xml"))  # fmt: skip


def test_cards_locks_and_what_is_put_away_come_back_from_the_journal(tmp_path: Path) -> None:
    with_clock = Clock(datetime.now(UTC).replace(tzinfo=None) - timedelta(days=1))
    store = Store.open(tmp_path, clock=with_clock)
    store.save_pilot(SPRING)
    store.lock_pilot(1)
    store.save_pilot(replace(SPRING, name="Spring term", percent_faster=0.1), 1)
    store.save_pilot(AUTUMN)
    store.save_pilot(replace(AUTUMN, name="Winter"))
    store.put_away(3)
    before = [(one.number, one.card, [a.field for a in one.amendments]) for one in store.pilots()]
    store.close()
    rebuild(tmp_path)
    store = Store.open(tmp_path)
    after = [(one.number, one.card, [a.field for a in one.amendments]) for one in store.pilots()]
    assert after == before and [number for number, *_ in before] == [2, 1]
    store.close()


def test_a_locked_text_stays_what_it_was_when_cards_are_written_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a later version of the program may write one line more for the same card."""
    store = Store.open(tmp_path)
    store.save_pilot(SPRING)
    digest = _digest(store)
    with store.writing() as writer:
        writer.run("update card_lock set card = replace(card, '0.2', '0.1')")
    assert not _is_whole(store)
    store.close()
    for room in ("analytics.store", "analytics.store.writer"):
        monkeypatch.setattr(f"{room}.write_card", lambda card: write_card(card) + "# more\n")
    rebuild(tmp_path)
    store = Store.open(tmp_path)
    [one] = store.pilots()
    assert one.lock and (one.lock.digest, one.lock.is_whole) == (digest, True)
    store.close()


def _digest(store: Store) -> str:
    lock = store.lock_pilot(1).lock
    assert lock
    return lock.digest


def _is_whole(store: Store) -> bool:
    lock = store.pilots()[0].lock
    return lock is not None and lock.is_whole


def test_the_command_line_chooses_locks_lists_and_puts_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def impact(*words: str) -> tuple[int, str]:
        code = main([*words, "--workspace", str(tmp_path / "w")])
        said = capsys.readouterr()
        return code, said.out + said.err

    for card in (SPRING, AUTUMN):
        path = tmp_path / "pilot.toml"
        path.write_text(write_card(card), "utf-8")
        assert impact("pilot", "--file", str(path))[0] == 0
    code, said = impact("pilot", "--pilot", "spring", "--lock")
    assert (code, "# The pilot card was locked on" in said) == (0, True)
    said = impact("pilot", "--list")[1]
    assert said.splitlines()[0].startswith("Autumn · 1 Sep – 30 Nov 2026")
    assert "Card locked" in said.splitlines()[1]
    assert 'name = "Spring"' in impact("pilot", "--pilot", "Spring")[1]
    assert impact("pilot", "--pilot", "Winter") == (
        2, "impact: there is no pilot “Winter”; there are: Autumn, Spring\n"
    )  # fmt: skip
    assert impact("pilot", "--pilot", "Spring", "--lock")[0] == 1
    assert "is put away" in impact("pilot", "--put-away")[1]
    said = impact("pilot", "--list")[1].splitlines()
    assert said[0].startswith("Spring") and said[-1] == "1 pilot was put away."
    assert impact("pilot", "--put-away")[0] == 0
    assert impact("pilot", "--lock") == (1, ALL_AWAY)
    assert impact("pilot", "--list")[1] == (
        f"{ALL_AWAY}2 pilots were put away, 1 of them with a locked card.\n"
    )
