"""A line of a document under judgement, and what kind of line it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.readers.document import RawDocument

SENTENCE_WORDS = 8
PARAGRAPH_WORDS = 25
LONG = 400  # characters that only paragraphs have
ENDING = 60  # characters in which a sentence's end is looked for
SHORT = 200  # characters of the longest label, closing or contact

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# A sentence's end, with closing quotes and an agency's mark after it: `the press. — VNS`.
_SENTENCE_END = re.compile(r"""[.!?。！？…؟:;][\s"'”’»)\]]*(?:[-–—/(]\s?[\w./ ]{2,20}\)?)?$""")
_CLOSING = re.compile(
    r"\W*(?:#\s?#.{0,40}|-+\s?30\s?-+|\(?end\)?|.{0,24}\bcontacts?\b.{0,120}|[*†‡].+|spokes(?:person|man|woman)\b.{0,80}"
    r"|notes? to editors.*|[-–—]\s*\w{2,12}(?:[/,]\s?\w+)*|for immediate release\b.{0,60})\W*",
    re.IGNORECASE,
)
_CITY = re.compile(r"\W*[A-ZÀ-Þ][\w.' -]{2,30}\W+(?:D\W{0,2}C|[A-Z]{2})\W*")
_CAPITALS = re.compile(r"\W*[A-ZÀ-Þ][A-ZÀ-Þ.' -]{2,30}\W*")
_DATELINE = re.compile(r"\(?[A-ZÀ-Þ][\w.,’' /-]{2,50}?(?:\s[-–—]{1,2}\s|\s?:\s|\)\s?[-–—]).{20,}")


@dataclass(slots=True)
class Line:
    """A block of the document, its offset in the text, and the rule that removes it, if one does."""

    text: str
    start: int
    main: bool | None
    rule: str | None = None


def split(document: RawDocument) -> list[Line]:
    """Return the lines of a document in order; those outside its article are removed already."""
    lines = []
    start = 0
    for whole, _, main in document.blocks:
        rule = "outside-article" if main is False else None
        for text in whole.split("\n"):
            lines.append(Line(text, start, main, rule))
            start += len(text) + 1
    return lines


def count_words(text: str) -> int:
    """Return the number of words; two characters of Chinese or Japanese count as one."""
    return len(text.split()) + (0 if text.isascii() else len(_CJK.findall(text)) // 2)


@lru_cache(4_096)  # each is asked about several times
def is_prose(text: str) -> bool:
    """Tell whether a line is a sentence or a paragraph, rather than a title, a label or an entry of a menu."""
    if len(text) >= LONG:
        return True
    words = count_words(text)
    return words >= PARAGRAPH_WORDS or (words >= SENTENCE_WORDS and bool(_SENTENCE_END.search(text[-ENDING:])))


def is_closing(text: str) -> bool:
    """Tell whether a line opens or ends a release formally: `For immediate release`, `###`, a contact, a note."""
    bare = " ".join(text[:SHORT].split())
    return len(text) < SHORT and bool(_CLOSING.fullmatch(bare))


def is_dateline(text: str) -> bool:
    """Tell whether a line begins with a place, as in `LIMA — The two leaders`."""
    return is_prose(text) and bool(_DATELINE.match(text))


def is_place(text: str, following: str) -> bool:
    """Tell whether a line may be a dateline that stands apart: `WASHINGTON D C`, or capitals before a paragraph."""
    bare = " ".join(text[:SHORT].split())
    return bool(_CITY.fullmatch(bare) or (_CAPITALS.fullmatch(bare) and is_prose(following)))
