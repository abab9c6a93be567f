"""Escapes: each place has its own, and none lets a text from data act."""

from __future__ import annotations

import pytest

from app.text import attribute, label, lines, md, plain, plotly


@pytest.mark.parametrize("sign", list("\\`*_{}[]()<>#+-.!|~$:\"'&^=@/"))
def test_markdown_escapes_every_sign_that_means_something(sign: str) -> None:
    assert md(f"a{sign}b") == f"a\\{sign}b"


def test_markdown_keeps_plain_words_and_drops_control_characters() -> None:
    assert md("Grüße – 12 %") == "Grüße – 12 %"
    assert md("a\nb\x00c") == "a b c"


def test_an_address_is_no_link() -> None:
    assert "://" not in md("https://example.org").replace("\\", "")
    assert "www." not in md("www.example.org").replace("\\", "")


def test_a_label_stays_readable_in_the_address() -> None:
    assert label("R&D (Go-to-market)") == "R&D (Go-to-market)"
    assert label("![x](y) :red[z]") == "!\\[x\\](y) \\:red\\[z\\]"


def test_plotly_and_html_get_entities() -> None:
    assert plotly("<b>&") == "&lt;b&gt;&amp;"
    assert attribute('"><script>') == "&quot;&gt;&lt;script&gt;"


def test_lines_break_between_words_and_cut_what_is_too_long() -> None:
    assert lines("one two three", 7, 3) == ["one two", "three"]
    assert lines("abcdefghij", 4, 3) == ["abcd", "efgh", "ij"]
    assert lines("one two three four", 7, 2) == ["one two", "three…"]
    assert lines("", 7, 2) == [""]


@pytest.mark.parametrize(
    "text", ["WWW.EVIL.COM", "Www.evil.com", "HTTP://evil.com", "https://e.org"]
)
def test_an_address_in_capitals_is_no_link_either(text: str) -> None:
    assert "\u2060" in md(text) and md(text).replace("\u2060", "").replace("\\", "") == text


def test_options_of_a_list_are_shown_as_they_are() -> None:
    assert plain("R_D [EU]: a*b\n") == "R_D [EU]: a*b "
