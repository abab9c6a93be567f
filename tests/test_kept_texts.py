"""Texts of files do not outlive their reading."""

from __future__ import annotations

from pathlib import Path

from analytics import kept_texts
from analytics.landing import land
from analytics.stays import plain_name
from analytics.store import Store
from analytics.vocabulary import normal

ROOT = Path(__file__).resolve().parent.parent
HEAD = b"Session,Date,Start time,Name,Email,Join time,Leave time\n"
MARK = "Zebulonia Quirinthal"


def test_landing_lets_go_of_what_was_looked_up() -> None:
    row = f"Clinic,2026-01-13,10:00,{MARK},z@example.org,2026-01-13 10:00,2026-01-13 10:45\n"
    store = Store.open(":memory:")
    assert [r.state for r in land(store, [("list.csv", HEAD + row.encode())])] == ["landed"]
    store.close()
    assert normal.cache_info().currsize == 0  # type: ignore[attr-defined]
    assert plain_name.cache_info().currsize == 0  # type: ignore[attr-defined]


def test_a_look_up_is_kept_until_it_is_let_go() -> None:
    calls = []

    @kept_texts.looked_up(10)
    def length(text: str) -> int:
        calls.append(text)
        return len(text)

    assert (length("ab"), length("ab")) == (2, 2)
    assert calls == ["ab"]
    kept_texts.let_go()
    assert length("ab") == 2 and calls == ["ab", "ab"]


def test_what_is_looked_up_of_a_file_is_let_go_everywhere() -> None:
    """Modules that read files have no other look-up of texts."""
    folder = ROOT / "analytics"
    files = [
        *folder.glob("*.py"),
        *(folder / "bulk").glob("*.py"),
        *(folder / "sources").glob("*.py"),
    ]
    with_other = {file.name for file in files if "@lru_cache" in file.read_text("utf-8")}
    assert with_other <= {"kept_texts.py", "patterns.py", "formats.py", "turnout.py", "teams.py"}
