"""The canonical tables: what the questions read, whichever engine holds them.

Somebody's own pipeline fills the base tables, or `impact export --canonical` and `impact load` do;
what is derived from them the engine makes itself (`engines/derive.py`). What only landing needs,
the rows as they stand in a file, stays in the workspace.

`python -m analytics.canonical_page docs/canonical.md` writes the document; a test compares it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from analytics.records import Basis, CompetencyStatus, PersonStatus, Response, Scale
from analytics.records import Kind as FileKind

# base: the pipeline's own. kept: what was said of the pilots, which may be empty. empty: stays so,
# and is there because it is asked for. derived: made in the engine. version: says it is whole.
Kind = Literal["base", "kept", "empty", "derived", "version"]
# As DuckDB names them.
Type = Literal["varchar", "bigint", "integer", "double", "boolean", "date", "timestamp"]


@dataclass(frozen=True)
class Column:
    """means: what a cell says; is_required: it is never NULL; words: all that it may say, () where
    it may say anything."""

    name: str
    type: Type
    means: str
    is_required: bool
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """holds: what one row is; key: the columns that no two rows share, () where rows may be alike;
    by_month: so large that its files are parted by the month of the session."""

    name: str
    kind: Kind
    holds: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    by_month: bool = False

    def names(self) -> list[str]:
        """Of its columns."""
        return [column.name for column in self.columns]


def table(name: str) -> Table:
    """Errors: KeyError when there is none of that name."""
    return _BY_NAME[name]


def of_kind(*kinds: Kind) -> Iterator[Table]:
    """The tables of these kinds, in the order of the document."""
    return (one for one in TABLES if one.kind in kinds)


def _is(name: str, type: Type, means: str, words: object = None) -> Column:
    return Column(name, type, means, is_required=True, words=get_args(words))


def _maybe(name: str, type: Type, means: str, words: object = None) -> Column:
    return Column(name, type, means, is_required=False, words=get_args(words))


_SESSION = _is("session_id", "bigint", "the session")
_PERSON = _is("person_id", "bigint", "the person")
_FILE = _is("file_id", "varchar", "of `source_file`")
_LINE = _is("line", "integer", "where in the file or feed the row stood; any number will do")
_CHANGE = _is("change", "integer", "grows with every change; the newest row counts")
_WEEK = _is("week_start", "date", "Monday of the session's week")
_MONTH = _is("month_start", "date", "first day of the session's month")
_THEN = _maybe("department", "varchar", "of the person; NULL where unknown")
_TEXT = "as the export spells it, empty where it does not say"

TABLES = (
    Table(
        "source_file", "base",
        "One row per export or feed. A question is asked when there is a row of each kind that it"
        " needs, and the data count as known until the latest `data_until`.",
        (
            _is("file_id", "varchar", "any text that tells it from the others"),
            _is("name", "varchar", "what pages call it"),
            _is(
                "kind", "varchar",
                "`attendance`, `invitations`, `people`, `competency`, `survey` or `outcome`",
                FileKind,
            ),
            _is("recognised_as", "varchar", "the tool that it comes from, as pages call it"),
            _is("encoding", "varchar", "such as `utf-8`"),
            _is("delimiter", "varchar", "such as `,`; may be empty"),
            _maybe("date_order", "varchar", "how it wrote dates; NULL where that was clear"),
            _is("rows_read", "integer", "how many rows it had"),
            _is("rows_usable", "integer", "how many of them count"),
            _is("rows_left_out", "integer", "how many could not be used"),
            _is("rows_repaired", "integer", "how many were used after a repair"),
            _maybe("data_until", "date", "the last day it knows about; fill it"),
            _is(
                "origin", "varchar", "`upload`; `sample` is shown as sample data",
                Literal["upload", "sample"],
            ),
            _is("landed_at", "timestamp", "when it was loaded, in UTC"),
            _is("landing", "integer", "1, 2, 3 … in that order; a later one corrects an earlier"),
        ),
        key=("file_id",),
    ),
    Table(
        "person", "base", "One row per person of the people list.",
        (
            _is("person_id", "bigint", "any number that stays theirs"),
            _maybe("hire_date", "date", "first day of work; NULL: not among the new hires"),
            _maybe("left_date", "date", "last day of work; NULL: still there"),
            _maybe("department", "varchar", "as filters and the pilot card name it"),
            _maybe("location", "varchar", "where they work"),
            _maybe("title", "varchar", "their role"),
            _maybe("status", "varchar", "`active`, `leave` or `left`", PersonStatus),
        ),
        key=("person_id",),
    ),
    Table(
        "person_alias", "base",
        "One row per spelling of a person: the only table with names and addresses. Comments are"
        " cleared of the names, analysts see them, and a manager's address finds their team.",
        (
            _is("alias_id", "bigint", "any number; the `person_id` where each is spelt once"),
            _is("name", "varchar", _TEXT),
            _is("email", "varchar", _TEXT),
            _is("upn", "varchar", f"user name, {_TEXT}"),
            _is("employee_id", "varchar", _TEXT),
        ),
        key=("alias_id",),
    ),
    Table(
        "identity", "base", "Whose spelling each one is.",
        (
            _is("alias_id", "bigint", "of `person_alias`"),
            _is("person_id", "bigint", "whose it is; also of people who are not in `person`"),
            _is("matched_by", "varchar", "`key`, by an address or id; `name`; or `ambiguous`"),
        ),
        key=("alias_id",),
    ),
    Table(
        "session", "base", "One row per meeting, held or only planned.",
        (
            _is("session_id", "bigint", "any number"),
            _is("title", "varchar", "its words tell the format"),
            _is("started_at", "timestamp", "by the clock of the place, without a zone"),
            _maybe("ended_at", "timestamp", "the same, NULL where unknown"),
            _maybe("planned_seconds", "bigint", "how long the calendar has it"),
            _maybe(
                "meeting_seconds", "bigint",
                "how long it lasted: from the second arrival to the second-to-last departure;"
                " NULL: whoever stayed the least time attended",
            ),
            _is("has_attendance", "boolean", "there is a record of who came"),
            _is("is_cancelled", "boolean", "it was called off and nobody came"),
        ),
        key=("session_id",),
    ),
    Table(
        "stay", "base",
        "One row each time somebody was in a session, from when to when. Stays may overlap (two"
        " devices at once): the time present is their union, which the engine works out.",
        (
            _SESSION,
            _is("person_id", "bigint", "who, in `person` or not"),
            _maybe("joined_at", "timestamp", "NULL where only their presence is known"),
            _maybe("left_at", "timestamp", "not before `joined_at`; NULL exactly where that is"),
            _maybe("stated_seconds", "integer", "time present as stated, where times are unknown"),
            _is("is_host", "boolean", "they led the session"),
        ),
        by_month=True,
    ),
    Table(
        "invitation", "base", "One row per person, session and way of being asked to it.",
        (
            _SESSION, _PERSON,
            _is("basis", "varchar", "`invitation` of a calendar, or `registration`", Basis),
            _is(
                "response", "varchar", "`accepted`, `declined`, `tentative`, `none`, `cancelled`",
                Response,
            ),
        ),
        key=("session_id", "person_id", "basis"),
        by_month=True,
    ),
    Table(
        "competency", "base", "One row per person and competency.",
        (
            _PERSON,
            _is("competency", "varchar", "what it is called"),
            _maybe("competent_on", "date", "the day of the sign-off; NULL: still learning"),
            _is(
                "status", "varchar", "`competent`, or `learning` where there is no day",
                CompetencyStatus,
            ),
        ),
        key=("person_id", "competency"),
    ),
    Table(
        "outcome", "base",
        "What the pilot is to move besides competency: one number of a person or a team on a day.",
        (
            _maybe("person_id", "bigint", "whose; NULL where it is a team's"),
            _maybe("team", "varchar", "the team's name; NULL where it is a person's"),
            _is("measured_on", "date", "the day; of a week or month its first"),
            _is("metric", "varchar", "its name with the unit"),
            _is("value", "double", "the number"),
        ),
    ),
    Table(
        "survey_answer", "base", "One row per answer of one response to one question.",
        (
            _FILE, _LINE,
            _is("response_id", "varchar", "of the filled-in form, unique within the file"),
            _is("question", "varchar", "as it was asked"),
            _is("question_order", "integer", "its place in the form"),
            _is(
                "scale", "varchar",
                "`agreement_5`, `score_5`, `score_7`, `rating_10`, `choice` or `text`",
                Scale,
            ),
            _maybe("score", "integer", "on that scale, the highest best; NULL: no answer"),
            _is("answer", "varchar", "as it was given; the comment itself"),
            _maybe("alias_id", "bigint", "of `identity`; NULL: anonymous"),
            _maybe("submitted_at", "timestamp", "NULL where unknown"),
        ),
    ),
    Table(
        "landed_person", "kept",
        "The rows of the people lists, for whose team is whose; empty: no manager sees a team.",
        (
            _FILE, _LINE,
            _is("alias_id", "bigint", "of `identity`"),
            _maybe("hire_date", "date", "as in `person`"),
            _maybe("left_date", "date", "as in `person`"),
            _is("department", "varchar", _TEXT),
            _is("manager", "varchar", "name, address or employee id of their manager"),
            _is("location", "varchar", _TEXT),
            _is("title", "varchar", _TEXT),
            _is("status", "varchar", _TEXT),
        ),
    ),
    Table(
        "pilot_card", "kept",
        "Every version of each pilot's card; empty: no before and during, the usual rules.",
        (
            _is("card", "varchar", "the text of a `pilot.toml`; empty: put away"),
            _is("saved_at", "timestamp", "in UTC"),
            _CHANGE,
            _maybe("pilot", "integer", "which pilot, 1, 2, 3 …"),
        ),
    ),
    Table(
        "card_lock", "kept", "The card as it was promised, once for each pilot.",
        (
            _is("pilot", "integer", "which"),
            _is("card", "varchar", "its text"),
            _is("digest", "varchar", "SHA-256 of it"),
            _is("locked_at", "timestamp", "in UTC"),
            _CHANGE,
        ),
    ),
    Table(
        "theme_list", "kept", "The themes that comments are read by; empty: the usual ones.",
        (
            _is("themes", "varchar", "the text of a `themes.toml`"),
            _is("saved_at", "timestamp", "in UTC"),
            _CHANGE,
        ),
    ),
    Table(
        "report_claim", "kept",
        "What was said of time to competency when it left, to be read again later.",
        (
            _is("pilot", "integer", "which"),
            _is("question", "varchar", "that was answered"),
            _is("departments", "varchar", "a JSON list, empty for everybody"),
            _is("as_of", "date", "the last day that the data knew of"),
            _is("last_hired_on", "date", "of the cohort during"),
            _is("outcome", "varchar", "of the verdict"),
            _is("estimate", "double", "percent faster, as a fraction"),
            _maybe("low", "double", "of its interval"),
            _maybe("high", "double", "of its interval"),
            _is("target", "double", "as promised"),
            _is("hired_before", "integer", "people compared"),
            _is("hired_during", "integer", "people compared"),
            _is("title", "varchar", "the sentence that was said"),
            _is("competency", "varchar", "which one"),
            _is("card", "varchar", "the card in force"),
            _is("digest", "varchar", "tells a claim from others"),
            _is("way", "varchar", "how it left"),
            _is("made_at", "timestamp", "in UTC"),
            _CHANGE,
        ),
    ),
    Table(
        "change", "kept",
        "A row per change of the data; what is remembered of answers holds until the next. Loading"
        " and deriving add one.",
        (
            _is("number", "integer", "1, 2, 3 …"),
            _is("what", "varchar", "changed"),
            _is("happened_at", "timestamp", "in UTC"),
        ),
    ),
    Table(
        "left_out_row", "empty",
        "Rows of files that could not be used, which stay in the workspace with the names in them.",
        (
            _FILE, _LINE,
            _is("code", "varchar", "of the trouble"),
            _is("says", "varchar", "why, in a sentence"),
            _is("found", "varchar", "the row as it stands in the file"),
        ),
    ),
    Table(
        "person_session", "derived",
        "One row per person and session that they were in: the union of their stays.",
        (
            _SESSION, _PERSON,
            _maybe("first_joined_at", "timestamp", "of all their stays"),
            _maybe("last_left_at", "timestamp", "of all their stays"),
            _maybe("seconds_present", "bigint", "in any stay; as stated without times"),
            _is("stays", "integer", "how many"),
            _is("is_host", "boolean", "in any stay"),
        ),
        key=("session_id", "person_id"),
    ),
    Table(
        "roll_call", "derived",
        "One row per person and session with attendance that they were asked to or present in.",
        (
            _SESSION, _PERSON,
            _is("session_date", "date", "of the session"),
            _WEEK, _MONTH, _THEN,
            _is("is_listed", "boolean", "the people list holds them"),
            _is("is_on_roster", "boolean", "they worked there that day"),
            _is("is_invited", "boolean", "by a calendar, and had not left"),
            _is("is_accepted", "boolean", "and said yes"),
            _is("is_registered", "boolean", "and had not left"),
            _is("is_registration_accepted", "boolean", "and it was confirmed"),
            _is("is_present", "boolean", "they came, however long"),
            _is("is_untimed", "boolean", "they came, and nobody's time is known"),
            _is("is_host", "boolean", "they led it"),
            _maybe("seconds_present", "bigint", "as in `person_session`"),
            _maybe("meeting_seconds", "bigint", "as in `session`"),
        ),
        key=("session_id", "person_id"),
    ),
    Table(
        "person_turnout", "derived",
        "Sums of the roll per person and piece, the days of one week and one month, by the rule in"
        " `turnout_rule`; empty where everybody is invited to everything.",
        (
            _PERSON, _THEN,
            _is("is_listed", "boolean", "the people list holds them"),
            _WEEK, _MONTH,
            _is("piece_start", "date", "the later of both"),
            _is("invited", "bigint", "invitations"),
            _is("accepted", "bigint", "of them accepted"),
            _is("attended", "bigint", "of them attended"),
            _is("stayed", "bigint", "of them for three quarters"),
            _is("untimed", "bigint", "of them to sessions without times"),
            _is("accepted_absent", "bigint", "of them accepted and not attended"),
            _is("attended_unaccepted", "bigint", "of them attended and not accepted"),
            _is("walked_in", "bigint", "sessions without an invitation"),
            _is("walked_in_attended", "bigint", "of them attended"),
            _is("as_guest", "bigint", "sessions attended that they did not lead"),
        ),
    ),
    Table(
        "session_turnout", "derived", "The same sums per session and department.",
        (
            _SESSION,
            _is("session_date", "date", "of the session"),
            _THEN,
            _is("invited", "bigint", "people invited"),
            _is("attended", "bigint", "of them attended"),
            _is("people_attended", "bigint", "invited or not"),
            _is("hosts_attended", "bigint", "of them leading it"),
        ),
    ),
    Table(
        "turnout_rule", "derived", "The rule of the sums: one row, none while there is no roll.",
        (
            _is("invited_by", "varchar", "`invitation`, `registration` or `roster`"),
            _is("attended_seconds", "double", "least time present of who attended"),
            _is("attended_share", "double", "least share of the session"),
        ),
    ),
    Table(
        "invited_by", "derived", "Invitations by basis.",
        (
            _is("basis", "varchar", "as in `invitation`"),
            _is("invited", "bigint", "how many"),
        ),
        key=("basis",),
    ),
    Table(
        "title_format", "derived",
        "The format of each title, by the words in `analytics/formats.toml`.",
        (
            _is("title", "varchar", "of sessions"),
            _is("format", "varchar", "such as `skill-swap`, or `other`"),
            _maybe("approach", "varchar", "`peer`, `formal`, `mentoring` or `other`"),
        ),
        key=("title",),
    ),
    Table(
        "schema_version", "version",
        "The number of this schema, written last: without it nothing is read.",
        (
            _maybe("number", "integer", "one row"),
            _maybe("applied_at", "timestamp", "in UTC"),
        ),
    ),
)  # fmt: skip
_BY_NAME = {one.name: one for one in TABLES}
