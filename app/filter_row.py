"""The filters under the title: periods, departments and dates, kept in the session and in the
address.

The address is written here rather than with `bind="query-params"`: a bound filter is dropped when
somebody switches the page while the browser is still drawing, because the browser then asks for
the new page without it. What is chosen therefore lives in the session; the address opens a
session, brings back an earlier view (the browser's Back), and otherwise follows. For the same
reason a filter is believed only where the last run drew it: what the browser says of one that was
away for a page may be its first value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

import streamlit as st

from analytics.choices import Choice
from analytics.filters import Filters
from analytics.findings import Grain
from analytics.intent import Intent
from analytics.pilots import Pilot
from app.text import label, plain

GRAINS: tuple[Grain, ...] = get_args(Grain)
# More than these do not fit in rows of pills.
MOST_PILLS = 12

_STATE, _CHOSEN = "filters", "filters-chosen"


@dataclass(frozen=True)
class _Choice:
    """departments: labels, in the order of the options; dates: None for the whole pilot; by: the
    periods of what is shown over time."""

    departments: tuple[str, ...] = ()
    dates: tuple[date, date] | None = None
    by: Grain = "week"


@dataclass
class _State:
    """What this session has chosen. `number` is part of the widgets' keys: a new one starts them
    anew from `start`. span: the pilot's days, which are what no choice of dates means. drawn: the
    widgets that the last run drew, which are those that a reader can have touched; is_free: several
    departments may be chosen at once."""

    options: tuple[str, ...]
    span: tuple[date, date] | None
    number: int
    start: _Choice
    chosen: _Choice
    drawn: frozenset[str] = frozenset()
    is_free: bool = True


def filter_row(
    choices: Sequence[Choice],
    pilot: Pilot | None,
    *,
    is_new_page: bool,
    has_periods: bool,
    is_free: bool = True,
) -> Filters:
    """Draws the row and returns what is chosen; nothing where there is nothing to choose.

    choices: departments of which one may choose; pilot: whose days; is_free: several departments
    may be chosen, and dates; else one department at a time.
    is_new_page: the last run of the script was for another page, whose address says nothing.
    has_periods: the page lets choose by what it shows time; the others always show weeks.
    """
    shown_as = label if len(choices) <= MOST_PILLS else plain  # a list is no Markdown
    names = {shown_as(one.name): one for one in choices}
    together = next((one.name for one in choices if one.departments != (one.name,)), "")
    days = pilot if is_free else None
    draws = (("by", has_periods), ("dept", len(names) > 1), ("dates", days is not None))
    wanted = frozenset(name for name, is_drawn in draws if is_drawn)
    state = _state(tuple(names), days, is_new_page, wanted, is_free=is_free)
    with st.container(horizontal=True, vertical_alignment="top", key="filters-row"):
        if "by" in wanted:
            _periods(state)
        if "dept" in wanted:
            _departments(state, together)
        if days:
            _dates(state, days)
    state.drawn = wanted
    state.chosen = _in_widgets(state, days)
    _write(state.chosen)
    first_day, last_day = state.chosen.dates or (None, None)
    filters = Filters(
        departments=tuple(
            name for shown in state.chosen.departments for name in names[shown].departments
        ),
        first_day=first_day,
        last_day=last_day,
        by=state.chosen.by if has_periods else "week",
    )
    st.session_state[_CHOSEN] = filters
    return filters


def forget() -> None:
    """For a page without the row; what is chosen comes back with the next one that has it."""
    st.session_state.pop(_CHOSEN, None)
    state: _State | None = st.session_state.get(_STATE)
    if state:
        state.drawn = frozenset()


def chosen() -> Filters:
    """What the reader of this page has chosen; nothing on a page without the row."""
    filters: Filters = st.session_state.get(_CHOSEN, Filters())
    return filters


def intend(intent: Intent | None) -> Filters:
    """What is chosen, with another pilot in mind than the card's, until the page is run again."""
    filters = replace(chosen(), intent=intent)
    st.session_state[_CHOSEN] = filters
    return filters


def _state(
    options: tuple[str, ...],
    pilot: Pilot | None,
    is_new_page: bool,
    wanted: frozenset[str],
    *,
    is_free: bool,
) -> _State:
    """The session's choice, begun anew from the address where that is what the reader means, and
    from itself where a widget comes back that was away. wanted: the widgets that will be drawn."""
    known: _State | None = st.session_state.get(_STATE)
    address = _in_address(options, pilot, is_free=is_free)
    span = (pilot.starts_on, pilot.ends_on) if pilot else None
    if known and (known.options, known.span) == (options, span):
        is_touched = _in_widgets(known, pilot) != known.chosen
        says_nothing = address == known.chosen or (is_new_page and address == _Choice())
        if is_touched or says_nothing:
            if wanted <= known.drawn:
                return known
            address = _in_widgets(known, pilot)
    elif known and known.options == options:
        # The card has other days now: the rest stays chosen.
        address = replace(known.chosen, dates=_range(known.chosen.dates, pilot))
    number = known.number + 1 if known else 1
    state = _State(options, span, number, address, address, is_free=is_free)
    st.session_state[_STATE] = state
    return state


# widgets ------------------------------------------------------------------------------------------


def _periods(state: _State) -> None:
    st.segmented_control(
        "Show by",
        GRAINS,
        format_func=str.capitalize,
        default=state.start.by,
        required=True,
        key=f"by-{state.number}",
    )


def _departments(state: _State, together: str) -> None:
    says = "None chosen means everyone."
    if together:
        says += f" Departments that are too small to be shown alone are in “{plain(together)}”."
    several: dict[str, Any] = {
        "label": "Department", "options": state.options, "key": f"dept-{state.number}",
        "help": says,
    }  # fmt: skip
    start = state.start.departments
    if len(state.options) <= MOST_PILLS and state.is_free:
        st.pills(**several, selection_mode="multi", default=start, wrap=True)
    elif len(state.options) <= MOST_PILLS:
        st.pills(**several, selection_mode="single", default=start[0] if start else None, wrap=True)
    elif state.is_free:
        st.multiselect(**several, default=start, placeholder="Everyone", width=420)
    else:
        index = state.options.index(start[0]) if start else None
        st.selectbox(**several, index=index, placeholder="Everyone", width=420)


def _dates(state: _State, pilot: Pilot) -> None:
    st.date_input(
        "Sessions between",
        value=state.start.dates or (pilot.starts_on, pilot.ends_on),
        min_value=pilot.starts_on,
        max_value=pilot.ends_on,
        format="YYYY-MM-DD",
        key=f"dates-{state.number}",
        help="New hires and their time to competency are never cut by these dates.",
        width=260,
    )


def _in_widgets(state: _State, pilot: Pilot | None) -> _Choice:
    """What the widgets say that the reader can have touched, and what is chosen for the others."""

    def said(name: str, chosen: Any) -> Any:
        key = f"{name}-{state.number}"
        return st.session_state.get(key, chosen) if name in state.drawn else chosen

    departments = said("dept", state.chosen.departments)
    dates = said("dates", state.chosen.dates or ())
    by = said("by", state.chosen.by)
    if not state.is_free:
        departments = () if departments is None else departments
        departments = (departments,) if isinstance(departments, str) else departments
    return _Choice(_known(departments, state.options), _range(dates, pilot), by)


# the address --------------------------------------------------------------------------------------


def _in_address(options: tuple[str, ...], pilot: Pilot | None, *, is_free: bool) -> _Choice:
    """What the address says, without what nobody could have chosen here."""
    try:
        dates = [date.fromisoformat(text) for text in st.query_params.get_all("dates")]
    except ValueError:
        dates = []
    named = st.query_params.get("by")
    by = next((grain for grain in GRAINS if grain == named), GRAINS[0])
    departments = _known(st.query_params.get_all("dept"), options)
    return _Choice(departments if is_free else departments[:1], _range(dates, pilot), by)


def _write(chosen: _Choice) -> None:
    wanted: dict[str, list[str]] = {
        "dept": list(chosen.departments),
        "dates": [day.isoformat() for day in chosen.dates or ()],
        "by": [] if chosen.by == "week" else [chosen.by],
    }
    for key, values in wanted.items():
        if values and st.query_params.get_all(key) != values:
            st.query_params[key] = values
        elif not values and key in st.query_params:
            del st.query_params[key]


def _known(departments: Sequence[str], options: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(option for option in options if option in departments)


def _range(dates: Any, pilot: Pilot | None) -> tuple[date, date] | None:
    """Both days within the pilot, or None for the whole of it, and while only one is picked."""
    if pilot is None or not isinstance(dates, Sequence) or len(dates) != 2:
        return None
    first, last = dates
    if (first, last) == (pilot.starts_on, pilot.ends_on):
        return None
    return (first, last) if pilot.starts_on <= first <= last <= pilot.ends_on else None
