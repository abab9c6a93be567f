"""A skills list: who can teach what and would learn what. It is read for matching, never landed.

Three forms are known: a row per person with a column of what they offer and one of what they want;
a column per skill with levels; and a skills matrix of sign-offs, where signed off means "can teach"
and still learning "would learn". A list of people without skills is enough for pods.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from analytics.columns import WHO, is_somebody, who
from analytics.document import Document, Line, open_document
from analytics.layout import is_blank, is_footer
from analytics.matching import Peer
from analytics.problems import Problem, Refused, Row, where
from analytics.recognise import likely_header
from analytics.records import Identity
from analytics.scales import is_missing
from analytics.sources.skills_matrix import TICKS, standings
from analytics.tables import Table, find_tables
from analytics.vocabulary import field_of, fields_of, normal

VOCABULARY = "skills"
# More than anybody matches by hand, and as many as are matched while somebody waits.
MOST_PEOPLE = 300
_FEWEST_SKILLS = 2
_HEADER_WITHIN = 15
_TOP = 10
_LONG = 300
_DEPARTMENTS = ("department", "supervisory_organization", "team", "division", "cost_center")
_LEVEL = re.compile(r"^(\d{1,2})(?:[.,]0+)?$")
_ONE_NAMED = ({"name"}, {"email"}, {"last_name"}, {"first_name"}, {"upn"})


@dataclass(frozen=True)
class SkillsList:
    """The people of a list, each once. notes: how it was read, one sentence each."""

    peers: tuple[Peer, ...]
    notes: tuple[str, ...] = ()

    @property
    def has_skills(self) -> bool:
        """Whether anybody offers and anybody wants something: without, there are no pairs."""
        return any(p.offers for p in self.peers) and any(p.wants for p in self.peers)


class _Found(NamedTuple):
    """A row of a list: who it is about and what they offer and want, as found."""

    line: Line
    person: Identity
    department: str
    role: str
    offers: Sequence[str]
    wants: Sequence[str]


def read_skills(name: str, data: bytes) -> SkillsList:
    """The skills list in an upload. Raises Refused, with one sentence, where it is none."""
    document = open_document(name, data)
    notes: list[str] = []
    found = (
        _two_columns(document)
        or _sign_offs(document, notes)
        or _levels(document, notes)
        or _people_only(document, notes)
    )
    if found is None and (empty := _header_alone(document)):
        raise _refused(
            document, "header-only",
            "the skills list has no rows yet; add a row per person under its header", empty,
        )  # fmt: skip
    if found is None:
        raise _refused(document, "no-skills-list", _not_a_list(document), likely_header(document))
    peers = tuple(_peers(found, notes))
    if len(peers) < 2:
        raise _refused(document, "header-only", "the list names fewer than two people; add them")
    if len(peers) > MOST_PEOPLE:
        raise _refused(
            document,
            "beyond-limits",
            f"the list names {len(peers)} people, and up to {MOST_PEOPLE} are matched at a time;"
            " make a list of each department or site",
        )
    return SkillsList(peers, tuple(notes))


def needs_skills(found: SkillsList, name: str) -> None:
    """Raises Refused where pairs cannot be made, because nobody offers or nobody wants anything."""
    if not found.has_skills:
        raise Refused(
            Problem(
                "no-skills", "refused", name,
                "no column says what people offer and what they want, so there are no pairs; add"
                " columns “Offers” and “Wants”, or make pods, which need neither",
            )
        )  # fmt: skip


# the forms of a list ------------------------------------------------------------------------------


def _two_columns(document: Document) -> list[_Found] | None:
    """A column of what each offers and one of what each wants, or at least one of them."""
    for sheet in document.sheets:
        for table in find_tables(sheet, VOCABULARY, ({"offers"}, {"wants"})):
            people = _about_people(table.header, taken=table.columns.values())
            if people and table.lines:
                full = replace(table, columns={**people, **table.columns})
                return [
                    _row(full, line, _split(full.cell(line, "offers")),
                         _split(full.cell(line, "wants")))
                    for line in table.lines
                ]  # fmt: skip
    return None


def _sign_offs(document: Document, notes: list[str]) -> list[_Found] | None:
    found = standings(document)
    if found is None:
        return None
    table, people = found
    full = replace(table, columns={**_about_people(table.header), **table.columns})
    notes.append(
        "It is a matrix of sign-offs: who is signed off for a skill can teach it, who is not yet"
        " would learn it."
    )
    return [_row(full, one.line, one.signed_off, one.learning) for one in people]


def _levels(document: Document, notes: list[str]) -> list[_Found] | None:
    """A column per skill, its cells levels in numbers or words."""
    for sheet in document.sheets:
        lines = [line for line in sheet.lines if not is_blank(line.cells)]
        for at, header in enumerate(lines[:_HEADER_WITHIN]):
            people = _about_people(header)
            rows = [line for line in lines[at + 1 :] if not is_footer(line.cells)]
            skills = _skills(header, rows) if people else {}
            if len(skills) >= _FEWEST_SKILLS:
                top = max(
                    (_number(c) or 0 for line in rows for c in _cells(line, skills)), default=0
                )
                if top:
                    notes.append(_said_of_levels(top))
                table = Table(header, people, tuple(rows))
                return [_by_levels(table, line, skills, top) for line in rows]
    return None


def _people_only(document: Document, notes: list[str]) -> list[_Found] | None:
    """A list of people with their role or department."""
    for sheet in document.sheets:
        for table in find_tables(sheet, "people", _ONE_NAMED):
            if table.lines and table.columns.keys() & {"title", *_DEPARTMENTS}:
                notes.append(
                    "No column says what people offer or want: that is enough for pods, not for"
                    " pairs."
                )
                full = replace(table, columns=_about_people(table.header))
                return [_row(full, line, (), ()) for line in table.lines]
    return None


def _header_alone(document: Document) -> Line | None:
    """The header of a list of offers and wants under which nobody stands yet."""
    for sheet in document.sheets:
        for table in find_tables(sheet, VOCABULARY, ({"offers"}, {"wants"})):
            if not table.lines and _about_people(table.header, taken=table.columns.values()):
                return table.header
    return None


def _about_people(header: Line, taken: Iterable[int] = ()) -> dict[str, int]:
    """Field of the people list -> column, {} where no column says who a row is about."""
    gone = set(taken)
    found = {f: at for f, at in fields_of(header.cells, "people").items() if at not in gone}
    return found if found.keys() & set(WHO) - {"employee_id"} else {}


def _row(table: Table, line: Line, offers: Sequence[str], wants: Sequence[str]) -> _Found:
    department = next((d for f in _DEPARTMENTS if (d := table.cell(line, f))), "")
    return _Found(line, who(table, line), department, table.cell(line, "title"), offers, wants)


def _split(text: str) -> list[str]:
    """The skills of one cell: parted by semicolons or line breaks, else by commas."""
    mark = r"[;\n|]" if re.search(r"[;\n|]", text) else ","
    parts = (" ".join(part.split()) for part in re.split(mark, text))
    return [p for p in parts if not is_missing(p) and field_of(p, VOCABULARY) != "between"]


# levels -------------------------------------------------------------------------------------------


def _skills(header: Line, rows: Sequence[Line]) -> dict[str, int]:
    """The columns whose header is no word of a people list and whose cells are all levels."""
    found: dict[str, int] = {}
    for at, cell in enumerate(header.cells):
        name = " ".join(cell.split())
        texts = [text for line in rows if (text := _cell(line, at))]
        if name and field_of(name, "people") is None and texts and all(map(_is_level, texts)):
            found.setdefault(name, at)
    return found


def _is_level(text: str) -> bool:
    number = _number(text)
    if number is not None:
        return number <= _TOP
    return text in TICKS or _word(text) is not None


def _word(text: str) -> str | None:
    field = field_of(text, VOCABULARY)
    if field in ("offers", "wants"):  # the first field that has a word keeps it
        return {"offers": "teaches", "wants": "learns"}[field]
    return field


def _number(text: str) -> int | None:
    match = _LEVEL.match(text)
    return int(match[1]) if match else None


def _teaches_from(top: int) -> int:
    """The level from which somebody can teach: the upper quarter of the scale."""
    return -(-3 * top // 4)


def _learns_to(top: int) -> int:
    """The level up to which somebody would learn: the lower two fifths of the scale."""
    return 2 * top // 5


def _said_of_levels(top: int) -> str:
    return (
        f"Levels run to {top}: from {_teaches_from(top)} on somebody can teach the skill, up to"
        f" {_learns_to(top)} they would learn it; an empty cell says neither."
    )


def _by_levels(table: Table, line: Line, skills: dict[str, int], top: int) -> _Found:
    offers, wants = [], []
    for name, at in skills.items():
        text = _cell(line, at)
        number = _number(text)
        if number is None:
            is_taught, is_wanted = (
                text in TICKS or _word(text) == "teaches",
                _word(text) == "learns",
            )
        else:
            is_taught, is_wanted = number >= _teaches_from(top), number <= _learns_to(top)
        if text and is_taught:
            offers.append(name)
        elif text and is_wanted:
            wants.append(name)
    return _row(table, line, offers, wants)


def _cells(line: Line, skills: dict[str, int]) -> Iterator[str]:
    return (_cell(line, at) for at in skills.values())


def _cell(line: Line, at: int) -> str:
    return line.cells[at].strip() if at < len(line.cells) else ""


# people -------------------------------------------------------------------------------------------


def _peers(found: Iterable[_Found], notes: list[str]) -> Iterator[Peer]:
    """Each person once, under a name that nobody else of the list has; a skill is spelled as it
    is first."""
    spelled: dict[str, str] = {}
    merged: dict[tuple[str, str], Peer] = {}
    nobody, again = [], []
    for row in found:
        if not is_somebody(row.person):
            nobody.append(row.line.number)
            continue
        name = row.person.name or row.person.email or row.person.upn
        key = (normal(name), row.person.email)
        offers, wants = (
            frozenset(spelled.setdefault(normal(skill), skill) for skill in skills)
            for skills in (row.offers, row.wants)
        )
        peer = Peer(name, row.department, row.role, offers, wants, row.person.email)
        if key in merged:
            again.append(row.line.number)
            known = merged[key]
            peer = replace(known, offers=known.offers | offers, wants=known.wants | wants)
        merged[key] = replace(peer, wants=peer.wants - peer.offers)
    if nobody:
        notes.append(f"Left out, for they name nobody{where(nobody)}.")
    if again:
        notes.append(f"Somebody stands there again, and counts once{where(again)}.")
    names = Counter(name for name, _ in merged)
    numbers: dict[str, int] = defaultdict(int)
    for (name, email), peer in merged.items():
        if names[name] == 1:
            yield peer
            continue
        numbers[name] += 1
        yield replace(peer, name=f"{peer.name} ({email or numbers[name]})")


# what it is not -----------------------------------------------------------------------------------


def _not_a_list(document: Document) -> str:
    header = likely_header(document)
    wanted = (
        "a skills list has a row per person with a name or an e-mail, and columns of what they"
        " offer and what they want, or a column per skill with levels; add those columns"
    )
    if header is None:
        return f"no table was found in this file; {wanted}"
    shown = ", ".join(f"“{cell.strip()}”" for cell in header.cells if cell.strip())
    shown = shown if len(shown) <= _LONG else f"{shown[:_LONG]} …"
    return f"the header has {shown}, and that is no skills list: {wanted}"


def _refused(document: Document, code: str, says: str, line: Line | None = None) -> Refused:
    rows = () if line is None else (Row(line.number, "\t".join(line.cells)),)
    return Refused(Problem(code, "refused", document.name, says, rows))
