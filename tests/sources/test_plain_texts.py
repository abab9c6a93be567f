"""The short ways for plain texts say the same as the long ways beside them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from analytics import clock, columns, stays
from analytics.identity import id_key
from analytics.vocabulary import beginnings, begins_otherwise, normal

TEXTS = st.text("aAeE0139 ,.;:'\"=+-_@<>()[]\t\n\u00e9\u017f\uff08\uff09\uff10\u0663", max_size=12)


def _employee_id(text: str) -> str:
    text = text.strip().removeprefix("'")
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    if re.match(r"^\d(?:[.,]\d+)?E\+\d+$", text.strip(), re.IGNORECASE):
        return ""
    return text if id_key(text) else ""


@given(TEXTS | st.sampled_from(["n/a", "NA", "1E+05", "1.2e+5 ", '="001"', "'007", "E77", "none"]))
def test_employee_ids(text: str) -> None:
    assert columns.employee_id(text) == _employee_id(text)


@given(TEXTS)
def test_brackets(text: str) -> None:
    match = columns._IN_BRACKETS.match(text.strip())
    expected = (match["name"], match["inside"].strip()) if match else (text.strip(), "")
    assert columns.split_brackets(text) == expected


@given(TEXTS)
def test_addresses(text: str) -> None:
    bare = text.strip().lower().removeprefix("mailto:").strip("<>")
    assert stays.valid_email(text) == (bare if stays._EMAIL.match(bare) else "")


@given(st.lists(TEXTS, max_size=4), TEXTS)
def test_a_text_that_begins_otherwise_is_none_of_the_words(words: list[str], text: str) -> None:
    known = {normal(word) for word in words}
    assert not (begins_otherwise(text, beginnings(known)) and normal(text) in known)


@given(st.builds("{0}-{1}".format, st.from_regex(r"\A\d{4}\Z"), TEXTS | st.dates().map(str)))
def test_a_date_that_begins_with_the_year_leaves_no_order_open(text: str) -> None:
    stamp = clock._stamp(text)
    assert stamp is None or not stamp.numbers
