"""Colours and type of all that is drawn, in step with .streamlit/config.toml, light and dark."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

FONT = "Inter, sans-serif"
SIZE = 13


@dataclass(frozen=True)
class Tokens:
    """One theme. `during` is the focus colour and `before` its context, in every chart;
    likert runs from the worst answer to the best; on during_pale numbers can be read; surface: of a
    panel; badges: (words, ground) of a verdict by its tone, and of a mark."""

    name: str
    background: str
    text: str
    muted: str
    grid: str
    line: str
    track: str
    cell: str
    during: str
    during_band: str
    during_some: str
    during_pale: str
    before: str
    before_band: str
    before_text: str
    target: str
    likert: tuple[str, str, str, str, str]
    surface: str
    badges: Mapping[str, tuple[str, str]]


LIGHT = Tokens(
    name="light",
    background="#FFFFFF",
    text="#0E151D",
    muted="#4A5563",
    grid="#ECEFF2",
    line="#DFE4E9",
    track="#E9EDF0",
    cell="#F1F4F6",
    during="#0F6A73",
    during_band="rgba(15, 106, 115, 0.15)",
    during_some="#56999F",
    during_pale="#8BB6BB",
    before="#8590A0",
    before_band="rgba(133, 144, 160, 0.19)",
    before_text="#5A6675",
    target="#B45309",
    likert=("#A65E1F", "#DDB48C", "#D5DAE0", "#8FC0C4", "#0F6A73"),
    surface="#F5F7F8",
    badges={
        "good": ("#0E5C38", "#E7F4EC"),
        "bad": ("#8F1C13", "#FCECEA"),
        "open": ("#1B4788", "#E9F0FB"),
        "quiet": ("#4A5563", "#EEF1F4"),
        "mark": ("#8A3F06", "#FDF1E4"),
    },
)

DARK = Tokens(
    name="dark",
    background="#10161D",
    text="#E8EDF2",
    muted="#A3B0BD",
    grid="#222D38",
    line="#2A3542",
    track="#222D38",
    cell="#18212B",
    during="#5AD1D7",
    during_band="rgba(90, 209, 215, 0.17)",
    during_some="#338288",
    during_pale="#367078",
    before="#6C7989",
    before_band="rgba(108, 121, 137, 0.22)",
    before_text="#A3B0BD",
    target="#F2A65A",
    likert=("#D98A3D", "#8A6238", "#3A4653", "#2C7E85", "#5AD1D7"),
    surface="#18212B",
    badges={
        "good": ("#86DDB1", "#12301F"),
        "bad": ("#F6B0AA", "#3A1A17"),
        "open": ("#A9C6F7", "#17263F"),
        "quiet": ("#C3CDD7", "#222D38"),
        "mark": ("#F7C492", "#362412"),
    },
)


def ink(tokens: Tokens, name: str) -> str:
    """The colour of a name that a plot uses, as "#RRGGBB"; what lets the background through is
    mixed with it. "likert1.5" lies halfway between two answers of a scale of five."""
    if name.startswith("likert"):
        at = float(name.removeprefix("likert"))
        low = min(int(at), len(tokens.likert) - 2)
        return mixed(tokens.likert[low + 1], tokens.likert[low], at - low)
    colour: str = getattr(tokens, name)
    return colour if colour.startswith("#") else _over(colour, tokens.background)


def mixed(colour: str, background: str, share: float) -> str:
    """So much of one "#RRGGBB" in another."""
    pairs = zip(_rgb(colour), _rgb(background), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """How well two colours tell apart, 1 to 21 (WCAG 2.2, contrast ratio); text needs 4.5."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(ground: str, tokens: Tokens) -> str:
    """Of the theme's text and background the one that is read more easily on this ground."""
    return max((tokens.text, tokens.background), key=lambda colour: contrast(colour, ground))


def _luminance(colour: str) -> float:
    parts = (part / 255 for part in _rgb(colour))
    linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _over(rgba: str, background: str) -> str:
    *parts, share = re.findall(r"[\d.]+", rgba)
    return mixed("#" + "".join(f"{int(part):02X}" for part in parts), background, float(share))


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue
