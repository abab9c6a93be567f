"""Google Forms in which a manager signs off a new hire; later answers correct earlier ones."""

from __future__ import annotations

from analytics.competencies import read_sign_offs
from analytics.document import Document
from analytics.forms import find_form, sign_off_columns
from analytics.sources import Answers, Reading, Source


def recognises(document: Document, answers: Answers) -> float:
    """Sure of a form that asks whom it is about and since when they work independently."""
    form = find_form(document)
    if form is None or form.tool != "google" or answers.mapping:
        return 0.0
    return 0.96 if sign_off_columns(form) else 0.0


def read(document: Document, answers: Answers) -> Reading:
    form = find_form(document)
    assert form is not None, "read is only called for a document that was recognised"
    return read_sign_offs(document, answers, form)


SOURCE = Source(
    name="Google Forms sign-off",
    kind="competency",
    about=(
        "The answers of a form that managers fill in. “Email Address” is the manager's; the "
        "questions name the new hire and the day since which they work independently. The latest "
        "answer about a person counts."
    ),
    recognises=recognises,
    read=read,
)
