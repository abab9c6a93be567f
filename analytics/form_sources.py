"""The sources of online forms: a survey or a sign-off, alike in every tool but for its columns."""

from __future__ import annotations

from analytics.competencies import read_sign_offs
from analytics.document import Document
from analytics.forms import Form, Tool, find_form, sign_off_columns
from analytics.sources import Answers, Reading, Source
from analytics.surveys import read_survey, survey_of_form


def survey_source(tool: Tool, name: str, about: str, sure: float) -> Source:
    """Answers to a form of this tool, unless the form signs somebody off. sure: how sure it is of
    a form by its first columns."""

    def recognises(document: Document, answers: Answers) -> float:
        form = _form(document, tool, answers)
        if form is None or not survey_of_form(form).questions:
            return 0.0
        return sure - 0.6 if sign_off_columns(form) else sure

    def read(document: Document, answers: Answers) -> Reading:
        return read_survey(document, answers, survey_of_form(_found(document)))

    return Source(name, "survey", about, recognises, read)


def sign_off_source(tool: Tool, name: str, about: str) -> Source:
    """A form of this tool that asks whom it is about and since when they work independently."""

    def recognises(document: Document, answers: Answers) -> float:
        form = _form(document, tool, answers)
        return 0.96 if form is not None and sign_off_columns(form) else 0.0

    def read(document: Document, answers: Answers) -> Reading:
        return read_sign_offs(document, answers, _found(document))

    return Source(name, "competency", about, recognises, read)


def _form(document: Document, tool: Tool, answers: Answers) -> Form | None:
    form = find_form(document)
    return form if form is not None and form.tool == tool and not answers.mapping else None


def _found(document: Document) -> Form:
    form = find_form(document)
    assert form is not None, "read is only called for a document that was recognised"
    return form
