"""Colours that can be told from their ground."""

import pytest
from textual.color import Color

from tui.themes import THEMES


def contrast(one, other):
    """WCAG 2.2's contrast ratio."""
    bright, dark = sorted((luminance(Color.parse(colour)) for colour in (one, other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
@pytest.mark.parametrize("role", ["foreground", "primary", "accent", "error"])
def test_every_colour_of_text_stands_out(theme, role):
    assert contrast(getattr(theme, role), theme.background) >= 4.5
