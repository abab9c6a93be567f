"""Pages that other parts of the app lead to."""

from __future__ import annotations

DATA_PAGE = "app/pages/data.py"
CHECK_PAGE = "app/pages/check.py"
METHOD_PAGE = "app/pages/method.py"
