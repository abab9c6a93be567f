"""What a user can name is in the docs; the generated part of the docs is up to date."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest
from examples import filled_store

from analytics import cli
from analytics.asking import ask
from analytics.exports import json
from analytics.method import document, entries
from analytics.pilots import _KEYS, read_card
from analytics.questions import questions
from analytics.records import KINDS
from analytics.sources import all_sources
from analytics.verdicts import rule

DOCS = Path(__file__).resolve().parent.parent / "docs"
GUIDE = (DOCS / "guide.md").read_text(encoding="utf-8")
METHOD = (DOCS / "method.md").read_text(encoding="utf-8")


def code(text: str) -> set[str]:
    """What stands between backticks, and each word of it."""
    spans = re.findall(r"`([^`\n]+)`", text)
    return {word for span in spans for word in (span, *re.split(r"[\s|,…]+", span))}


def section(title: str) -> str:
    """A section of the guide, by its heading."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^## |\Z)", GUIDE, re.DOTALL | re.MULTILINE)
    assert found, f"the guide has no section “{title}”"
    return found[1]


def test_the_method_is_as_generated() -> None:
    assert document() == METHOD, "run: uv run python -m analytics.method docs/method.md"


def test_every_question_is_documented() -> None:
    told = section("Questions")
    for asked in questions():
        assert f"| `{asked.name}` | {asked.label} |" in told
        assert f"## {asked.label}\n" in METHOD
    assert [entry.name for entry in entries()] == [asked.name for asked in questions()]
    for entry in entries():
        assert entry.asked.endswith("?") and entry.about and entry.sql in METHOD


@pytest.mark.parametrize("source", all_sources(), ids=lambda source: source.name)
def test_every_source_is_documented(source: object) -> None:
    name, about = (getattr(source, field) for field in ("name", "about"))
    assert len(about.split()) >= 8, "about says what the file looks like"
    assert f"- **{name}**: " in METHOD


def test_every_kind_of_file_is_documented() -> None:
    told = section("What each kind of file needs")
    for kind in KINDS:
        assert f"| {kind} |" in told
        assert f"### {kind.capitalize()}\n" in METHOD
        assert kind in code(section("What a file leaves open"))


def test_every_key_of_the_pilot_card_is_documented() -> None:
    told = section("The pilot card")
    [card] = re.findall(r"```toml\n(.*?)```", told, re.DOTALL)
    read_card(card)  # the card shown is one that can be used
    part = ""
    shown = set()
    for line in card.splitlines():
        if line.startswith("["):
            part = line.strip("[]")
        elif "=" in line:
            shown.add((part, line.partition("=")[0].strip()))
    assert shown == set(_KEYS)


def test_every_verb_and_option_is_documented() -> None:
    told = code(section("Every verb")) | code(section("What a file leaves open"))
    program = cli.parser()
    [verbs] = [a for a in program._actions if isinstance(a, argparse._SubParsersAction)]
    for verb, parser in verbs.choices.items():
        assert re.search(rf"^\| `impact {verb}\b", section("Every verb"), re.MULTILINE), verb
        assert re.search(rf"^impact {verb}\b", GUIDE, re.MULTILINE) or verb == "sample"
        for action in parser._actions:
            missing = set(action.option_strings) - told - {"-h", "--help"}
            assert not missing, f"impact {verb} {missing}"


def test_every_badge_is_documented() -> None:
    told = section("What the verdicts mean")
    badges = {label for change, _, target, _ in rule._CHANGE_BADGES.values()
              for label in (change, target)}  # fmt: skip
    badges |= {label for label, _ in rule._TARGET_BADGES.values()}
    for badge in badges:
        assert f"| {badge} |" in told


def test_every_key_of_an_answer_is_documented() -> None:
    told = code(section("Every verb"))
    for asked in questions():
        found = json.finding_object(ask(filled_store({}), asked.name))
        assert set(found) <= told
        assert set(found["too_few"]) <= told


def test_links_between_the_docs_lead_somewhere() -> None:
    root = DOCS.parent
    for page in (*DOCS.rglob("*.md"), root / "README.md", root / "CONTRIBUTING.md"):
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
