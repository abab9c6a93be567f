"""What `impact` can be asked on the command line: every verb and option, each with its help."""

from __future__ import annotations

import argparse
import math
from datetime import date, datetime
from pathlib import Path
from typing import get_args

from analytics.engines import Address, ddl, read_address
from analytics.findings import Grain
from analytics.intent import Design
from analytics.questions import questions
from analytics.records import KINDS
from analytics.sources import DateOrder


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; what it parses names its verb as `verb`."""
    impact = argparse.ArgumentParser(
        prog="impact",
        description="Reads the exports of a peer-learning pilot and says whether it works.",
    )
    verbs = impact.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, says: str) -> argparse.ArgumentParser:
        sub = verbs.add_parser(name, help=says, description=says)
        sub.set_defaults(verb=name)
        return sub

    checking = verb("check", "Say what each file is and what is wrong in it; land nothing.")
    _add_files(checking)
    checking.add_argument("--rows", action="store_true", help="with --json: the records too")
    _add_json(checking)
    _add_answers(checking)

    ingesting = verb("ingest", "Land files in the workspace.")
    _add_files(ingesting)
    _add_workspace(ingesting)
    _add_json(ingesting)
    _add_answers(ingesting)

    listing = verb("files", "List the files that have landed.")
    _add_workspace(listing)
    _add_json(listing)

    undoing = verb("undo", "Take one landed file back; everything else stays as it is.")
    undoing.add_argument("file", metavar="NAME|ID", help="its name or id, as impact files lists it")
    _add_workspace(undoing)

    examining = verb("doctor", "Say every trouble in the landed files and which number it moves.")
    examining.add_argument(
        "--left-out", type=Path, metavar="FILE.csv", help="write the left-out rows to this file"
    )
    _add_workspace(examining)
    _add_json(examining)

    reviewing = verb("review", "List the names that match nobody in the people list for sure.")
    _add_workspace(reviewing)
    _add_json(reviewing)

    deciding = verb("decide", "Say who a name of the review list is; it is remembered.")
    deciding.add_argument("alias", type=int, metavar="ID", help="the name's id in impact review")
    who = deciding.add_mutually_exclusive_group(required=True)
    who.add_argument("--same-as", type=int, metavar="ID", help="it is the person of this id")
    who.add_argument("--apart", action="store_true", help="it is somebody else")
    _add_workspace(deciding)

    card = verb(
        "pilot", "Set, lock or print the pilot card; a card of another name is another pilot."
    )
    what = card.add_mutually_exclusive_group()
    what.add_argument("--file", type=Path, metavar="pilot.toml", help="the card to set")
    what.add_argument(
        "--lock", action="store_true",
        help="lock the card as it is: every report shows what is changed later",
    )  # fmt: skip
    what.add_argument(
        "--put-away", action="store_true", help="show the pilot no more; its cards stay"
    )
    what.add_argument("--list", action="store_true", help="list the pilots")
    _add_pilot(card)
    _add_workspace(card)
    _add_json(card)

    themes = verb("themes", "Set or print the list of themes that comments are read by.")
    whose = themes.add_mutually_exclusive_group()
    whose.add_argument("--file", type=Path, metavar="themes.toml", help="the list to set")
    whose.add_argument("--usual", action="store_true", help="go back to the usual list")
    _add_workspace(themes)
    _add_json(themes)

    asking = verb("ask", "Answer one question.")
    asking.add_argument("question", metavar="QUESTION", help=", ".join(q.name for q in questions()))
    _add_pilot(asking)
    _add_workspace(asking)
    _add_departments(asking)
    asking.add_argument(
        "--from", dest="first_day", type=_day, metavar="DATE", help="first day of the sessions"
    )
    asking.add_argument(
        "--to", dest="last_day", type=_day, metavar="DATE", help="last day of the sessions"
    )
    _add_as_of(asking)
    asking.add_argument(
        "--by", choices=get_args(Grain), default="week", help="periods of what is shown over time"
    )
    planned = asking.add_argument_group("of pilot-plan", "another pilot than the card's")
    planned.add_argument("--months", type=_months, metavar="N", help="how long it lasts")
    planned.add_argument(
        "--target", type=_percent, metavar="PERCENT", help="days to be saved, such as 20"
    )
    planned.add_argument(
        "--follow-up", type=_days, metavar="DAYS", help="from its last day to the reading"
    )
    planned.add_argument("--design", choices=get_args(Design), help="how it is compared")
    _add_json(asking)

    reporting = verb("report", "Write the pilot as a deck, a report, a workbook or pictures.")
    reporting.add_argument(
        "--out", type=Path, required=True, metavar="X",
        help="what it is follows from its suffix: .pptx, .html, .md, .xlsx, .json, .pdf; without"
        " one it is a folder for a picture of each finding",
    )  # fmt: skip
    _add_pilot(reporting)
    _add_workspace(reporting)
    reporting.add_argument(
        "--template", type=Path, metavar="T.pptx", help="a company's slides: fonts and header"
    )
    reporting.add_argument("--dark", action="store_true", help="dark pictures")
    _add_departments(reporting)
    when = reporting.add_mutually_exclusive_group()
    _add_as_of(when)
    when.add_argument(
        "--week", type=_day, metavar="DATE", help="as of the end of the week of that day"
    )

    comparing = verb("portfolio", "Show all pilots side by side.")
    comparing.add_argument(
        "--out", type=Path, metavar="X", help="write them to a file: .pptx, .csv or .json"
    )
    comparing.add_argument(
        "--template", type=Path, metavar="T.pptx", help="a company's slides: fonts and header"
    )
    _add_workspace(comparing)
    _add_json(comparing)

    drawing = verb("draw", "Draw by lot who begins when; the same seed draws the same again.")
    drawing.add_argument(
        "--names", type=Path, required=True, metavar="FILE",
        help="a name a line, or a table with a name and a department",
    )  # fmt: skip
    drawing.add_argument("--seed", required=True, metavar="S", help="agreed on before the draw")
    how = drawing.add_mutually_exclusive_group()
    how.add_argument(
        "--groups", nargs="+", default=["now", "later"], metavar="G", help="default: now later"
    )
    how.add_argument("--steps", type=int, metavar="N", help="begin on so many days, in steps")
    drawing.add_argument("--weeks", type=int, default=4, metavar="W", help="from step to step")
    drawing.add_argument("--first", type=_day, metavar="DATE", help="the day of the first step")
    drawing.add_argument(
        "--out", type=Path, metavar="X", help="write the sheet to sign: .csv, or .docx to print"
    )

    hosting = verb("hosts", "List by name who has learned often and led none, for analysts.")
    _add_pilot(hosting)
    _add_workspace(hosting)
    _add_departments(hosting)
    hosting.add_argument("--all", action="store_true", help="everybody, not the first ten alone")
    _add_json(hosting)

    matching = verb("match", "Match the people of a skills list in pairs or pods; lands nothing.")
    matching.add_argument(
        "list", type=Path, metavar="LIST",
        help="CSV or XLSX: name, e-mail, department, role, offers, wants; or a column per skill",
    )  # fmt: skip
    ways = matching.add_mutually_exclusive_group()
    ways.add_argument("--pairs", action="store_true", help="who teaches whom; as a rule")
    ways.add_argument("--pods", action="store_true", help="groups of one role")
    matching.add_argument("--size", type=int, default=5, metavar="N", help="people in a pod")
    matching.add_argument(
        "--seed", type=int, default=1, metavar="S", help="another one draws among equals anew"
    )
    matching.add_argument(
        "--again", action="store_true", help="do not mind who was together in a small session"
    )
    matching.add_argument("--out", type=Path, metavar="FILE.csv", help="write them as a table")
    matching.add_argument("--ics", type=Path, metavar="FILE.ics", help="write their invitations")
    matching.add_argument("--minutes", type=int, default=45, metavar="N", help="of a session")
    _add_series(matching)
    _add_workspace(matching)
    _add_json(matching)

    templating = verb("templates", "Write agendas, the facilitator guide and forms to a folder.")
    templating.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder")
    _add_series(templating)
    templating.set_defaults(minutes=1)  # each format has its own

    looking_again = verb(
        "second-look", "Say what became of what reports said, 60 and 90 days later."
    )
    _add_pilot(looking_again)
    _add_workspace(looking_again)
    _add_as_of(looking_again)
    _add_json(looking_again)

    watching = verb("watch", "Say what needs somebody now; exit code 3 where something does.")
    _add_pilot(watching)
    _add_workspace(watching)
    _add_as_of(watching)
    _add_json(watching)

    backing_up = verb(
        "backup",
        "Copy the data as they are to a file, counted once it is written; beside the running app"
        " its newest snapshot.",
    )
    backing_up.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="default: a snapshot in the workspace"
    )
    _add_workspace(backing_up)

    restoring = verb("restore", "Put a backup in the place of the data, which are set aside.")
    restoring.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="default: the last snapshot"
    )
    _add_workspace(restoring)

    person = verb("person", "Say what is kept about one person, or write all of it to a file.")
    _add_who(person)
    person.add_argument("--out", type=Path, metavar="FILE.json", help="write everything to it")
    _add_workspace(person)

    erasing = verb("erase", "Take one person out of the workspace, for good.")
    _add_who(erasing)
    erasing.add_argument("--yes", action="store_true", help="do it; without it nothing is changed")
    _add_workspace(erasing)

    retiring = verb("retire", "Take back, for good, the files that know of nothing newer.")
    retiring.add_argument(
        "--before", type=_day, metavar="DATE", help="than this; IMPACT_RETAIN_MONTHS ago as a rule"
    )
    retiring.add_argument("--yes", action="store_true", help="do it; without it nothing is changed")
    _add_workspace(retiring)

    auditing = verb("audit", "List who loaded, took back, wrote out or erased data of people.")
    _add_workspace(auditing)

    rebuilding = verb("rebuild", "Make the data anew from the kept uploads and the journal.")
    _add_workspace(rebuilding)

    publishing = verb("publish", "Copy the data to a file that other programs only read.")
    publishing.add_argument(
        "file", nargs="?", type=Path, metavar="FILE",
        help="default: published.duckdb in the workspace",
    )  # fmt: skip
    _add_workspace(publishing)

    exporting = verb("export", "Write what questions read as Parquet, for another engine.")
    exporting.add_argument(
        "--canonical", type=Path, required=True, metavar="DIR",
        help="a new folder, or that of an earlier export; it will hold names",
    )  # fmt: skip
    _add_workspace(exporting)

    loading = verb("load", "Put an export into Postgres or Spark, in the place of what is there.")
    loading.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", help="as impact export wrote it"
    )
    loading.add_argument(
        "--derive-only", action="store_true",
        help="your own pipelines have filled the base tables: make the rest from them",
    )  # fmt: skip
    loading.add_argument(
        "--engine", type=_address, metavar="ADDRESS", help="where; IMPACT_ENGINE as a rule"
    )

    describing = verb("schema", "Print what makes the canonical tables in an engine.")
    describing.add_argument("dialect", choices=ddl.DIALECTS, help="of which engine")
    describing.add_argument("--name", default="", metavar="SCHEMA", help="the schema they stand in")

    sampling = verb("sample", "Land the sample pilot, marked as sample data.")
    _add_workspace(sampling)
    _add_json(sampling)
    return impact


def _add_files(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "files", nargs="+", type=Path, metavar="FILE",
        help="an export as downloaded, a pilot.toml, or a folder of them",
    )  # fmt: skip


def _add_who(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("who", metavar="WHO", help="an e-mail address, an employee id or a whole name")


def _add_pilot(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--pilot", metavar="NAME", help="which of several (default: whose card was saved last)"
    )


def _add_workspace(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--workspace", type=Path, metavar="DIR",
        help="folder of the database (default: a per-user data folder)",
    )  # fmt: skip


def _add_departments(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--department", action="append", default=[], metavar="D", help="may be repeated"
    )


def _add_as_of(sub: argparse._ActionsContainer) -> None:
    sub.add_argument(
        "--as-of", type=_day, metavar="DATE", help="read the data as if exported on that day"
    )


def _add_json(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--json", action="store_true", help="machine-readable, unrounded")


def _add_series(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--starts", type=_moment, metavar="TIME", help="of the first session: 2026-05-04T12:00"
    )
    sub.add_argument("--times", type=int, default=4, metavar="N", help="how many sessions")
    sub.add_argument("--every", type=int, default=1, metavar="WEEKS", help="weeks between")
    sub.add_argument("--zone", default="UTC", metavar="ZONE", help="of the clock of --starts")


def _add_answers(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--date-order", choices=get_args(DateOrder), help="how the file writes its dates"
    )
    sub.add_argument("--timezone", metavar="ZONE", help="zone of the file's clock")
    sub.add_argument(
        "--session-date", type=_day, metavar="DATE", help="day of a session without a date"
    )
    sub.add_argument("--kind", choices=KINDS, help="what the file holds")
    sub.add_argument(
        "--mapping", type=Path, metavar="FILE",
        help='TOML file of field = "Column header" for a file nobody recognises',
    )  # fmt: skip
    sub.add_argument(
        "--skip-line", action="append", type=int, default=[], metavar="N",
        help="line of a text file to leave out unread; may be repeated",
    )  # fmt: skip


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a date such as 2026-04-12") from error


def _address(text: str) -> Address:
    try:
        return read_address(text)
    except ValueError as error:  # without the text, which may hold a password
        raise argparse.ArgumentTypeError(f"it has to be {error}") from None


def _months(text: str) -> float:
    return _between(text, 0.5, 36, "months")


def _percent(text: str) -> float:
    """A fraction."""
    return _between(text, 1, 95, "percent") / 100


def _days(text: str) -> int:
    return round(_between(text, 0, 730, "days"))


def _between(text: str, least: float, most: float, of: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not least <= found <= most:
        raise argparse.ArgumentTypeError(f"{text} is not a number of {of} from {least} to {most}")
    return found


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text} is not a date and time such as 2026-05-04T12:00"
        ) from error
    if found.tzinfo is not None:
        raise argparse.ArgumentTypeError(f"{text} names a zone; say it with --zone")
    return found
