"""What every answer of the server carries, and what it does not answer at all.

The pages may load nothing but what this server holds: no picture, script, font or connection from
elsewhere, whatever a text from data says. It stands around Streamlit as ASGI middleware, so that
it holds without a proxy; a proxy in front may add HSTS.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from streamlit import config
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def _scripts_in_place() -> str:
    """The hashes of the scripts that stand in Streamlit's own page; no other one runs."""
    index = Path(streamlit.__file__).with_name("static") / "index.html"
    found = (html.encode() for html in _INLINE.findall(index.read_text("utf-8")))
    return "".join(f" 'sha256-{b64encode(sha256(text).digest()).decode()}'" for text in found)


# Streamlit and Plotly set styles in place, and read WebAssembly.
_POLICY = (
    "default-src 'self'",
    f"script-src 'self' 'wasm-unsafe-eval'{_scripts_in_place()}",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "object-src 'none'",
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HOST = re.compile(r"[\w.\-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?", re.ASCII)
_SHARED_WITH = "Access-Control-Allow-Origin"
_CLOSED = ("/_stcore/metrics", "/_stcore/agent")
_UPLOADS, _DOWNLOADS = "/_stcore/upload_file/", "/media/"

MayUpload = Callable[["Scope"], bool]


def anyone(scope: Scope) -> bool:
    """Who may upload without signing in, on one's own computer: whoever reaches the server."""
    return True


class Guard:
    """Around the app: refuses hosts that are not served, closes what nobody needs, and gives
    every answer its headers. may_upload: whether a request may bring a file, asked before a byte
    of it is read."""

    def __init__(self, app: ASGIApp, may_upload: MayUpload = anyone) -> None:
        self._app, self._may_upload = app, may_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        host = asked.get("host")
        if scope["type"] == "websocket":
            if is_host_allowed(host) and _is_of(host, asked.get("origin")):
                await self._app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})
            return
        headers = headers_for(host, scope["path"])

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                found.update(headers)
                if found.get(_SHARED_WITH) == "*":
                    del found[_SHARED_WITH]
            await send(message)

        refusal = self._refusal(host, scope)
        await (refusal or self._app)(scope, receive, send_with_headers)

    def _refusal(self, host: str | None, scope: Scope) -> PlainTextResponse | None:
        path = scope["path"]
        if not is_host_allowed(host):
            return PlainTextResponse("This host is not served here.", status_code=400)
        if any(closed in path for closed in _CLOSED):
            return PlainTextResponse("Not found.", status_code=404)
        if _UPLOADS in path and scope["method"] != "OPTIONS" and not self._may_upload(scope):
            return PlainTextResponse("Sign in to load files.", status_code=403)
        return None


def _is_of(host: str | None, origin: str | None) -> bool:
    """Whether a page of this origin may open a connection: our own, or one that was named. The
    rest is refused before Streamlit sees it, which asks a server elsewhere for its own address
    then. What is no browser sends no origin."""
    if origin is None or urlsplit(origin).netloc == host:
        return True
    return origin in config.get_option("server.corsAllowedOrigins")


def headers_for(host: str | None, path: str) -> dict[str, str]:
    """The headers of an answer. host: as the request named it; some browsers count a websocket
    to the very same host as elsewhere, so it is named. What is downloaded is not kept."""
    sockets = f" ws://{host} wss://{host}" if host and _HOST.fullmatch(host) else ""
    policy = "; ".join((*_POLICY, f"connect-src 'self'{sockets}"))
    kept = {"Cache-Control": "no-store"} if _DOWNLOADS in path else {}
    return {"Content-Security-Policy": policy, **_HEADERS, **kept}


def middleware(may_upload: MayUpload = anyone) -> list[Middleware]:
    """For `st.App`."""
    return [Middleware(Guard, may_upload=may_upload)]
