"""Who works there: long-serving staff, hires before and hires during the pilot."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from data.sample import words
from data.sample.world import AS_OF, BASELINE_FROM, PILOT_START, Group, Worker

MEDIAN_DAYS_BEFORE = 60.0
SIGMA_LOG_DAYS = 0.40
TIME_RATIO = 0.80  # hires during the pilot need exactly 20 % fewer days

HIRES_BEFORE = {
    "Customer Support": 34,
    "Sales": 29,
    "Engineering": 19,
    "Operations": 26,
    "Finance": 12,
}
HIRES_DURING = {
    "Customer Support": 24,
    "Sales": 20,
    "Engineering": 14,
    "Operations": 19,
    "Finance": 8,
}
HIRES_DURING_BY_WEEK = (12, 9, 8, 8, 7, 6, 7, 6, 6, 5, 5, 4, 2)
PEERS = {"Customer Support": 6, "Sales": 5, "Engineering": 4, "Operations": 4, "Finance": 3}
OTHER_STAFF = {"Customer Support": 4, "Sales": 3, "Engineering": 4, "Operations": 2, "Finance": 2}
HIRED_JUST_BEFORE_BASELINE = 8

PUBLIC_HOLIDAYS = {
    date(2025, 5, 1),
    date(2025, 5, 29),
    date(2025, 6, 9),
    date(2025, 10, 3),
    date(2025, 12, 24),
    date(2025, 12, 25),
    date(2025, 12, 26),
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 4, 3),
    date(2026, 4, 6),
}


def fold(text: str) -> str:
    """Plain ASCII of a name, as used in e-mail addresses."""
    table = str.maketrans(
        {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ß": "ss", "ı": "i", "ş": "s", "'": "", " ": "-"}
    )
    decomposed = unicodedata.normalize("NFKD", text.translate(table))
    return decomposed.encode("ascii", "ignore").decode("ascii").lower()


def build_workers(seed: int) -> tuple[tuple[Worker, ...], Worker]:
    """Everybody in the HR list, by employee id, and the owner of the programme."""
    rng = np.random.default_rng([seed, 1])
    hires = [
        *_hires(rng, "before", HIRES_BEFORE, _hire_days_before(rng)),
        *_hires(rng, "during", HIRES_DURING, _hire_days_during(rng)),
    ]
    people = _name_and_number(rng, [*_staff(rng), *hires])
    people = _with_managers(rng, people)
    people = _with_oddities(rng, people)
    owner = next(w for w in people if w.department == "People & Culture")
    return tuple(people), owner


def _staff(rng: np.random.Generator) -> list[Worker]:
    """Owner, heads, team leads, peers and others: all hired before the baseline begins."""

    def worker(department: str, title: str, first_year: int, last_year: int) -> Worker:
        span = (date(last_year, 1, 31) - date(first_year, 1, 4)).days
        hired = _workday(date(first_year, 1, 4) + timedelta(days=int(rng.integers(span))))
        return _new(rng, department, title, "staff", hired)

    people = [worker("People & Culture", "Head of Learning", 2017, 2018)]
    for department in words.DEPARTMENTS:
        people.append(worker(department, f"Head of {department}", 2016, 2018))
        people += [worker(department, words.LEAD_TITLES[department], 2017, 2021) for _ in "ab"]
    for counts, first_year in ((PEERS, 2018), (OTHER_STAFF, 2019)):
        for department, count in counts.items():
            for _ in range(count):
                title = str(rng.choice(words.JOB_TITLES[department]))
                people.append(worker(department, title, first_year, 2024))
    for number in range(HIRED_JUST_BEFORE_BASELINE):
        department = words.DEPARTMENTS[number % len(words.DEPARTMENTS)]
        hired = _workday(date(2025, 2, 3) + timedelta(days=10 * number))
        person = _new(rng, department, words.JOB_TITLES[department][0], "staff", hired)
        people.append(replace(person, competent_on=_competent_on(rng, hired, 1.0)))
    return people


def _new(
    rng: np.random.Generator, department: str, title: str, group: Group, hired: date
) -> Worker:
    location = str(rng.choice(words.LOCATIONS, p=(0.4, 0.15, 0.1, 0.15, 0.1, 0.1)))
    return Worker("", "", "", "", department, title, location, group, hired, hired)


def _hire_days_before(rng: np.random.Generator) -> list[date]:
    days = [BASELINE_FROM + timedelta(days=n) for n in range((PILOT_START - BASELINE_FROM).days)]
    days = [day for day in days if _workday(day) == day]
    quiet = (date(2025, 12, 18), date(2026, 1, 2))
    weights = np.array(
        [(0.2 if quiet[0] <= day <= quiet[1] else 1.0) * _hire_weight(day) for day in days]
    )
    picks = rng.choice(len(days), size=sum(HIRES_BEFORE.values()), p=weights / weights.sum())
    return sorted(days[i] for i in picks)


def _hire_days_during(rng: np.random.Generator) -> list[date]:
    chosen: list[date] = []
    for week, count in enumerate(HIRES_DURING_BY_WEEK):
        monday = PILOT_START + timedelta(weeks=week)
        days = [monday + timedelta(days=n) for n in range(5)]
        days = [day for day in days if _workday(day) == day]
        weights = np.array([_hire_weight(day) for day in days])
        picks = rng.choice(len(days), size=count, p=weights / weights.sum())
        chosen += [days[i] for i in picks]
    return sorted(chosen)


def _hire_weight(day: date) -> float:
    if day.weekday() == 0:
        return 3.0
    return 2.5 if day.day in (1, 2, 15) else 1.0


def _hires(
    rng: np.random.Generator, group: Group, quota: dict[str, int], days: Sequence[date]
) -> list[Worker]:
    departments = [name for name, count in quota.items() for _ in range(count)]
    ratio = TIME_RATIO if group == "during" else 1.0
    people = []
    for day, place in zip(days, rng.permutation(len(departments)), strict=True):
        department = departments[place]
        title = str(rng.choice(words.JOB_TITLES[department]))
        person = _new(rng, department, title, group, day)
        left = _left_on(rng, day)
        competent_on = _competent_on(rng, day, ratio)
        if competent_on > AS_OF or (left is not None and competent_on >= left):
            people.append(replace(person, left=left))
        else:
            people.append(replace(person, left=left, competent_on=competent_on))
    return people


def _competent_on(rng: np.random.Generator, hired: date, ratio: float) -> date:
    """Lognormal days from hire; a weekend moves to its nearest working day in both cohorts."""
    days = MEDIAN_DAYS_BEFORE * ratio * float(np.exp(SIGMA_LOG_DAYS * rng.standard_normal()))
    day = hired + timedelta(days=round(days))
    if day.weekday() >= 5:
        day += timedelta(days=-1 if day.weekday() == 5 else 1)
    # The first day of the pilot belongs to no side of the comparison: nobody is signed off on it.
    return day if day != PILOT_START else day + timedelta(days=1)


def _left_on(rng: np.random.Generator, hired: date) -> date | None:
    """Early months lose more people than later ones; people leave on a Friday."""
    early = float(rng.exponential(1100.0))
    days = early if early < 90 else 90 + float(rng.exponential(2500.0))
    day = hired + timedelta(days=5 + round(min(days, 5000.0)))
    day += timedelta(days=(4 - day.weekday()) % 7)
    return day if day <= AS_OF else None


def _workday(day: date) -> date:
    while day.weekday() >= 5 or day in PUBLIC_HOLIDAYS:
        day += timedelta(days=1)
    return day


def _name_and_number(rng: np.random.Generator, people: list[Worker]) -> list[Worker]:
    """Names that no two people share, addresses from them, ids in the order of hiring."""
    firsts = rng.permutation(words.FIRST_NAMES)
    lasts = rng.permutation(words.LAST_NAMES)
    taken: set[str] = set()
    names: list[tuple[str, str, str]] = []
    step = 0
    while len(names) < len(people):
        first, last = str(firsts[step % len(firsts)]), str(lasts[step % len(lasts)])
        address = f"{fold(first)}.{fold(last)}"
        step += 1
        if address not in taken:
            taken.add(address)
            names.append((first, last, address))
    for place, own in zip((60, 120, 200), words.OWN_SCRIPT_NAMES, strict=True):
        names[place] = own
    ordered = sorted(zip(people, names, strict=True), key=lambda pair: pair[0].hired)
    return [
        replace(
            worker, employee_id=str(10001 + n), first=first, last=last, email=f"{user}@example.com"
        )
        for n, (worker, (first, last, user)) in enumerate(ordered)
    ]


def _with_managers(rng: np.random.Generator, people: list[Worker]) -> list[Worker]:
    heads = {w.department: w for w in people if w.job_title.startswith("Head of")}
    leads = {
        name: [w for w in people if w.job_title == words.LEAD_TITLES[name]]
        for name in words.DEPARTMENTS
    }
    chief = heads["Operations"]
    placed = []
    for worker in people:
        if worker is chief:
            placed.append(replace(worker, job_title="Chief Operating Officer"))
            continue
        if worker in heads.values():
            manager = chief
        elif worker in leads[worker.department]:
            manager = heads[worker.department]
        else:
            pair = leads[worker.department]
            manager = pair[int(rng.integers(len(pair)))]
        placed.append(replace(worker, manager=manager.name, manager_email=manager.email))
    return placed


def _with_oddities(rng: np.random.Generator, people: list[Worker]) -> list[Worker]:
    """A shared name, a rehire, two dirty hire dates and a few contingent workers."""
    changed = {w.employee_id: w for w in people}

    def pick(group: Group, first: date, last: date, is_competent: bool) -> Worker:
        fitting = [
            w
            for w in changed.values()
            if w.group == group
            and first <= w.hired <= last
            and (w.competent_on is not None) == is_competent
            and w.left is None
            and w.original_hired == w.hired
            and w.hire_date_typed is None
            and w.last != words.SHARED_NAME[1]
            and w.name.isascii()
        ]
        return fitting[int(rng.integers(len(fitting)))]

    first, last = words.SHARED_NAME
    namesake = pick("before", date(2025, 11, 3), date(2025, 12, 15), True)
    changed[namesake.employee_id] = replace(
        namesake, first=first, last=last, email="anna.schmidt@example.com"
    )
    newer = pick("during", date(2026, 1, 19), date(2026, 2, 10), True)
    changed[newer.employee_id] = replace(
        newer, first=first, last=last, email="anna.schmidt2@example.com"
    )
    rehire = pick("before", date(2025, 8, 1), date(2025, 11, 30), True)
    changed[rehire.employee_id] = replace(rehire, original_hired=date(2021, 2, 1))
    unreadable = pick("before", date(2025, 6, 1), date(2025, 10, 31), True)
    changed[unreadable.employee_id] = replace(unreadable, hire_date_typed="31/31/2025")
    missing = pick("during", date(2026, 3, 23), date(2026, 4, 12), False)
    changed[missing.employee_id] = replace(missing, hire_date_typed="")
    for _ in range(6):
        temp = pick("before", BASELINE_FROM, PILOT_START, True)
        changed[temp.employee_id] = replace(temp, worker_type="Contingent Worker")
    return [changed[w.employee_id] for w in people]
