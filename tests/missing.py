"""What a test needs and this machine lacks."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

IN_CI = bool(os.environ.get("CI"))


def missing(reason: str) -> NoReturn:
    """On a person's machine a test may skip with its reason; in CI nothing may be missing."""
    if IN_CI:
        pytest.fail(f"{reason} In CI this may not be skipped.", pytrace=False)
    pytest.skip(reason)
