"""The pilot card as a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import pandas as pd
import streamlit as st

from analytics.kept_pilots import KeptPilot
from analytics.pilots import Better, CardError, InvitedBy, Pilot, make_card
from analytics.store import Store
from analytics.verdicts.promise import promise_sentences
from app.text import md, plain

_INVITED_BY = {
    "invitations": "Calendar invitations",
    "registrations": "Registrations",
    "roster": "Everyone on the roster, to every session",
}
_METRICS = {
    "time-to-competency": "Time to competency",
    "participation": "Participation",
    "sessions-per-month": "Sessions a month",
}
_BETTER = {"": "As its name says", "lower": "Lower", "higher": "Higher"}
_NEW, _WHICH = 0, "card-of"


def card_form(store: Store) -> None:
    """Shows a card of `store` and saves it there; a card that cannot be is said in a sentence."""
    kept = _which(store.pilots())
    card = kept.card if kept else None
    if st.session_state.pop("card-saved", False):
        st.success("The pilot card is saved.", icon=":material/check_circle:")
    with st.form(f"card-{kept.number if kept else _NEW}", border=True):
        values = _fields(card, store.departments())
        pressed = st.form_submit_button("Save the pilot card", icon=":material/save:")
    if pressed:
        try:
            store.save_pilot(make_card(values), kept.number if kept else None)
        except CardError as error:
            st.error(md(str(error)), icon=":material/error:")
            return
        st.session_state["card-saved"] = True
        st.session_state.pop(_WHICH, None)
        st.rerun()
    if kept:
        _promise(store, kept)


def _which(kept: Sequence[KeptPilot]) -> KeptPilot | None:
    """The pilot whose card is shown; None for a new one."""
    if not kept:
        return None
    names = {one.number: one.card.name for one in kept}
    number = st.selectbox(
        "Card of",
        [*names, _NEW],
        format_func=lambda number: plain(names.get(number, "A new pilot")),
        key=_WHICH,
        width=320,
    )
    return next((one for one in kept if one.number == number), None)


def _promise(store: Store, kept: KeptPilot) -> None:
    """What is locked and what was changed since; locking; putting away."""
    for says in promise_sentences(kept):
        st.markdown(md(says))
    if kept.lock is None:
        st.caption(
            "Lock the card before the pilot begins: what is changed later is then shown on every"
            " report, with what it was."
        )
    with st.container(horizontal=True):
        lock = kept.lock is None and st.button("Lock the card as saved", icon=":material/lock:")
        away = len(store.pilots()) > 1 and st.button(
            "Put this pilot away", type="tertiary", icon=":material/inventory_2:",
            help="It is shown no more. Its cards stay, and saving one brings it back.",
        )  # fmt: skip
    if lock:
        store.lock_pilot(kept.number)
    if away:
        store.put_away(kept.number)
        st.session_state.pop(_WHICH, None)
    if lock or away:
        st.rerun()


def _fields(card: Pilot | None, departments: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "name": st.text_input("Name of the pilot", card.name if card else "").strip(),
        "goal": st.text_input(
            "What it is for, in a sentence", card.goal if card else "", max_chars=200
        ).strip(),
    }
    with st.grid(3, min_column_width=220):
        values["starts_on"] = _day("First day", card.starts_on if card else None)
        values["ends_on"] = _day("Last day", card.ends_on if card else None)
        values["baseline_from"] = _day(
            "Compare with people hired from",
            card.baseline_from if card else None,
            help="Empty: one year before the first day.",
        )
        values["read_on"] = _day(
            "Read the result on",
            card.read_on if card else None,
            help="Empty: the last day. Whatever is read earlier has wider limits.",
        )
    with st.grid(2, min_column_width=280):
        values["departments"] = _names("Departments in the pilot", card, departments)
        values["comparison_departments"] = _names("Departments to compare with", card, departments)
    usual = card or Pilot(name="", starts_on=values["starts_on"], ends_on=values["ends_on"])
    with st.grid(3, min_column_width=220):
        values["metric"] = st.selectbox(
            "The number that decides",
            list(dict.fromkeys([*_METRICS, usual.metric])),
            index=list(dict.fromkeys([*_METRICS, usual.metric])).index(usual.metric),
            format_func=lambda name: plain(_METRICS.get(name or "", name or "")),
            accept_new_options=True,
            help="Choose one before the pilot begins. A series of outcomes goes by its own name.",
        )
        values["better"] = st.selectbox(
            "Which way of it is better",
            get_args(Better),
            index=get_args(Better).index(usual.better),
            format_func=_BETTER.__getitem__,
            help="For a series of outcomes. Few names say it by themselves; where nobody does, a"
            " change is neither gain nor loss.",
        )
        values["participation"] = _percent("Target: participation, %", usual.participation)
        values["sessions_per_month"] = st.number_input(
            "Target: sessions a month",
            0.0,
            max(100.0, float(usual.sessions_per_month)),
            float(usual.sessions_per_month),
            1.0,
            format="%g",
        )
        values["percent_faster"] = _percent("Target: faster to competency, %", usual.percent_faster)
        values["attended_minutes"] = st.number_input(
            "Attended means at least, minutes",
            0.0,
            max(600.0, float(usual.attended_minutes)),
            float(usual.attended_minutes),
            1.0,
            format="%g",
        )
        values["attended_share"] = _percent("… and of the session, %", usual.attended_share)
        values["invited_by"] = st.selectbox(
            "Who counts as invited",
            get_args(InvitedBy),
            index=get_args(InvitedBy).index(usual.invited_by),
            format_func=_INVITED_BY.__getitem__,
        )
    values["competency"] = st.text_input(
        "What counts as competent",
        usual.competency,
        help="The name of the sign-off, course or certificate as your file spells it. Empty: the"
        " one most people have a date for.",
    ).strip()
    values["is_randomised"] = st.checkbox(
        "Which departments are in the pilot was drawn by lot",
        usual.is_randomised,
    )
    values["has_leavers"] = st.checkbox(
        "The people list also holds those who have left",
        usual.has_leavers,
        help="Only asked for where nobody in the list has left: a list of current staff makes both"
        " periods look alike.",
    )
    values["department_starts"] = _starts(card, departments)
    values |= _costs(usual)
    if card:
        values["timezone"] = card.timezone
    return values


def _starts(card: Pilot | None, departments: list[str]) -> tuple[tuple[str, Any], ...]:
    """Departments that began later than the pilot, a row each."""
    known = dict(card.department_starts) if card else {}
    with st.expander("Departments that began on another day", type="compact"):
        rows = st.data_editor(
            pd.DataFrame(
                {
                    "department": pd.Series(list(known), dtype="str"),
                    "first day": pd.to_datetime(pd.Series(list(known.values()))),
                }
            ),
            num_rows="dynamic",
            hide_index=True,
            alt="Departments that began on another day, with their first day",
            column_config={
                "department": st.column_config.SelectboxColumn(
                    "Department", options=list(dict.fromkeys([*departments, *known]))
                ),
                "first day": st.column_config.DateColumn("First day", format="YYYY-MM-DD"),
            },
            key="department-starts",
        ).dropna()
    return tuple(
        (str(name), pd.Timestamp(day).date())
        for name, day in zip(rows["department"], rows["first day"], strict=True)
    )


def _costs(card: Pilot) -> dict[str, Any]:
    """What an hour and a day are worth; empty: the balance of seat time is in hours alone."""
    with (
        st.expander("What an hour and a day cost", type="compact"),
        st.grid(3, min_column_width=220),
    ):
        return {
            "cost_hour": _amount(
                "An hour of anybody in a session",
                card.cost_hour,
                "With everything the employer pays.",
            ),
            "cost_day": _amount(
                "A day until somebody is competent",
                card.cost_day,
                "The pay of a day times the share of full output that is still missing.",
            ),
            "currency": st.text_input("Currency", card.currency, placeholder="EUR").strip(),
            "preparation_hours": _amount("Hours a host prepares a session", card.preparation_hours),
            "cost_other": _amount("Paid beside", card.cost_other),
        }


def _amount(name: str, value: float | None, help: str | None = None) -> float | None:
    known = None if value is None else float(value)
    return st.number_input(name, 0.0, value=known, format="%g", help=help)


def _day(name: str, value: Any, help: str | None = None) -> Any:
    return st.date_input(name, value, format="YYYY-MM-DD", help=help)


def _names(name: str, card: Pilot | None, departments: list[str]) -> tuple[str, ...]:
    """Departments of the data, and those the card names that are not in the data yet."""
    field = "departments" if "in the pilot" in name else "comparison_departments"
    chosen = list(getattr(card, field)) if card else []
    options = list(dict.fromkeys([*departments, *chosen]))
    return tuple(
        st.multiselect(
            name,
            options,
            chosen,
            format_func=plain,
            accept_new_options=True,
            placeholder="Everyone" if field == "departments" else "None",
        )
    )


def _percent(name: str, share: float) -> float:
    """A share in percent; a card may hold less than the least that is offered otherwise."""
    percent = round(share * 100, 4)
    least = min(1.0, percent)
    return st.number_input(name, least, 100.0, percent, 1.0, format="%g") / 100
