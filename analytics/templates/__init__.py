"""Templates to download: agendas, a facilitator guide, forms, a skills list, a calendar series.

The words stand in texts.toml. What a form asks is worded so that its answers come back without a
mapping, whether from the sheet here, from Microsoft Forms or from Google Forms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType

from analytics.calendar_series import Series
from analytics.matched import Meeting
from analytics.templates import sheets, texts
from analytics.templates.texts import Agenda, Form, Guide


@dataclass(frozen=True)
class Template:
    """key: the name of its files; group: where it stands among the others; files: suffix → what
    writes it."""

    key: str
    name: str
    purpose: str
    group: str
    files: Mapping[str, Callable[[], bytes]]


GROUPS = ("Sessions and hosts", "Forms and lists")


@cache
def templates() -> tuple[Template, ...]:
    """Every template, group by group."""
    guide, skills = texts.guide(), texts.skills_sheet()
    return (
        *(
            _template(
                f"agenda-{one.format}", one.name, one.purpose, "Sessions and hosts",
                {"docx": partial(_agenda, one)},
            )
            for one in texts.agendas()
        ),
        _template(
            "facilitator-guide", guide.title, guide.purpose, "Sessions and hosts",
            {"docx": partial(_guide, guide)},
        ),
        *(
            _template(
                one.key, one.name, one.purpose, "Forms and lists",
                {"docx": partial(_form, one), "xlsx": partial(sheets.as_workbook, one),
                 "csv": partial(sheets.as_csv, one)},
            )
            for one in texts.forms()
        ),
        _template(
            "skills-list", skills.name, skills.purpose, "Forms and lists",
            {"xlsx": partial(sheets.as_workbook, skills), "csv": partial(sheets.as_csv, skills)},
        ),
    )  # fmt: skip


def series_of(agenda: Agenda, meeting: Meeting) -> Series:
    """A format's sessions for the calendar, with its agenda as the text of the invitation."""
    steps = [f"{step.minutes} min · {step.what}" for step in agenda.steps]
    return Series(
        agenda.name, meeting.starts_at, meeting.minutes, meeting.sessions, meeting.zone,
        meeting.every, about="\n".join([agenda.purpose, *steps, "Somebody else hosts every time."]),
    )  # fmt: skip


def _template(
    key: str, name: str, purpose: str, group: str, files: dict[str, Callable[[], bytes]]
) -> Template:
    return Template(key, name, purpose, group, MappingProxyType(files))


# python-docx is imported when a document is written, not when a page lists it.


def _agenda(of: Agenda) -> bytes:
    from analytics.templates import documents

    return documents.agenda(of)


def _guide(of: Guide) -> bytes:
    from analytics.templates import documents

    return documents.guide(of)


def _form(of: Form) -> bytes:
    from analytics.templates import documents

    return documents.form(of)
