"""Every way out × every question × {sample, nothing landed, a small group, hostile names}: it is
made, says what must go with a number, says the same number, and shows nobody."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

import pytest
from made import landed
from made_exports import HOSTILE_NAMES, MARKUP, card, exports
from openpyxl import load_workbook
from pptx import Presentation
from test_privacy import SMALL, member, pilot_of_forty

from analytics.asking import questions
from analytics.briefing import Briefing, brief
from analytics.exports import ways
from analytics.exports.ways import OF_FINDING, OF_PILOT, Style
from analytics.filters import Filters
from analytics.findings import Finding, Table
from analytics.landing import land
from analytics.records import Identity, Person
from analytics.sample import land_sample
from analytics.scope import Scope
from analytics.store import Store

NAMES = [question.name for question in questions()]
PILOTS = ("sample", "nothing", "small", "team", "hostile")
# Names of people in the pilots, and addresses.
NOBODY = re.compile(r"zebulon|quirin|person nr|[\w.]+@example", re.IGNORECASE)


# The manager of four people who took part in everything.
BOSS, HIRED = Identity("Bo Boss", "bo@example.com"), date(2025, 6, 2)


@cache
def briefing(pilot: str) -> Briefing:
    store = Store.open(":memory:")
    match pilot:
        case "sample":
            land_sample(store)
        case "small":
            pilot_of_forty(store)
        case "team":
            pilot_of_forty(store)
            listed = [Person(n, member(n), HIRED, manager=BOSS.name) for n in range(4)]
            landed([*listed, Person(9, BOSS, HIRED)], store=store)
        case "hostile":
            land(store, exports(HOSTILE_NAMES))
            store.save_pilot(card(HOSTILE_NAMES))
    found = brief(
        store,
        Filters(departments=(SMALL,)) if pilot == "small" else None,
        Scope(role="manager", team=BOSS.email) if pilot == "team" else Scope(),
    )
    store.close()
    return found


# reading what was written -------------------------------------------------------------------------


def texts_of_slides(data: bytes, *, with_notes: bool = True) -> str:
    """All text of slides, tables, charts, alternatives and notes."""
    said = []
    for made in Presentation(io.BytesIO(data)).slides:
        for shape in made.shapes:
            said.append(shape._element.xpath(".//p:cNvPr/@descr"))
            if shape.has_text_frame:
                said.append(shape.text_frame.text)
            if shape.has_table:
                said += [cell.text for row in shape.table.rows for cell in row.cells]
            if shape.has_chart:
                said.append("".join(shape.chart._chartSpace.itertext()))
        if with_notes and made.has_notes_slide:
            said.append(made.notes_slide.notes_text_frame.text)
    return "\n".join(map(str, said))


def texts_of_workbook(data: bytes) -> str:
    book = load_workbook(io.BytesIO(data))
    return "\n".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
        if cell is not None
    )  # fmt: skip


def text_of(form: str, data: bytes) -> str:
    """What a reader of the file reads; "" for pictures, whose texts test_picture.py reads."""
    match form:
        case "pptx":
            return texts_of_slides(data)
        case "xlsx":
            return texts_of_workbook(data)
        case "csv" | "json" | "html" | "md":
            return data.decode("utf-8-sig")
        case _:
            return ""


def is_of_its_kind(form: str, data: bytes) -> bool:
    begins = {
        "pptx": b"PK", "xlsx": b"PK", "png": b"\x89PNG", "pdf": b"%PDF", "html": b"<!DOCTYPE",
        "svg": b"<?xml", "json": b"{", "md": b"**",
    }  # fmt: skip
    return data.startswith(begins.get(form, b"\xef\xbb\xbf"))


# one finding --------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("pilot", PILOTS)
@pytest.mark.parametrize("name", NAMES)
def test_every_way_out_of_a_finding(pilot: str, name: str) -> None:
    finding = briefing(pilot).finding(name)
    for form, write in OF_FINDING.items():
        data = write(finding, Style())
        assert is_of_its_kind(form, data), form
        text = text_of(form, data)
        if not text:
            continue
        assert not NOBODY.search(text), form
        if pilot == "sample":
            assert re.search(r"Sample data|sample_data|is_sample\": true", text), form
        if finding.grade:
            letter = finding.grade.letter
            assert re.search(rf"[Ee]vidence:? {letter}|\"letter\": \"{letter}\"|,{letter},", text)
        if finding.filters:
            assert SMALL in text, form


@pytest.mark.parametrize("pilot", ["small", "team"])
@pytest.mark.parametrize("name", NAMES)
def test_a_small_group_leaves_no_number(name: str, pilot: str) -> None:
    finding = briefing(pilot).finding(name)
    if finding.is_answered:  # it knows no departments
        assert "departments" not in next(q for q in questions() if q.name == name).filters
        return
    for form in ("pptx", "csv"):  # a workbook and the notes of a slide hold definitions
        data = OF_FINDING[form](finding, Style())
        text = texts_of_slides(data, with_notes=False) if form == "pptx" else data.decode()
        own = text.replace("20% target", "").replace("60% target", "")
        assert not re.search(r"\b\d+ of \d+\b|\b4 people\b", own), form
    if not finding.filters:
        return
    [made] = Presentation(io.BytesIO(OF_FINDING["pptx"](finding, Style()))).slides
    assert not any(shape.has_chart or shape.has_table for shape in made.shapes)


# the same numbers everywhere ----------------------------------------------------------------------


def as_cell(value: Any) -> Any:
    """A cell as a machine reads it back."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" or value != value else value


@pytest.mark.parametrize("name", NAMES)
def test_csv_xlsx_and_json_hold_the_table_of_the_finding(name: str) -> None:
    finding = briefing("sample").finding(name)
    columns, rows = finding.answer.table.columns, finding.answer.table.rows
    told = csv.reader(io.StringIO(OF_FINDING["csv"](finding, Style()).decode("utf-8-sig")))
    head, *body = list(told)
    assert tuple(head[: len(columns)]) == columns and len(body) == max(len(rows), 1)
    for line, row in zip(body, rows, strict=False):
        for cell, value in zip(line, row, strict=False):
            if isinstance(value, float) and value == value:
                assert float(cell) == value
            elif value is not None and not isinstance(value, float):
                assert cell.lstrip("'") == str(value).lstrip("'")
    found = json.loads(OF_FINDING["json"](finding, Style()))
    assert found["table"]["columns"] == list(columns)
    assert len(found["table"]["rows"]) == len(rows)
    assert found["estimate"] == finding.estimate
    sheet = load_workbook(io.BytesIO(OF_FINDING["xlsx"](finding, Style()))).worksheets[-1]
    lines = list(sheet.iter_rows(values_only=True))
    at = next(i for i, line in enumerate(lines) if line[: len(columns)] == columns)
    for line, row in zip(lines[at + 1 :], rows, strict=False):
        for cell, value in zip(line, row, strict=False):
            assert as_cell(cell) == as_cell(value) or cell == pytest.approx(value)


MAIN_WORDS = ("participation", "time-to-competency", "feedback", "nps", "reach")


@pytest.mark.parametrize("name", MAIN_WORDS)
def test_words_are_the_same_everywhere(name: str) -> None:
    finding = briefing("sample").finding(name)
    for form in ("pptx", "xlsx", "json"):
        text = text_of(form, OF_FINDING[form](finding, Style()))
        # JSON escapes quotation marks of its own only
        assert finding.title in text and finding.footnote in text, form
        for verdict in finding.verdicts:
            assert verdict.label in text


# the pilot ----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("pilot", PILOTS)
@pytest.mark.parametrize("form", OF_PILOT)
def test_every_way_out_of_the_pilot(pilot: str, form: str) -> None:
    found = briefing(pilot)
    data = OF_PILOT[form](found, Style())
    assert is_of_its_kind(form, data)
    assert OF_PILOT[form](found, Style()) == data  # the same again, byte for byte
    text = text_of(form, data)
    if not text:
        return
    assert not NOBODY.search(text)
    if pilot == "sample":
        assert re.search(r"Sample data|is_sample\": true", text)
        assert "vidence" in text or '"letter"' in text
    if found.filters:
        assert SMALL in text


@pytest.mark.parametrize("form", ["pptx", "html", "md", "xlsx"])
def test_the_scorecard_is_the_same_everywhere(form: str) -> None:
    found = briefing("sample")
    text = text_of(form, OF_PILOT[form](found, Style()))
    if form == "md":
        text = re.sub(r"\\(.)", r"\1", text)
    for row in found.scorecard:
        for says in (row.measure, row.target, row.result, row.interval):
            assert says in text, says
        for verdict in row.verdicts:
            assert verdict.label in text
    for _, says in found.cannot_say:
        assert form == "xlsx" or says in text


def test_the_report_is_safe_and_whole() -> None:
    text = OF_PILOT["html"](briefing("hostile"), Style()).decode()
    assert not re.search(r"<script|<iframe|<link|javascript:|@import|\son\w+=", text, re.IGNORECASE)
    assert not re.search(r"(src|href)=[\"'](?!#)", text)  # the parts of a chart name each other
    assert not [mark for mark in MARKUP if mark.startswith("<") and mark in text]
    assert text.count("<svg") == 2 and text.count('role="img"') == 2
    ids = re.findall(r"\sid=\"([^\"]+)\"", text)
    assert len(ids) == len(set(ids))
    assert "What we cannot say yet" in text and "% of plan" in text


def test_markdown_of_hostile_names_is_no_markup() -> None:
    text = OF_PILOT["md"](briefing("hostile"), Style()).decode()
    unescaped = re.sub(r"\\.", "", text)
    assert "](" not in unescaped and "<" not in unescaped
    rows = [line for line in unescaped.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in rows}) == 1


def test_pictures_are_named_in_order() -> None:
    found = briefing("sample")
    made = list(ways.pictures(found, Style(is_dark=True)))
    assert [name for name, _ in made][:2] == ["01-participation.png", "02-funnel.png"]
    assert len(made) == len(NAMES) and all(data.startswith(b"\x89PNG") for _, data in made)


# titles by hand -----------------------------------------------------------------------------------


def test_an_edited_title_bears_its_mark() -> None:
    finding = briefing("sample").finding("time-to-competency")
    style = Style(title="The pilot made onboarding 60% faster")
    text = text_of("pptx", OF_FINDING["pptx"](finding, style))
    assert "The pilot made onboarding 60% faster" in text
    assert "Title edited by hand: says more than the evidence (C) allows" in text
    assert "10% to 35% faster" in text  # the interval stays
    own = text_of("pptx", OF_FINDING["pptx"](finding, Style(title=finding.title)))
    assert "edited by hand" not in own


# formulas -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def formulas() -> Iterator[Finding]:
    """A finding whose texts are formulas to a spreadsheet."""
    finding = briefing("sample").finding("reach")
    evil = ('=HYPERLINK("http://example.org")', "+1+1", "-1-1", "@SUM(A1)", "\tx", "http://e.org")
    table = Table(("name",), tuple((text,) for text in evil))
    yield replace(finding, title=evil[0], answer=replace(finding.answer, table=table))


def test_no_cell_is_a_formula(formulas: Finding) -> None:
    told = csv.reader(io.StringIO(OF_FINDING["csv"](formulas, Style()).decode("utf-8-sig")))
    assert not [cell for line in told for cell in line if cell[:1] in ("=", "+", "-", "@", "\t")]
    data = OF_FINDING["xlsx"](formulas, Style())
    for sheet in load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            assert not [cell for cell in row if cell.data_type == "f" or cell.hyperlink]
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert not [name for name in book.namelist() if "externalLink" in name]


def test_the_workbook_begins_with_definitions_and_filters() -> None:
    book = load_workbook(io.BytesIO(OF_PILOT["xlsx"](briefing("sample"), Style())))
    assert book.sheetnames[:3] == ["About", "Scorecard", "Participation"]
    assert len(book.sheetnames) == 2 + len(NAMES)
    about = texts_of_workbook(OF_PILOT["xlsx"](briefing("sample"), Style()))
    for question in questions():
        assert question.formula in about
    assert "Filters" in about and "none: everybody" in about
