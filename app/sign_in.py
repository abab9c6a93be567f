"""Who reads this page, and how they sign in and out; the rule itself is in analytics/scope.py."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from analytics.scope import (
    Access,
    Refused,
    Scope,
    access_of,
    address_of,
    is_fresh,
    scope_of,
)
from analytics.settings import SettingsError, value
from app.text import md

_READER = "reader-of-this-run"
_ROLES = {"analyst": "Analyst", "manager": "Manager, your team", "viewer": "Viewer"}


@dataclass(frozen=True)
class Reader:
    """who: as their sign-in names them, "" at one's own computer, where nobody signs in."""

    who: str
    scope: Scope

    @property
    def is_signed_in(self) -> bool:
        return bool(self.who)


def let_in() -> Reader:
    """The reader of this run. Whoever is not let in sees one sentence and, where it helps, a way to
    sign in; the script then ends."""
    st.session_state[_READER] = None
    try:
        access = access_of()
    except SettingsError as error:
        _instead("This is not set up yet", str(error))
    claims = _claims(access)
    if access.mode == "oidc" and not claims:
        _sign_in("Sign in to see the pilot.")
    if access.mode == "oidc" and not is_fresh(claims, _now()):
        _sign_in("Your sign-in has ended; sign in again to go on.")
    who = "" if access.mode == "local" else address_of(claims) or str(claims.get("sub") or "")
    if access.mode == "proxy" and not who:
        _instead(
            "Nobody is signed in",
            "The proxy in front of this page did not say who you are; sign in there.",
        )
    try:
        reader = Reader(who, scope_of(claims, access))
    except Refused as error:
        _instead("This pilot is not open to you", str(error), can_sign_out=access.mode == "oidc")
    st.session_state[_READER] = reader
    return reader


def reader() -> Reader:
    """Who was let in on this run."""
    found: Reader | None = st.session_state.get(_READER)
    return found or let_in()


def signed_in_as(someone: Reader) -> None:
    """Who is signed in, as what, and the way out; nothing at one's own computer."""
    if not someone.is_signed_in:
        return
    with st.container(
        horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small",
        key="signed-in",
    ):  # fmt: skip
        st.text(someone.who, width="content")  # as Markdown an address would be a link
        st.caption(_ROLES[someone.scope.role], width="content")
        if access_of().mode == "oidc":
            st.button(
                "Sign out", icon=":material/logout:", type="tertiary", key="sign-out",
                on_click=st.logout,
            )  # fmt: skip


def _claims(access: Access) -> Mapping[str, Any]:
    """What the sign-in says; nothing where nobody is signed in."""
    if access.mode == "local":
        return {}
    claims = st.user.to_dict()
    return claims if access.mode == "proxy" or claims.get("is_logged_in") else {}


def _now() -> datetime:
    return datetime.now(UTC)


def _sign_in(says: str) -> None:
    _page("Pilot Impact", says)
    st.button("Sign in", icon=":material/login:", type="primary", key="sign-in", on_click=st.login)
    st.stop()


def _instead(title: str, says: str, *, can_sign_out: bool = False) -> None:
    _page(title, says)
    if can_sign_out:
        st.button("Sign out", icon=":material/logout:", key="sign-out", on_click=st.logout)
    st.stop()


def _page(title: str, says: str) -> None:
    """One calm page without the others in the navigation."""
    st.navigation([st.Page(lambda: None, title=title, url_path="sign-in")], position="hidden")
    st.title(md(title), anchor=False)
    st.markdown(md(says))


# uploads ------------------------------------------------------------------------------------------


def may_upload(request: MutableMapping[str, Any]) -> bool:
    """Whether a request (in ASGI's terms) may bring a file: it comes from an analyst, by the same
    sign-in as on the page. Asked before any of the file is taken in."""
    from starlette.requests import HTTPConnection
    from streamlit.web.server.starlette import starlette_websocket as sockets
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

    asked = HTTPConnection(request)
    try:
        access = access_of()
        claims: Mapping[str, Any] = {}
        if access.mode == "proxy":
            claims = sockets.gather_user_info(asked.headers)
        elif access.mode == "oidc":
            signed = sockets._get_signed_cookie_with_chunks(asked.cookies, USER_COOKIE_NAME)
            claims = json.loads(signed) if signed else {}
            if not claims.get("is_logged_in") or not is_fresh(claims, _now()):
                return False
        return scope_of(claims, access).sees_individuals
    except (SettingsError, Refused, ValueError):
        return False


# the start ----------------------------------------------------------------------------------------


def troubles(environ: Mapping[str, str], option: Callable[[str], Any], has_auth: bool) -> list[str]:
    """What keeps the server from starting, a sentence each. option: the value of a Streamlit option
    by its name; has_auth: an identity provider is set up."""
    try:
        access = access_of(environ)
    except SettingsError as error:
        return [str(error)]
    address = str(option("server.address") or "0.0.0.0")
    is_told = value("IMPACT_PROXY_ELSEWHERE", environ) == "yes"
    if access.mode == "local" and not _is_loopback(address):
        return [
            f"server.address is {address}, which other computers reach, and nobody signs in here;"
            " set it to 127.0.0.1, or set up sign-in with IMPACT_MODE=oidc."
        ]
    if access.mode == "proxy" and not _is_loopback(address) and not is_told:
        return [
            f"server.address is {address}, where anybody could pretend to be the proxy; set it to"
            " 127.0.0.1, or set IMPACT_PROXY_ELSEWHERE=yes if only the proxy reaches it."
        ]
    if access.mode == "proxy" and not option("server.trustedUserHeaders"):
        return [
            "IMPACT_MODE is proxy and server.trustedUserHeaders is empty; name the headers that the"
            ' proxy sets, such as {"X-Forwarded-Email": "email", "X-Forwarded-Groups": "groups"}.'
        ]
    if access.mode != "proxy" and option("server.trustedUserHeaders"):
        return [
            f"server.trustedUserHeaders is set while IMPACT_MODE is {access.mode}, so that anybody"
            " could name their own groups; take it out, or set IMPACT_MODE=proxy."
        ]
    if access.mode == "oidc" and not has_auth:
        return [
            "IMPACT_MODE is oidc and .streamlit/secrets.toml has no [auth]; fill in redirect_uri,"
            " cookie_secret, client_id, client_secret and server_metadata_url there."
        ]
    return []


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
