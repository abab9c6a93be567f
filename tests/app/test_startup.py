"""The server does not start on settings that are wrong, and says each in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tiny import ROOT

from app.startup import HELD, troubles

STRONG = "7f3a9c0b5d1e8642af90cd37be5168f2"
SAFE: dict[str, Any] = {
    **HELD,
    "server.address": "127.0.0.1",
    "server.allowedHosts": ["localhost", "127.0.0.1"],
    "server.trustedUserHeaders": None,
}


def found(changed: dict[str, Any] | None = None, *secrets: Path, **environ: str) -> list[str]:
    return troubles(environ, {**SAFE, **(changed or {})}.__getitem__, secrets)


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    file = tmp_path / "secrets.toml"
    file.touch(mode=0o600)
    return file


def test_what_is_safe_starts(secrets: Path) -> None:
    secrets.write_text(f'[auth]\ncookie_secret = "{STRONG}"\n')
    assert found(None, secrets, secrets.with_name("none.toml")) == []


@pytest.mark.parametrize("option", HELD)
def test_an_option_that_is_held_cannot_be_turned(option: str) -> None:
    value = HELD[option]
    [says] = found({option: not value if isinstance(value, bool) else "full"})
    assert says.startswith(f"{option} has to be ")


@pytest.mark.parametrize("hosts", [[], ["*"], ["localhost", " * "]])
def test_the_hosts_are_named(hosts: list[str]) -> None:
    assert found({"server.allowedHosts": hosts}) == [
        "server.allowedHosts has to name the hosts that the app is reached by."
    ]


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.5", "pilot.example", None])
def test_without_sign_in_it_listens_on_this_computer_only(address: str | None) -> None:
    [says] = found({"server.address": address})
    assert "which other computers reach, and nobody signs in here" in says
    roles = {"IMPACT_ROLES": "ld=analyst"}
    assert len(found({"server.address": address}, IMPACT_MODE="proxy", **roles)) == 1
    [says] = found({"server.address": address}, IMPACT_MODE="oidc", **roles)
    assert "has no [auth]" in says  # and nothing about the address


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost", "127.1.2.3"])
def test_an_address_of_this_computer_will_do(address: str) -> None:
    assert found({"server.address": address}) == []


@pytest.mark.parametrize("secret", ["short", STRONG[:31], "a" * 64, "abcabcab" * 8])
def test_a_weak_cookie_secret_is_refused(secrets: Path, secret: str) -> None:
    secrets.write_text(f'[auth]\ncookie_secret = "{secret}"\n')
    [says] = found(None, secrets)
    assert "auth.cookie_secret" in says and secret not in says.partition("make one with")[0]


@pytest.mark.parametrize("text", ["[auth]\n", "[auth]\ncookie_secret = 5\n"])
def test_sign_in_without_a_cookie_secret_is_refused(secrets: Path, text: str) -> None:
    secrets.write_text(text)
    assert "auth.cookie_secret" in found(None, secrets)[0]


@pytest.mark.skipif(os.name != "posix", reason="Windows has other rights")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_secrets_that_others_can_read_are_refused(secrets: Path, mode: int) -> None:
    secrets.chmod(mode)
    assert found(None, secrets) == [
        f"The secrets file {secrets} can be read by others; run: chmod 600 '{secrets}'"
    ]


def test_secrets_that_are_no_toml_are_refused(secrets: Path) -> None:
    secrets.write_text("[auth\n")
    assert "not valid TOML" in found(None, secrets)[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("flags", "environ", "says"),
    [
        (["--server.address", "0.0.0.0"], {}, "server.address is 0.0.0.0"),
        (["--client.showErrorDetails", "full"], {}, "client.showErrorDetails has to be “none”"),
        (["--server.enableXsrfProtection", "false"], {}, "server.enableXsrfProtection has to be"),
        (["--browser.gatherUsageStats", "true"], {}, "browser.gatherUsageStats has to be false"),
        ([], {"STREAMLIT_SERVER_ENABLE_AGENT_API": "true"}, "server.enableAgentApi has to be"),
        ([], {"IMPACT_WORKSPACES": "/data"}, "did you mean IMPACT_WORKSPACE?"),
        ([], {"IMPACT_MINIMUM_GROUP": "1"}, "a whole number from 3 to 1000"),
    ],
)
def test_the_real_server_ends_with_a_sentence(
    flags: list[str], environ: dict[str, str], says: str
) -> None:
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", *flags]
    ran = subprocess.run(
        command,
        cwd=ROOT, env={**os.environ, **environ}, capture_output=True, text=True, timeout=120,
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert ran.returncode == 1, ran.stderr
    assert says in ran.stderr
    assert "Pilot Impact was not started." in ran.stderr
    assert "Traceback" not in ran.stderr + ran.stdout
