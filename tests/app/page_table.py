"""The pages of the app as streamlit_app.py lists them, so that a new page is tested by itself."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"


@dataclass(frozen=True)
class Entry:
    """name: of its file; title: in the navigation; path: in the address."""

    name: str
    title: str
    path: str

    @property
    def file(self) -> str:
        return f"app/pages/{self.name}.py"


def page_table() -> list[Entry]:
    """Every st.Page of streamlit_app.py, in its order."""
    found = []
    for node in ast.walk(ast.parse(APP.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.Page":
            said = {word.arg: ast.literal_eval(word.value) for word in node.keywords}
            name = Path(ast.literal_eval(node.args[0])).stem
            found.append(
                (node.lineno, Entry(name, said["title"], "" if "default" in said else name))
            )
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]


PAGE_TABLE = page_table()
