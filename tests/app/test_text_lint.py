"""Text from data reaches what Streamlit reads as Markdown only through an escape of app/text.py.

A walker over the code of the pages: each argument that is read as Markdown is put together from
words that stand in the code, from escapes, and from our own formats of numbers and days.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [*sorted((ROOT / "app").rglob("*.py")), ROOT / "streamlit_app.py"]
# Elements whose first argument, or the named ones, are read as Markdown.
READS = frozenset({
    "badge", "button", "caption", "chat_message", "checkbox", "date_input", "dialog",
    "download_button", "error", "expander", "file_uploader", "form_submit_button", "header", "info",
    "link_button", "markdown", "metric", "multiselect", "number_input", "page_link", "pills",
    "popover", "radio", "segmented_control", "selectbox", "slider", "spinner", "status",
    "subheader", "success", "tabs", "text_area", "text_input", "title", "toast", "toggle",
    "warning", "write",
})  # fmt: skip
NAMED = frozenset({"help", "label", "body", "caption", "captions", "value"})
BODIES = frozenset({"markdown", "caption", "metric", "badge", "write"})
ESCAPES = frozenset({"md", "label", "plain", "attribute", "plotly"})
# Of analytics.fmt: what makes a number or a day into words; what is counted is named in the code.
FORMATS = frozenset({"count", "plural", "day", "span", "percent", "share", "number", "days"})
# Texts of ours that come by a way the walker does not follow: (file, argument) and what they are.
KNOWN: dict[tuple[str, str], str] = {
    ("card_form.py", "help"): "sentences of the form",
    ("card_form.py", "name"): "names of the form's fields",
    ("comments.py", "f'> {md(quote.text)}{rating}'"): "a rating is a number",
    ("empty.py", "add_label(answer.needs)"): "names of kinds of files",
    ("meeting_form.py", "label"): "names of downloads",
    ("method.py", "f'`{name}`'"): "names of our tables",
    ("download.py", "label"): "names of forms",
    ("show.py", "f'{mark}**{md(news.fact)}.** {md(news.clause)}'"): "a mark of ours",
    ("show.py", "grade_badge(grade)"): "a letter from A to E",
    ("show.py", "' · '.join(filter(None, (md(caption), mark if is_sample else '')))"): "escaped",
    ("show.py", "part"): "counts of what is drawn",
    ("table.py", "label"): "names of folds",
    ("theme_form.py", "said"): "a sentence of the form",
    ("tour.py", "title"): "titles of the tour",
    ("troubles.py", "label"): "words for how bad it is",
}


class _Walker:
    def __init__(self, source: str) -> None:
        self._tree = ast.parse(source)
        self._parents = {
            child: node for node in ast.walk(self._tree) for child in ast.iter_child_nodes(node)
        }
        self._constants = {
            target.id
            for node in self._tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        self._constants |= {
            alias.asname or alias.name
            for node in self._tree.body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
            if alias.name.isupper()
        }
        self._functions = {
            node.name: node for node in ast.walk(self._tree) if isinstance(node, ast.FunctionDef)
        }

    def unsafe(self) -> list[tuple[int, str]]:
        """(line, argument) of every text that may hold something of the data."""
        found = []
        for node in ast.walk(self._tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr not in READS or not self._is_element(node.func.value):
                continue
            texts = node.args[: 2 if node.func.attr == "metric" else 1]
            texts = [*texts, *(k.value for k in node.keywords if self._is_read(node.func.attr, k))]
            found += [
                (node.lineno, ast.unparse(text)) for text in texts if not self._is_safe(text, node)
            ]
        return found

    @staticmethod
    def _is_element(owner: ast.expr) -> bool:
        """st itself, or a container: what has no name of a module of ours."""
        return not ast.unparse(owner).startswith(("fmt", "re", "html", "self", "bars"))

    @staticmethod
    def _is_read(element: str, word: ast.keyword) -> bool:
        return word.arg in NAMED - (set() if element in BODIES else {"value"})

    def _is_safe(self, text: ast.expr, at: ast.AST, depth: int = 0) -> bool:
        if depth > 6:
            return False
        match text:
            case ast.Constant():
                return True
            case ast.Attribute(attr="reference"):
                return True  # of a report of a crash: letters of a hash
            case ast.JoinedStr(values=values):
                return all(self._is_safe(value, at, depth) for value in values)
            case ast.FormattedValue(value=value):
                return self._is_safe(value, at, depth)
            case ast.IfExp(body=body, orelse=orelse):
                return self._is_safe(body, at, depth) and self._is_safe(orelse, at, depth)
            case ast.BoolOp(values=values):
                return all(self._is_safe(value, at, depth) for value in values)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                if any(map(self._is_number, (left, right))):
                    return True  # a sum: nothing of a text can be added to a number
                return self._is_safe(left, at, depth) and self._is_safe(right, at, depth)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return all(self._is_safe(part, at, depth) for part in parts)
            case ast.GeneratorExp(elt=part) | ast.ListComp(elt=part):
                return self._is_safe(part, at, depth)
            case ast.Subscript(value=ast.Name(id=name)):
                return name in self._constants  # a table of our own words
            case ast.Call():
                return self._is_safe_call(text, at, depth)
            case ast.Name(id=name):
                return self._is_safe_name(name, at, depth)
        return False

    @staticmethod
    def _is_number(part: ast.expr) -> bool:
        return isinstance(part, ast.Constant) and isinstance(part.value, int)

    def _is_safe_call(self, call: ast.Call, at: ast.AST, depth: int) -> bool:
        match call.func:
            case ast.Name(id=name) if name in ESCAPES or name in ("len", "str", "int"):
                return name in ESCAPES or name == "len"
            case ast.Name(id=name) if name in self._functions:
                returned = [
                    node.value
                    for node in ast.walk(self._functions[name])
                    if isinstance(node, ast.Return) and node.value is not None
                ]
                return bool(returned) and all(
                    self._is_safe(value, value, depth + 1) for value in returned
                )
            case ast.Attribute(value=ast.Name(id="fmt"), attr=name):
                return name in FORMATS
            case ast.Attribute(value=ast.Constant(), attr="join"):
                return all(self._is_safe(part, at, depth) for part in call.args)
            case ast.Attribute(value=owner, attr="strip" | "capitalize"):
                return self._is_safe(owner, at, depth)
        return False

    def _is_safe_name(self, name: str, at: ast.AST, depth: int) -> bool:
        """A name of which every value in the function around is safe, or a constant of the file."""
        around = self._parents.get(at)
        while around and not isinstance(around, ast.FunctionDef):
            around = self._parents.get(around)
        values = [*_values(around, name)] if around else []
        if values:
            return all(
                value is not None and self._is_safe(value, value, depth + 1) for value in values
            )
        return name in self._constants and (around is None or name not in _parameters(around))


def _values(function: ast.AST, name: str) -> list[ast.expr | None]:
    """What a name is given in a function; None for what is not an assignment of its own."""
    found: list[ast.expr | None] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name) and target.id == name:
                    found.append(node.value)
                elif name in _names(target) and not isinstance(target, ast.Subscript):
                    whole = node.value
                    is_pair = isinstance(whole, ast.Tuple) and isinstance(target, ast.Tuple)
                    found.append(
                        whole.elts[[ast.unparse(t) for t in target.elts].index(name)]  # type: ignore[attr-defined]
                        if is_pair
                        else None
                    )
        elif isinstance(node, ast.For | ast.comprehension) and name in _names(node.target):
            found.append(None)
    return found


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _parameters(function: ast.AST) -> set[str]:
    return {part.arg for part in ast.walk(function) if isinstance(part, ast.arg)}


def unsafe(source: str) -> list[tuple[int, str]]:
    return _Walker(source).unsafe()


@pytest.mark.parametrize(
    "bad",
    [
        "st.caption(finding.footnote)",
        "st.markdown(f'**{name}**')",
        "st.metric('Rate', finding.headline)",
        "st.metric(md(a), md(b), help=finding.subtitle)",
        "st.error(str(error))",
        "place.warning(says)",
        "st.pills(text, options)",
        "def f(says):\n    st.caption(says)",
        "def f(x):\n    says = x.title\n    st.caption(says)",
        "def f(x):\n    for says in x:\n        st.caption(says)",
        "def f(x):\n    says = 'a'\n    says += x.name\n    st.caption(says)",
        "def g(x):\n    return x.name\ndef f(x):\n    st.caption(g(x))",
        "st.markdown(', '.join(names))",
        "st.button('Go', help=name)",
    ],
)
def test_the_walker_sees_a_text_of_the_data(bad: str) -> None:
    assert len(unsafe(bad)) == 1


@pytest.mark.parametrize(
    "good",
    [
        "st.caption('Words of ours')",
        "st.caption(f'{md(name)} of {fmt.count(n)}')",
        "st.metric(md(a), md(b), help=md(c) or None)",
        "def f(x):\n    says = 'a' if x else md(x)\n    st.caption(says)",
        "def g(x):\n    return md(x.name)\ndef f(x):\n    st.caption(g(x))",
        "st.markdown(', '.join(md(name) for name in names))",
        "WORDS = {'a': 'b'}\nst.badge(WORDS[kind], color='red')",
        "logo = 1\nfmt.caption(name)",
    ],
)
def test_the_walker_leaves_the_rest_alone(good: str) -> None:
    assert unsafe(good) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_text_of_the_data_is_escaped(file: Path) -> None:
    found = unsafe(file.read_text("utf-8"))
    wrong = [(line, text) for line, text in found if (file.name, text) not in KNOWN]
    assert not wrong, "\n".join(f"{file.name}:{line} {text}" for line, text in wrong)


def test_what_is_known_is_still_there() -> None:
    found = {(f.name, text) for f in FILES for _, text in unsafe(f.read_text("utf-8"))}
    assert found == set(KNOWN)


def test_no_page_asks_for_html_in_markdown() -> None:
    for file in FILES:
        assert "unsafe_allow" not in file.read_text("utf-8"), file
