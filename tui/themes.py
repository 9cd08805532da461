"""Light, dark and colour-blind-safe colours.

Those that are safe take hues of Okabe and Ito's palette (Color Universal Design, 2008), which people tell apart with
any kind of colour vision: orange for hits, blue for what is chosen, vermilion for what is refused.
"""

from __future__ import annotations

from textual.theme import Theme

GROUNDS = {True: ("#d8dadd", "#15171a", "#23272d"), False: ("#22262b", "#fbfaf7", "#ebe8e1")}
"""Foreground, background and panel, dark and light."""


def _theme(name: str, primary: str, accent: str, error: str, *, dark: bool = True) -> Theme:
    text, ground, panel = GROUNDS[dark]
    return Theme(
        f"searcher-{name}", primary, accent=accent, warning=accent, error=error, dark=dark,
        foreground=text, background=ground, surface=ground, panel=panel,
    )  # fmt: skip


THEMES = {
    "dark": _theme("dark", "#7aa2c8", "#e0b050", "#e07a6a"),
    "light": _theme("light", "#1d5a8c", "#8a5a00", "#a83224", dark=False),
    "dark-safe": _theme("dark-safe", "#56b4e9", "#e69f00", "#e06a10"),
    "light-safe": _theme("light-safe", "#0072b2", "#8a5f00", "#b34f00", dark=False),
}
"""By the name they have in the settings."""

INKS = {
    "strong": "bold", "dim": "$foreground 62%", "thumb": "$foreground 25%", "hit": "bold $accent",
    "current": "bold $background on $accent", "cursor": "on $panel", "offered": "on $primary 35%",
    "chosen": "bold $primary", "refused": "strike $error", "removed": "$error 80%", "added": "bold $primary",
    "gone": "strike $error 80%",
}  # fmt: skip
"""Styles of words in a line. Textual computes component classes anew, for each widget, whenever one gets the keys."""

FEW_COLOURS = INKS | {"hit": "bold underline $accent", "current": "reverse", "cursor": "reverse", "offered": "reverse"}
"""The same for a terminal of 16 colours or none: what would be said by colour alone, said otherwise."""
