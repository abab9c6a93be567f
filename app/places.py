"""Pages that other parts of the app lead to."""

from __future__ import annotations

OVERVIEW_PAGE = "app/pages/overview.py"
DATA_PAGE = "app/pages/data.py"
CHECK_PAGE = "app/pages/check.py"
PRIVACY_PAGE = "app/pages/privacy.py"
METHOD_PAGE = "app/pages/method.py"
TEMPLATES_PAGE = "app/pages/templates.py"
