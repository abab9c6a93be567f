"""What the environment may say: every name is known, every value can be, and each trouble is one
sentence."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import cli, settings
from analytics.settings import SETTINGS, SettingsError, troubles, value

ROOT = Path(__file__).resolve().parent.parent
SECRET = "geheim"
NAMES = {setting.name for setting in SETTINGS}


def test_nothing_set_is_no_trouble_and_gives_what_is_usual() -> None:
    assert troubles({"PATH": "/bin", "IMPACTED": "1"}) == []
    assert value("IMPACT_MODE", {}) == "local"
    assert value("IMPACT_MINIMUM_GROUP", {"IMPACT_MINIMUM_GROUP": ""}) == 5


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("IMPACT_WORKSPCE", "/data", "IMPACT_WORKSPCE is set, and there is no setting of that name;"
         " did you mean IMPACT_WORKSPACE?"),
        ("IMPACT_MODE", "open", "IMPACT_MODE is “open”, and has to be one of local, oidc, proxy."),
        ("IMPACT_MINIMUM_GROUP", "2", "IMPACT_MINIMUM_GROUP is “2”, and has to be a whole number"
         " from 3 to 1000."),
        ("IMPACT_MINIMUM_GROUP", "five", "IMPACT_MINIMUM_GROUP is “five”, and has to be a whole"
         " number from 3 to 1000."),
        ("IMPACT_KEEP_DAYS", "-1", "IMPACT_KEEP_DAYS is “-1”, and has to be a whole number from 1"
         " to 3650."),
    ],
)  # fmt: skip
def test_a_trouble_is_one_sentence(name: str, text: str, says: str) -> None:
    assert troubles({name: text}) == [says]


@pytest.mark.parametrize(
    "text",
    [
        "mysql://host/impact",
        "spark://host",
        "spark://host:15002/a/b",
        f"postgres://ann:{SECRET}@host/pilots",
        f"postgres://ann:{SECRET}@host:port/pilots/impact",
        f"postgres://ann:{SECRET}@host/pilots/impact; drop",
        f"spark://host/impact?token={SECRET}&shout=yes",
        SECRET,
    ],
)
def test_an_address_that_cannot_be_is_refused_without_its_password(text: str) -> None:
    [says] = troubles({"IMPACT_ENGINE": text})
    assert says.startswith("IMPACT_ENGINE has to be spark://host:15002/schema or postgres://")
    assert SECRET not in says


def test_an_address_is_read_and_shown_without_its_secrets() -> None:
    set_to = {
        "IMPACT_ENGINE": f"postgresql://ann:{SECRET}%40x@db.example/pilots/impact?sslmode=require"
    }
    found = value("IMPACT_ENGINE", set_to)
    assert (found.kind, found.host, found.port, found.database, found.schema) == (
        "postgres", "db.example", 5432, "pilots", "impact"
    )  # fmt: skip
    assert (found.user, found.password, found.options) == (
        "ann",
        f"{SECRET}@x",
        {"sslmode": "require"},
    )
    assert SECRET not in f"{found} {found!r}"
    found = value("IMPACT_ENGINE", {"IMPACT_ENGINE": f"spark://lake.example/pilot?token={SECRET}"})
    assert (found.kind, found.port, found.schema) == ("spark", 15002, "pilot")
    assert SECRET not in f"{found} {found!r}"
    assert value("IMPACT_ENGINE", {"IMPACT_ENGINE": "DuckDB"}) is None


def test_a_copy_and_an_engine_are_not_shown_at_once() -> None:
    both = {"IMPACT_ENGINE": "spark://host/impact", "IMPACT_PUBLISHED": "/data/pilot.duckdb"}
    assert troubles(both) == ["IMPACT_ENGINE and IMPACT_PUBLISHED are both set; name one of them."]
    assert troubles(both | {"IMPACT_ENGINE": "duckdb"}) == []


def test_a_name_like_none_of_ours_gets_the_list() -> None:
    [says] = troubles({"IMPACT_ZZZZZZZZZZZZ": "1"})
    assert says.endswith(f"known are {', '.join(setting.name for setting in SETTINGS)}.")


def test_a_name_in_other_letters_is_not_passed_over() -> None:
    assert len(troubles({"impact_mode": "oidc"})) == 1


@given(st.dictionaries(st.sampled_from(sorted(NAMES)), st.text()))
def test_a_value_is_read_or_refused(environ: dict[str, str]) -> None:
    for name in environ:
        try:
            found = value(name, environ)
        except SettingsError as error:
            assert str(error) in troubles(environ) and "\n" not in name
        else:
            assert not any(name in says for says in troubles(environ)), found


def test_the_command_line_stops_before_it_does_anything(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("IMPACT_KEEPDAYS", "3")
    assert cli.main(["files"]) == 2
    assert "did you mean IMPACT_KEEP_DAYS?" in capsys.readouterr().err


def test_every_name_that_the_program_reads_is_listed_and_in_the_guide() -> None:
    read = set()
    for folder in ("analytics", "app"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    read |= set(re.findall(r"\bIMPACT_[A-Z_]+", node.value))
    assert {name.rstrip("_") for name in read} <= NAMES | {settings.PREFIX.rstrip("_")}
    guide = (ROOT / "docs" / "guide.md").read_text("utf-8")
    for setting in SETTINGS:
        assert f"`{setting.name}`" in guide, setting.name
        assert setting.says.endswith(".")
