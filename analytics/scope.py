"""Who reads, and what they may see: the role, whose team, and how small a group.

`scope_of` is the one function from what a sign-in says about a person to a Scope. It is pure: it
reads neither clock nor environment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from analytics.settings import SettingsError, value

Role = Literal["analyst", "manager", "viewer"]
Mode = Literal["local", "oidc", "proxy"]
Unknown = Literal["viewer", "refuse"]
ROLES: tuple[Role, ...] = get_args(Role)  # who sees most first
FEWEST = 3
# How long a sign-in holds, and how far the clock of whoever gave it may be ahead of this one.
SESSION = timedelta(hours=8)
_AHEAD = timedelta(minutes=5)
_ADDRESS_CLAIMS = ("email", "preferred_username", "upn")


@dataclass(frozen=True)
class Scope:
    """What a reader may see. Groups are never smaller than 3, whatever is asked for.

    team: of a manager, the address by which the people list knows them; they see the people below
    them and nobody else.
    """

    smallest_group: int = 5
    smallest_comments: int = 10
    smallest_grid: int = 10
    role: Role = "analyst"
    team: str | None = None

    def __post_init__(self) -> None:
        if min(self.smallest_group, self.smallest_comments, self.smallest_grid) < FEWEST:
            raise ValueError(f"groups of fewer than {FEWEST} people are never shown")
        if (self.role == "manager") != bool(self.team):
            raise ValueError("a manager, and nobody else, has a team")

    @property
    def sees_individuals(self) -> bool:
        """Whether names, rows of a file and pictures with a mark per person are for this reader."""
        return self.role == "analyst"


EVERYBODY = Scope()


class Refused(Exception):
    """This person is not let in; the message is one sentence for them."""


@dataclass(frozen=True)
class Access:
    """The settings of who may see what. roles: (group, role); unknown: what somebody is of whom no
    group has a role; groups: the claim with a person's groups."""

    mode: Mode = "local"
    roles: tuple[tuple[str, Role], ...] = ()
    unknown: Unknown = "refuse"
    groups: str = "groups"
    smallest_group: int = 5
    smallest_comments: int = 10


def access_of(environ: Mapping[str, str] | None = None) -> Access:
    """The settings (IMPACT_MODE and those beside it) as the environment says them, that of this
    process unless another is given. Raises SettingsError."""
    group = value("IMPACT_MINIMUM_GROUP", environ)
    comments = value("IMPACT_MINIMUM_COMMENTS", environ) or max(10, group)
    if comments < group:
        raise SettingsError(
            f"IMPACT_MINIMUM_COMMENTS is {comments}, and has to be at least IMPACT_MINIMUM_GROUP,"
            f" which is {group}."
        )
    access = Access(
        mode=value("IMPACT_MODE", environ),
        roles=_roles(value("IMPACT_ROLES", environ)),
        unknown=value("IMPACT_UNKNOWN_GROUP", environ),
        groups=value("IMPACT_GROUPS_CLAIM", environ),
        smallest_group=group,
        smallest_comments=comments,
    )
    if access.mode != "local" and not access.roles:
        raise SettingsError(
            f"IMPACT_MODE is {access.mode} and no group has a role; set"
            " IMPACT_ROLES=your-group=analyst,another-group=viewer."
        )
    return access


def scope_of(claims: Mapping[str, Any], access: Access) -> Scope:
    """The scope of a person by what their sign-in says. Raises Refused.

    claims: of the identity provider or the proxy; not looked at in the mode "local", where whoever
    sits at the computer has the files themselves.
    """
    if access.mode == "local":
        return _scope(access, "analyst")
    named = dict(access.roles)
    roles = {named[group] for group in _groups(claims.get(access.groups)) if group in named}
    if not roles and access.unknown == "refuse":
        raise Refused(
            "You are signed in, but none of your groups may see this pilot; ask whoever runs it."
        )
    role: Role = next((role for role in ROLES if role in roles), "viewer")
    if role != "manager":
        return _scope(access, role)
    # Of what a sign-in says the address alone is confirmed; a user name can be chosen at will.
    address = address_of({"email": claims.get("email")})
    if not address or str(claims.get("email_verified", True)).casefold() == "false":
        raise Refused(
            "Your sign-in gives no confirmed e-mail address, so your team cannot be found; ask"
            " whoever runs it."
        )
    return _scope(access, role, address)


def address_of(claims: Mapping[str, Any]) -> str:
    """The address a person is known by, in lower case; "" where the sign-in gives none."""
    found = (claims.get(name) for name in _ADDRESS_CLAIMS)
    given = (text.strip() for text in found if isinstance(text, str))
    return next((text.casefold() for text in given if text), "")


def is_fresh(claims: Mapping[str, Any], now: datetime) -> bool:
    """Whether a sign-in still holds at a moment (with its zone): not older than SESSION and not of
    the future. Without a time it does not."""
    try:
        given = datetime.fromtimestamp(float(claims["iat"]), tz=now.tzinfo)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return False
    return -_AHEAD <= now - given < SESSION


def _scope(access: Access, role: Role, team: str | None = None) -> Scope:
    return Scope(
        access.smallest_group, access.smallest_comments, access.smallest_comments, role, team
    )


def _groups(found: Any) -> list[str]:
    """The groups of a claim: a list of texts, or one text with commas as a proxy hands it on."""
    if isinstance(found, str):
        return [part.strip() for part in found.split(",")]
    return [part for part in found if isinstance(part, str)] if isinstance(found, list) else []


def _roles(text: str) -> tuple[tuple[str, Role], ...]:
    """ "ld-analysts=analyst, leads=manager" → ((group, role), …)."""
    found: list[tuple[str, Role]] = []
    for part in filter(None, map(str.strip, text.split(","))):
        group, _, named = (word.strip() for word in part.rpartition("="))
        role = next((role for role in ROLES if role == named.casefold()), None)
        if not group or role is None:
            raise SettingsError(
                f"IMPACT_ROLES holds “{part}”, and every part has to be group=role, with"
                f" {_or(ROLES)} as the role."
            )
        found.append((group, role))
    return tuple(found)


def _or(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
