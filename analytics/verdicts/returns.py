"""Words for what a pilot took and what the days it saved are worth: a gain that is not proven is
worth nothing, and one that nothing isolates is no return of the pilot."""

from __future__ import annotations

from analytics import fmt
from analytics.findings import Verdict
from analytics.returns import Saved
from analytics.shapes import Returns
from analytics.verdicts.grade import grade_badge
from analytics.verdicts.said import Said, dotted

IF_ALL = "if all of it were the pilot’s"
_UNSAID = {
    "no-gain": "time to competency cannot be compared yet",
    "not-enough": "there are too few sign-offs for a verdict on time to competency",
    "no-median": "fewer than half of the people hired before the pilot were competent by its start,"
    " so a share of their days is no number of days",
}
_ISOLATED = {
    "comparison": "a comparison group takes out what would have happened anyway",
    "randomised": "departments were drawn by lot",
}


def say_returns(answer: Returns) -> Said:
    saved, found = answer.saved, answer.balance
    hours = f"{_hours(found.hours)} invested"
    return Said(
        title=f"{hours}; {_title(answer)}",
        headline=_hours(found.hours),
        verdicts=_verdicts(answer),
        caption=(_even(answer) or "no break-even yet", _gain(saved) if saved else "gain not known"),
        paragraphs=tuple(_paragraphs(answer)),
        footnote=dotted(
            [
                f"n = {fmt.plural(answer.n['people'], 'person', 'people')} in sessions",
                f"{fmt.plural(saved.hires, 'hire')} during" if saved else "",
                _assumed(answer),
                _untimed(answer),
                grade_badge(answer.grade) if answer.grade else "",
            ]
        ),
        alt=_alt(answer),
    )


def worth(answer: Returns, value: float) -> str:
    """An amount in the currency of the card, or in hours where there is none."""
    if not answer.currency:
        return _hours(value)
    sign = fmt.MINUS if value < 0 else ""
    name = "" if answer.currency == "money" else f" {answer.currency}"
    return f"{sign}{fmt.measured(abs(value))}{name}"


def worth_range(answer: Returns) -> str:
    """The benefit at both ends of its interval."""
    _, low, high = answer.balance.benefit
    if low is None or high is None:
        return "no limits yet"
    return f"{worth(answer, low)} to {worth(answer, high)}"


def _title(answer: Returns) -> str:
    saved, even = answer.saved, _even(answer)
    if saved is None:
        return "what they saved cannot be said yet"
    breaks = f"{even}; " if even else ""
    if not saved.is_proven:
        return f"{breaks}no gain is proven, so none is counted"
    if answer.balance.may_claim:
        return f"{breaks}the gain of {_range(saved)} is proven and worth more"
    if not saved.isolated_by:
        return f"{breaks}the gain of {_range(saved)} is proven but nothing isolates it"
    return f"{breaks}the gain of {_range(saved)} is proven, but may be worth less"


def _verdicts(answer: Returns) -> tuple[Verdict, ...]:
    saved = answer.saved
    if saved is None:
        return (Verdict("no_change", "not-enough", "Too little data", "quiet"),)
    if answer.balance.may_claim:
        return (Verdict("no_change", "worth-it", "Worth more than it took", "good"),)
    if not saved.is_proven:
        return (Verdict("no_change", "not-proven", "No gain proven", "quiet"),)
    return (Verdict("no_change", "not-isolated", "Not proven to be worth it", "open"),)


def _paragraphs(answer: Returns) -> list[tuple[str, str]]:
    seats, found, saved = answer.seats, answer.balance, answer.saved
    took = (
        f"{_hours(seats.hours)} in sessions, hosts included, and {_hours(answer.preparation)} of"
        f" preparation for {fmt.plural(seats.led, 'session led', 'sessions led')}"
    )
    took += f": {worth(answer, found.cost)} in all." if answer.currency else "."
    paragraphs = [("What it took.", took)]
    if saved is None:
        why = _UNSAID[answer.unsaid]
        return [*paragraphs, ("What is missing.", f"{why[:1].upper()}{why[1:]}.")]
    gave = f"The median hire was competent {_range(saved)}, {fmt.plural(saved.hires, 'hire')}"
    if saved.is_return:
        gave = (
            f"{gave}: worth {worth_range(answer)}, best estimate {worth(answer, found.benefit[0])}."
        )
        gave += _ratios(answer)
    elif saved.is_proven:
        gave = (
            f"{gave}. That would be worth {worth_range(answer)}, best estimate"
            f" {worth(answer, found.benefit[0])}, {IF_ALL}."
        )
    else:
        gave = (
            "Whether anything was saved is not proven, so nothing is counted for it: the data fit"
            f" {_range(saved)} a hire."
        )
    paragraphs.append(("What it gave.", gave))
    even = _even(answer)
    if even:
        paragraphs.append(
            ("Where it breaks even.", f"It {even}: then the days saved are worth what it took.")
        )
    isolated = _ISOLATED.get(saved.isolated_by)
    says = (
        f"{isolated[:1].upper()}{isolated[1:]}."
        if isolated
        else "Nothing does: hiring, season or a changed sign-off rule could have saved these days"
        " too. Departments to compare with would tell."
    )
    paragraphs.append(("What isolates the gain.", says))
    return paragraphs


def _ratios(answer: Returns) -> str:
    """Ratio and ROI, of money only: hours are not paid back."""
    found = answer.balance
    if not answer.currency or found.ratio is None or found.roi is None:
        return ""
    low, high = found.roi[1], found.roi[2]
    limits = "" if low is None or high is None else f" ({_signed(low)} to {_signed(high)})"
    return (
        f" Benefit–cost ratio {fmt.ratio(found.ratio[0])}, return on investment"
        f" {_signed(found.roi[0])}{limits}."
    )


def _signed(share: float) -> str:
    return fmt.change(share)


def _even(answer: Returns) -> str:
    even = answer.balance.break_even
    return "" if even is None else f"breaks even at {_days(even)} a hire"


def _gain(saved: Saved) -> str:
    return f"{_range(saved)} a hire" if saved.is_proven else "no gain proven"


def _range(saved: Saved) -> str:
    """ "3 to 12 days sooner", "2 days later to 9 days sooner"."""
    if saved.low is None or saved.high is None:
        return "an unknown number of days"
    low, high = round(saved.low), round(saved.high)
    if low >= 0:
        return f"{fmt.count(low)} to {fmt.plural(high, 'day')} sooner"
    if high <= 0:
        return f"{fmt.count(-high)} to {fmt.plural(-low, 'day')} later"
    return f"{fmt.plural(-low, 'day')} later to {fmt.plural(high, 'day')} sooner"


def _days(value: float) -> str:
    return fmt.days(value) if value >= 0.1 else "less than 0.1 days"


def _hours(value: float) -> str:
    text = fmt.count(round(value)) if abs(value) >= 10 else fmt.number(value)
    return f"{text} {'hour' if text == '1' else 'hours'}"


def _assumed(answer: Returns) -> str:
    prepared = f"{_hours(answer.rates.preparation_hours)} of preparation a session"
    if answer.currency:
        hour, day = worth(answer, answer.rates.hour), worth(answer, answer.rates.day)
        return f"{prepared}, {hour} an hour, {day} a day"
    return f"{prepared}; a day until competent counts as {_hours(answer.rates.day)} of output"


def _untimed(answer: Returns) -> str:
    seats = answer.seats
    parts = []
    if seats.unhosted:
        unknown = f"{fmt.plural(seats.unhosted, 'session')} without a known host"
        one = "counts as one host" if seats.unhosted == 1 else "count as one host each"
        parts.append(f"{unknown} {one}")
    if seats.by_plan:
        parts.append(f"{fmt.count(seats.by_plan)} without times count as the meeting was long")
    if seats.guessed:
        parts.append(f"{fmt.count(seats.guessed)} without any length count as an hour")
    return ", ".join(parts)


def _alt(answer: Returns) -> str:
    found, saved = answer.balance, answer.saved
    took = f"Bars: invested {worth(answer, found.cost)}"
    if saved is None:
        return f"{took}; what was saved is not known yet."
    if not saved.is_proven:
        return f"{took}; saved: no gain is proven."
    gave = f"saved {worth(answer, found.benefit[0])}, interval {worth_range(answer)}"
    return f"{took}; {gave}{'' if saved.is_return else f', {IF_ALL}'}."
