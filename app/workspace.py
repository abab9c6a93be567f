"""Which data this session reads: one's own workspace, or, while it is empty, the sample pilot.

What a first page does not need is imported where it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from analytics.alerts import alerts
from analytics.asking import as_of, ask, honoured
from analytics.choices import Choice, offered
from analytics.claims import version_of_numbers, versions
from analytics.engines import Address
from analytics.filters import Filters
from analytics.findings import Finding
from analytics.kept_pilots import KeptPilot, pilot_named
from analytics.matching import Peer
from analytics.one_pilot import OnePilot
from analytics.peers import NextHost
from analytics.pilot_choices import offered_pilots
from analytics.pilots import Pilot
from analytics.questions import question as find_question
from analytics.records import KINDS
from analytics.scope import Scope
from analytics.second_look import second_looks
from analytics.settings import value
from analytics.store import DamagedError, Store, StoreError, default_workspace
from analytics.teams import TeamStore, seen_by
from analytics.verdicts.alerts import Told, tell
from analytics.verdicts.second_look import Shown, in_words
from analytics.verdicts.weekly import Week
from analytics.weekly import QUESTIONS, this_week
from app.loading import PAGE, reading
from app.sign_in import reader
from app.steady import Steady
from app.text import md

if TYPE_CHECKING:
    from analytics.briefing import Briefing
    from analytics.doctor import Trouble
    from analytics.portfolio import Portfolio
    from analytics.review import Unmatched
    from analytics.together import Known as KnownPeople

_CHOSEN, _OWN, _VIEW = "sample-chosen", "own-of-this-run", "view-of-this-run"
_PILOT = "pilot-chosen"  # its number, None for the one whose card was saved last
_ADDRESS = "pilot", "sample"
# Streamlit's own way through a dataclass takes longer than the rest of a look-up.
_BY_REPR: dict[str | type[Any], Callable[[Any], Any]] = {Filters: repr, Scope: repr}


@dataclass(frozen=True)
class Known:
    """What the pages say of the data besides the findings, at one version of them, to one reader.
    pilots: all that may be looked at; departments: of the people list; choices: those that may be
    chosen; says: what a manager has to know of their team."""

    has_files: bool
    is_sample: bool
    pilot: Pilot | None
    pilots: tuple[KeptPilot, ...]
    departments: tuple[str, ...]
    choices: tuple[Choice, ...]
    says: tuple[str, ...]
    as_of: date | None


@dataclass(frozen=True)
class View:
    """A store as it is at one version of its data. last_change: that, or what was said since."""

    store: Store
    version: int
    known: Known
    last_change: int


def look() -> None:
    """Begins a run of the script, in which every store is asked once for its version. Whatever is
    drawn without the page around it, as a dialog is, keeps to what that page has read."""
    st.session_state[_OWN] = st.session_state[_VIEW] = None


def view() -> View:
    """The data that the pages read. Where they cannot be opened the page says so and ends."""
    seen: View | None = st.session_state.get(_VIEW)
    if seen is None:
        seen = _of_own()
        if not reads_own():
            seen = _of(_sample())
        elif pilot := chosen_pilot():
            seen = _of(OnePilot(seen.store, pilot.number))
        st.session_state[_VIEW] = seen
    return seen


def _of_own() -> View:
    seen: View | None = st.session_state.get(_OWN)
    if seen is None:
        seen = st.session_state[_OWN] = _of(own())
    return seen


def _of(store: Store) -> View:
    version, last_change = versions(store)
    return View(store, version, _known(store, store.name, version, scope()), last_change)


def current() -> Store:
    """The store that the pages read. Where it cannot be opened the page says so and ends."""
    return view().store


def known() -> Known:
    """What is known of the data that the pages read."""
    return view().known


def scope() -> Scope:
    """What the reader of this page may see. It is part of every key under which something about
    people is kept, so that nobody is shown what was found for somebody else."""
    return reader().scope


def has_chosen_sample() -> bool:
    """Whether this session looks at the sample pilot though it has data of its own."""
    return bool(st.session_state.get(_CHOSEN)) and _of_own().known.has_files


def reads_own() -> bool:
    """Whether the pages read one's own workspace, and not the sample pilot in its place."""
    return _of_own().known.has_files and not has_chosen_sample()


def see_sample(is_chosen: bool) -> None:
    """Turns this session to the sample pilot, or back; the workspace stays as it is."""
    st.session_state[_CHOSEN] = is_chosen
    look()
    _write()


def own_pilots() -> tuple[KeptPilot, ...]:
    """The pilots of one's own workspace, the one whose card was saved last first."""
    return _of_own().known.pilots


def chosen_pilot() -> KeptPilot | None:
    """The pilot that this session has chosen among several of its own; None for the first."""
    number = st.session_state.get(_PILOT)
    return next((one for one in own_pilots()[1:] if one.number == number), None)


def choose_pilot(number: int) -> None:
    """Turns this session to one of its pilots."""
    st.session_state[_PILOT] = number
    look()
    _write()


def follow_address(*, is_new_page: bool) -> None:
    """The address says which pilot is looked at: it opens a session, brings back an earlier view,
    and otherwise follows. is_new_page: the last run was for another page; an address that does not
    name a pilot then says nothing, for the links between pages do not carry it."""
    key, name = _ADDRESS
    named = st.query_params.get(key)
    if named or not is_new_page or _CHOSEN not in st.session_state:
        st.session_state[_CHOSEN] = named == name
        known = pilot_named(own_pilots(), named or "")
        st.session_state[_PILOT] = known.number if known else None
    _write()


def _write() -> None:
    key, name = _ADDRESS
    pilot = chosen_pilot()
    wanted = name if has_chosen_sample() else pilot.card.name if pilot else None
    if wanted is None:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != wanted:
        st.query_params[key] = wanted


def own() -> Store:
    """The workspace that uploads land in: the folder IMPACT_WORKSPACE, else the per-user one; or,
    only read, the published copy IMPACT_PUBLISHED, followed where a newer one comes, or the tables
    in the engine IMPACT_ENGINE."""
    published: Path | None = value("IMPACT_PUBLISHED")
    engine: Address | None = value("IMPACT_ENGINE")
    try:
        if engine:
            return _elsewhere(engine)
        if published:
            path = published.absolute()
            return _published(path, _stamp(path))
        return _opened(folder())
    except StoreError as error:
        if isinstance(error, DamagedError) and not (published or engine):
            from app.rescue import rescue

            rescue(folder(), str(error))
            st.stop()
        what = "The data" if published or engine else "This workspace"
        st.title(f"{what} cannot be opened", anchor=False)
        st.warning(md(str(error)), icon=":material/lock:")
        st.stop()


def folder() -> Path:
    """Where one's own workspace lies."""
    return default_workspace().absolute()


def let_go() -> None:
    """Closes the workspace and forgets all that was read of it."""
    look()
    st.cache_resource.clear()


def _stamp(path: Path) -> tuple[int, ...]:
    """Another one for every file that takes this place."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size


def find(question: str, filters: Filters) -> Finding:
    """The finding of a question in this session's data, computed once per version of the data."""
    asked = find_question(question)
    if asked is not None:
        filters = honoured(asked, filters)  # what it does not know makes it no other finding
    at = view()
    return _found(at.store, at.store.name, at.version, question, filters, scope())


def week(filters: Filters) -> Week | None:
    """The news of the week in this session's data, computed once per version of the data."""
    at = view()
    asked = {name: find(name, filters) for name in QUESTIONS}
    return _week(at.store, at.store.name, at.version, filters, scope(), asked)


def portfolio() -> Portfolio:
    """All pilots side by side, computed once per version of the data."""
    at = _of_own() if reads_own() else view()
    return _side_by_side(at.store, at.store.name, at.version, scope())


def alerted(filters: Filters) -> tuple[Told, ...]:
    """What needs somebody now in this session's data, computed once a day and version."""
    at = view()
    asked = {name: find(name, filters) for name in QUESTIONS}
    day = at.store.today()
    return _alerted(at.store, at.store.name, at.version, day, filters, scope(), asked)


def looked_again() -> tuple[Shown, ...]:
    """What was said of time to competency and is read again, computed once per version of the
    data and of what was said."""
    at = view()
    return _looked_again(at.store, at.store.name, at.last_change, scope())


def briefing(store: Store, filters: Filters, scope: Scope) -> Briefing:
    """Everything that is said of a pilot, computed once per version of the data. It takes the
    store and the scope because a download is made outside of the session."""
    return _briefed(store, store.name, version_of_numbers(store), filters, scope)


def examined() -> tuple[Trouble, ...]:
    """Every trouble of this session's data, computed once per version of the data."""
    at = view()
    return _examined(at.store, at.store.name, at.version, _for_analysts())


def left_out(kinds: tuple[str, ...] = KINDS) -> pd.DataFrame:
    """The left-out rows of this session's files of these kinds, read once per version."""
    at = view()
    return _left_out(at.store, at.store.name, at.version, _for_analysts(), kinds)


def unmatched() -> tuple[Unmatched, ...]:
    """The spellings that match nobody in this session's data, computed once per version."""
    at = view()
    return _unmatched(at.store, at.store.name, at.version, _for_analysts())


def next_hosts(filters: Filters) -> tuple[NextHost, ...]:
    """Who could lead next in this session's data, by name, found once per version."""
    at = view()
    return _next_hosts(at.store, at.store.name, at.version, filters, _for_analysts())


def known_people(peers: Sequence[Peer]) -> KnownPeople:
    """What this session's data know of the people of a skills list, found once per version."""
    at = view()
    return _known_people(at.store, at.store.name, at.version, _for_analysts(), tuple(peers))


def _for_analysts() -> Scope:
    """The scope of whoever asks for rows of single people, which is an analyst's."""
    asking = scope()
    if not asking.sees_individuals:
        raise PermissionError("rows of single people are for analysts")
    return asking


@dataclass
class Drawn:
    """Whether a page has been drawn to its end."""

    is_whole: bool = False


def drawn(page: str, filters: Filters) -> Drawn:
    """What is known of a page under these filters at this version of the data; whoever draws it
    says so there."""
    at = view()
    return _page(at.store.name, at.version, page, filters, scope())


@st.cache_resource(show_spinner=False, max_entries=500, hash_funcs=_BY_REPR)
def _page(name: str, version: int, page: str, filters: Filters, scope: Scope) -> Drawn:
    return Drawn()


@st.cache_resource(show_spinner=False, max_entries=5)
def _steady(_store: Store, name: str, version: int) -> Steady:
    return Steady(_store)


@st.cache_resource(show_spinner=False, max_entries=50, hash_funcs=_BY_REPR)
def _seen(_store: Store, name: str, version: int, scope: Scope) -> Store:
    """The store as this reader may see it."""
    return seen_by(_steady(_store, name, version), scope)


@st.cache_resource(show_spinner=False, max_entries=50, hash_funcs=_BY_REPR)
def _known(_store: Store, name: str, version: int, scope: Scope) -> Known:
    store = _seen(_store, name, version, scope)
    return Known(
        has_files=not store.source_files().empty,
        is_sample=store.is_sample(),
        pilot=store.pilot(),
        pilots=offered_pilots(store, scope),
        departments=tuple(store.departments()),
        choices=offered(store, scope),
        says=store.team.says if isinstance(store, TeamStore) else (),
        as_of=as_of(store),
    )


@st.cache_resource(show_spinner="Looking at the exports", max_entries=20, hash_funcs=_BY_REPR)
def _examined(_store: Store, name: str, version: int, scope: Scope) -> tuple[Trouble, ...]:
    from analytics.doctor import examine

    return examine(_store, scope)


@st.cache_resource(show_spinner=False, max_entries=20, hash_funcs=_BY_REPR)
def _left_out(
    _store: Store, name: str, version: int, scope: Scope, kinds: tuple[str, ...]
) -> pd.DataFrame:
    from analytics.doctor import left_out_rows

    return left_out_rows(_store, kinds)


@st.cache_resource(show_spinner=False, max_entries=20, hash_funcs=_BY_REPR)
def _unmatched(_store: Store, name: str, version: int, scope: Scope) -> tuple[Unmatched, ...]:
    from analytics.review import unmatched

    return unmatched(_store)


@st.cache_resource(show_spinner=False, max_entries=50, hash_funcs=_BY_REPR)
def _next_hosts(
    _store: Store, name: str, version: int, filters: Filters, scope: Scope
) -> tuple[NextHost, ...]:
    from analytics.next_hosts import next_hosts

    return next_hosts(_store, scope, filters)


@st.cache_resource(show_spinner=False, max_entries=5, ttl="1h", hash_funcs=_BY_REPR | {Peer: repr})
def _known_people(
    _store: Store, name: str, version: int, scope: Scope, peers: tuple[Peer, ...]
) -> KnownPeople:
    from analytics.together import known_of

    return known_of(_store, scope, peers)


@st.cache_resource(show_spinner=False, max_entries=200, hash_funcs=_BY_REPR)
def _week(
    _store: Store, name: str, version: int, filters: Filters, scope: Scope,
    _asked: Mapping[str, Finding],
) -> Week | None:  # fmt: skip
    return this_week(_seen(_store, name, version, scope), filters, scope, _asked)


@st.cache_resource(show_spinner=False, max_entries=200, hash_funcs=_BY_REPR)
def _alerted(
    _store: Store, name: str, version: int, day: date, filters: Filters, scope: Scope,
    _asked: Mapping[str, Finding],
) -> tuple[Told, ...]:  # fmt: skip
    found = alerts(_seen(_store, name, version, scope), filters, scope, _asked)
    return tuple(map(tell, found))


@st.cache_resource(show_spinner=False, max_entries=50, hash_funcs=_BY_REPR)
def _looked_again(_store: Store, name: str, version: int, scope: Scope) -> tuple[Shown, ...]:
    return in_words(second_looks(_store, scope))


@st.cache_resource(show_spinner=False, max_entries=20, hash_funcs=_BY_REPR)
def _briefed(_store: Store, name: str, version: int, filters: Filters, scope: Scope) -> Briefing:
    from analytics.briefing import brief

    return brief(_seen(_store, name, version, scope), filters, scope)


@st.cache_resource(show_spinner=False, max_entries=20, hash_funcs=_BY_REPR)
def _side_by_side(_store: Store, name: str, version: int, scope: Scope) -> Portfolio:
    from analytics.portfolio import portfolio

    def asked(number: int, question: str) -> Finding:
        one = OnePilot(_store, number)
        return _found(one, one.name, version, question, Filters(), scope)

    return portfolio(_seen(_store, name, version, scope), scope, asked)


@st.cache_resource(show_spinner=False, on_release=Store.close)
def _opened(folder: Path) -> Store:
    return Store.open(folder)


# The one before may still be read from by a run of another session.
@st.cache_resource(show_spinner=False, max_entries=2, on_release=Store.close)
def _published(path: Path, stamp: tuple[int, ...]) -> Store:
    store = Store.published(path)
    # What is kept of one copy is not of the next, though both may be of one version.
    store.name = f"{path} {stamp}"
    return store


@st.cache_resource(
    show_spinner=False, on_release=lambda store: store.close(), hash_funcs={Address: repr}
)
def _elsewhere(address: Address) -> Store:
    return Store.elsewhere(address)


class _Sample:
    """The sample pilot, once somebody has asked for it. It is read outside of the cache, because
    what a cached function writes on the page is written again whenever it is asked."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.store: Store | None = None

    def close(self) -> None:
        if self.store:
            self.store.close()


@st.cache_resource(show_spinner=False, on_release=_Sample.close)
def _shared_sample() -> _Sample:
    return _Sample()


def _sample() -> Store:
    shared = _shared_sample()
    if shared.store is None:
        with shared.lock:
            if shared.store is None:
                shared.store = _read_sample()
    return shared.store


def _read_sample() -> Store:
    from analytics.sample import land_sample, sample_files

    store = Store.open(":memory:")
    try:
        with reading("Reading the sample pilot", len(sample_files()), PAGE) as told:
            land_sample(store, told)
    except BaseException:  # the reader has left the page meanwhile
        store.close()
        raise
    return store


# A Finding is frozen, so one object serves every session.
@st.cache_resource(show_spinner=False, max_entries=500, hash_funcs=_BY_REPR)
def _found(
    _store: Store, name: str, version: int, question: str, filters: Filters, scope: Scope
) -> Finding:
    return ask(_seen(_store, name, version, scope), question, filters, scope)
