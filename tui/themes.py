"""Light, dark and colour-blind-safe colours.

Those that are safe take hues of Okabe and Ito's palette (Color Universal Design, 2008), which people tell apart with
any kind of colour vision: orange for hits, blue for what is chosen, vermilion for what is refused.
"""

from __future__ import annotations

from textual.theme import Theme


def _dark(name: str, primary: str, accent: str, error: str, success: str) -> Theme:
    ground = {"foreground": "#d8dadd", "background": "#15171a", "surface": "#15171a", "panel": "#23272d"}
    return Theme(name, primary, accent=accent, warning=accent, error=error, success=success, **ground)


def _light(name: str, primary: str, accent: str, error: str, success: str) -> Theme:
    ground = {"foreground": "#22262b", "background": "#fbfaf7", "surface": "#fbfaf7", "panel": "#ebe8e1"}
    return Theme(name, primary, accent=accent, warning=accent, error=error, success=success, dark=False, **ground)


THEMES = {
    "dark": _dark("searcher-dark", "#7aa2c8", "#e0b050", "#e07a6a", "#8fbf7f"),
    "light": _light("searcher-light", "#1d5a8c", "#8a5a00", "#a83224", "#2f6b2a"),
    "dark-safe": _dark("searcher-dark-safe", "#56b4e9", "#e69f00", "#d55e00", "#009e73"),
    "light-safe": _light("searcher-light-safe", "#0072b2", "#8a5f00", "#b34f00", "#00704f"),
}
"""By the name they have in the settings."""
