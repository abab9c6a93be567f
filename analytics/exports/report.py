"""The weekly report: one HTML file that holds all it shows. No script, no request, nothing from
elsewhere; two A4 pages when printed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from analytics.briefing import Briefing
from analytics.findings import Finding, TooFew
from analytics.plots import plot_of
from analytics.tokens import LIGHT
from analytics.verdicts import second_look
from analytics.verdicts.alerts import TITLE as ALERTS
from analytics.verdicts.missing import too_few_words
from analytics.verdicts.rule import sign
from analytics.verdicts.said import PRODUCT, dotted

if TYPE_CHECKING:
    from jinja2 import Template

WIDTH = 864  # of the charts, in pixels
_CHARTS = ("participation", "time-to-competency")
_SHOWN = """\
<section>
<h2>{{ finding.title }}</h2>
<p class="quiet">{{ finding.subtitle }}</p>
{% for lead, says in missing %}<p><strong>{{ lead }}</strong> {{ says }}</p>
{% else %}
<div class="chart" role="img" aria-label="{{ finding.alt }}">{{ svg }}</div>
{% endfor %}
<p class="quiet">{{ finding.footnote }}</p>
{% if rows %}<details><summary>Show the numbers</summary><div class="wide"><table>
<thead><tr>{% for column in columns %}<th>{{ column }}</th>{% endfor %}</tr></thead>
<tbody>{% for row in rows %}
<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}
</tbody></table></div></details>{% endif %}
</section>
"""


@dataclass(frozen=True)
class _Chart:
    finding: Finding
    svg: str


def write(briefing: Briefing) -> str:
    """The report as HTML text; the same briefing gives the same text."""
    report, shown = _templates()
    return report.render(
        brief=briefing,
        t=LIGHT,
        charts=[_chart(briefing.finding(name)) for name in _CHARTS],
        sign=sign,
        shown=lambda chart: _shown(shown, chart),
        product=PRODUCT,
        alerts_title=ALERTS,
        second_look=second_look,
    )


@cache
def _templates() -> tuple[Template, Template]:
    from jinja2 import Environment, StrictUndefined

    rooms = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    rooms.filters["dotted"] = dotted
    text = (resources.files(__package__) / "report.html.j2").read_text("utf-8")
    return rooms.from_string(text), rooms.from_string(_SHOWN)


def _chart(finding: Finding) -> _Chart:
    from analytics.exports.picture import chart_svg

    svg = ""
    if finding.is_answered:
        svg = chart_svg(plot_of(finding.answer), LIGHT, width=WIDTH, prefix=finding.question)
    return _Chart(finding, svg)


def _shown(template: Template, chart: _Chart) -> Any:
    from markupsafe import Markup

    answer = chart.finding.answer
    return Markup(
        template.render(
            finding=chart.finding,
            svg=Markup(chart.svg),
            missing=too_few_words(answer) if isinstance(answer, TooFew) else (),
            columns=answer.table.columns,
            rows=[[_cell(cell) for cell in row] for row in answer.table.rows],
        )
    )


def _cell(cell: Any) -> str:
    """As precise as anybody reads it; the workbook holds all digits."""
    if cell is None or cell != cell:
        return ""
    return f"{cell:.4g}" if isinstance(cell, float) else str(cell)
