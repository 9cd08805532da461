"""Untrusted text made fit for a terminal."""

from __future__ import annotations

from functools import cache

ESCAPES = (*range(0x20), 0x7F, *range(0x80, 0xA0))
"""C0 and C1 controls and delete: they move the cursor, change colours or the title, or answer for the user."""

INVISIBLE = (
    (0x00AD, 0x00AD),  # soft hyphen: drawn by some terminals, not by others
    (0x061C, 0x061C),  # Arabic letter mark
    (0x180E, 0x180E),  # Mongolian vowel separator
    (0x200B, 0x200F),  # zero-width space and joiners, direction marks
    (0x202A, 0x202E),  # direction embeddings and overrides: they reorder what stands around them
    (0x2060, 0x206F),  # word joiner, invisible operators, direction isolates
    (0xFE00, 0xFE0F),  # variation selectors: they change a glyph's width
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFF9, 0xFFFB),  # interlinear annotation
    (0x1D173, 0x1D17A),  # musical formatting
    (0xE0000, 0xE0FFF),  # tags and further variation selectors
)
"""Characters without a glyph that misdraw a line or hide what it says (Unicode's format characters)."""

REPLACEMENT = "\ufffd"


@cache
def _table() -> dict[int, str]:
    return {
        **{code: chr(0x2400 + code) if code < 0x20 else REPLACEMENT for code in ESCAPES},
        **{code: "" for first, last in INVISIBLE for code in range(first, last + 1)},
        **dict.fromkeys(range(0xD800, 0xE000), REPLACEMENT),  # lone surrogates can't be encoded
        0x7F: "\u2421",
        0x09: " ",
        0x0A: "\n",
        0x0D: "",
        0x85: "\n",
        0x2028: "\n",
        0x2029: "\n",
    }


def printable(text: str) -> str:
    r"""Return the text without anything a terminal would obey or misdraw.

    Controls become visible signs (`␛`), bidi controls and zero-width characters vanish, a tab becomes a space, every
    line separator `\n`; letters of all scripts stay.
    """
    return text.translate(_table())


def one_line(text: str) -> str:
    """Return the printable text with each run of white space as one space."""
    return " ".join(printable(text).split())
