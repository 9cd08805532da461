"""From text to terms: fold, split, stem; the same way for documents, queries and highlighting.

A *word* is a folded surface form (`peruvian`), a *term* its stem (`peruvian` → `peruvian`, `mining` → `mine`).
Case, accents, width and possessives are folded, `U.S.` and `US` meet, and runs of Chinese, Japanese and Korean
characters become overlapping pairs, so that words inside longer runs are found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

import Stemmer
from whoosh.analysis import Analyzer, Token

LONGEST_WORD = 64
"""Characters of a word that count; what is longer is no word but an encoded blob."""

_CJK = "\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = (  # from one to another; a class of them would be slow to compile
    ("\u0300", "\u036f"), ("\u0591", "\u05bd"), ("\u05bf", "\u05c7"), ("\u0610", "\u061a"), ("\u0640", "\u0640"),
    ("\u064b", "\u065f"), ("\u0670", "\u0670"), ("\u200c", "\u200d"), ("\u00ad", "\u00ad"), ("\ufe00", "\ufe0f"),
    ("\U000e0100", "\U000e01ef"),
)  # fmt: skip
_SIGNS = (  # where all signs are that belong to a letter and are none themselves, such as the vowels of Hindi
    "\u00ad\u0300-\u1fff\u200c\u200d\u20d0-\u20ff\u2c80-\u2dff\u302a-\u302f\u3099\u309a\ua66f-\uabff\ufb1e"
    "\ufe00-\ufe0f\ufe20-\ufe2f\U00010000-\U000e01ef"
)

_POSSESSIVES = tuple((mark, re.compile(rf"{mark}(?<=\w{mark})[sS]\b")) for mark in "'’")
_ACRONYM_DOT = re.compile(r"\.(?<=\b\w\.)([^\W\d_])(?=\.)")
_NON_ASCII = re.compile(r"[^\x00-\x7f]+")
_PIECE = re.compile(rf"[\w.'’{_SIGNS}]+")

_LETTERS = {
    "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d",
    "ł": "l", "Ł": "l", "ı": "i", "þ": "th", "Þ": "th", "ð": "d", "Ð": "d", "ħ": "h", "Ħ": "h", "ŧ": "t", "Ŧ": "t",
    "ё": "е", "Ё": "е", "ς": "σ", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه",
}  # fmt: skip
"""Letters that Unicode doesn't decompose, and variants that writers use for one another."""


class Word(NamedTuple):
    """A term, the folded word it stems from, and where the text has it."""

    term: str
    word: str
    start: int
    end: int

    def moved(self, by: int) -> Word:
        """Return the word so many characters later."""
        return Word(self.term, self.word, self.start + by, self.end + by)


@cache
def _cjk_run() -> re.Pattern[str]:
    """Return the pattern of CJK runs; compiled when one may be met, since that takes milliseconds."""
    return re.compile(f"[{_CJK}]+")


def is_cjk(text: str) -> bool:
    """Tell whether a text begins with a Chinese, Japanese or Korean character."""
    return not text.isascii() and _cjk_run().match(text) is not None


class _Folding(dict[int, str]):
    """Code point -> folded letters, or a space where words end; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold(chr(code))
        return folded


def _fold(char: str) -> str:
    if char in _LETTERS:
        return _LETTERS[char]
    if any(first <= char <= last for first, last in _MARKS):
        return ""
    base = unicodedata.normalize("NFKD", char)
    if base[0].isascii() or "\u0370" <= base[0] <= "\u03ff":
        folded = "".join(_LETTERS.get(c, c) for c in base.lower() if not unicodedata.combining(c))
    else:
        folded = unicodedata.normalize("NFKC", char).lower()
    if not char.isalnum() and unicodedata.category(char) not in {"Mn", "Mc"}:
        return " "
    return "".join(c for c in folded if c.isalnum() or unicodedata.category(c) in {"Mn", "Mc"})


class _FoldedRuns(dict[str, str]):
    """A run of non-ASCII characters -> its folded form, with CJK runs spelled out as pairs."""

    LIMIT = 1 << 16

    def __missing__(self, run: str) -> str:
        folded = unicodedata.normalize("NFC", run.translate(_FOLDING))
        if not folded.isascii():
            folded = _cjk_run().sub(_pairs, folded).translate(_FOLDING)
        if len(self) < self.LIMIT:
            self[run] = folded
        return folded


def _pairs(match: re.Match[str]) -> str:
    run = match.group()
    if len(run) == 1:
        return f" {run} "
    return f" {' '.join(run[i : i + 2] for i in range(len(run) - 1))} "


class Terms(dict[str, str]):
    """Folded word -> Snowball stem; each word is stemmed once. By default Latin letters are taken for English."""

    LIMIT = 1 << 18

    def __init__(self, latin: str = "english", others: str = "russian") -> None:
        no_cache = 0  # this dictionary is one
        self._latin, self._others = Stemmer.Stemmer(latin, no_cache), Stemmer.Stemmer(others, no_cache)

    def learn(self, words: Iterable[str]) -> None:
        """Stem many words at once, which is several times faster than one by one."""
        if len(self) >= self.LIMIT:
            self.clear()
        plain = [word for word in words if word.isascii() and word not in self and len(word) <= LONGEST_WORD]
        self.update(zip(plain, self._latin.stemWords(plain), strict=True))

    def __missing__(self, word: str) -> str:
        if len(self) >= self.LIMIT:
            self.clear()
        cut = word[:LONGEST_WORD]
        stemmer = self._latin if cut.isascii() else self._others
        self[word] = term = stemmer.stemWord(cut)
        return str(term)


MARKS = SENTENCE, PARAGRAPH, DOCUMENT = "\x01", "\x02", "\x03"
"""Stand where one ends, in `marked`."""

ABBREVIATIONS = (
    *"abcdefghijklmnopqrstuvwxyz",
    *("mr", "mrs", "ms", "dr", "prof", "sen", "sens", "rep", "reps", "gov", "gen", "lt", "col", "sgt", "capt", "hon"),
    *("st", "jr", "sr", "no", "vs", "us"),
)
"""Words whose dot mostly ends no sentence."""

_ENDS = tuple((sign, re.compile(rf"{re.escape(sign)}[\"”]? "), f"{sign} {SENTENCE} ") for sign in ".?!")
"""What ends a sentence: a sign to look for first, since most texts lack most of them; then all of it."""

_FOLDING = _Folding()
_RUNS = _FoldedRuns()
_LETTERS_ONLY = bytes(ord(_FOLDING[code]) if code < 0x80 else code for code in range(0x100))
"""Folds UTF-8 of which all but ASCII is folded."""

_LETTERS_AND_MARKS = bytes(code if chr(code) in MARKS else _LETTERS_ONLY[code] for code in range(0x100))
TERMS = Terms()
"""Of releases in English, in Russian, and in languages without a stemmer."""

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "eo": "esperanto",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "sr": "serbian", "st": "sesotho", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""ISO 639-1 code -> Snowball algorithm, beside English and Russian."""

_CHANGED_WITHIN = frozenset(("ar", "cs", "de", "eo", "et", "fa", "ga", "id", "nl", "sr", "st", "tr"))
"""Languages whose stems may lack a word's first letters, or have others."""


def has_stemmer(language: str | None) -> bool:
    """Tell whether releases in a language have terms of their own, other than `TERMS`."""
    return language in _STEMMERS


@cache
def terms_of(language: str | None) -> Terms:
    """Return the terms of releases in a language."""
    algorithm = _STEMMERS.get(language or "")
    return TERMS if algorithm is None else Terms(algorithm, algorithm)


def forms(found: Sequence[str], languages: Iterable[str] = ()) -> list[tuple[str, ...]]:
    """Return the terms of words as releases have them: first those of `TERMS`, then what differs in the languages."""
    kinds = [TERMS, *map(terms_of, languages)]
    return list(dict.fromkeys(tuple([terms[word] for word in found]) for terms in kinds))


def words(text: str) -> list[str]:
    """Return the folded words of NFC text, in order; CJK runs as overlapping pairs."""
    return _folded(text).translate(_LETTERS_ONLY).decode().split()


def marked(text: str) -> bytes:
    """Return the same words in UTF-8, with SENTENCE and PARAGRAPH after the last one of each, and DOCUMENT at the end.

    Spaces stand around all of them. What looks like the end of a sentence may be that of an abbreviation.
    """
    for mark in MARKS:
        text = text.replace(mark, " ")
    for sign, end, ended in _ENDS:
        if sign in text:
            text = end.sub(ended, text)
    text = text.replace("。", f" {SENTENCE} ").replace("\n", f" {PARAGRAPH} ")
    return _folded(f" {text} {DOCUMENT} ").translate(_LETTERS_AND_MARKS)


def _folded(text: str) -> bytes:
    """Return a text in UTF-8 with all folded but ASCII."""
    for mark, possessive in _POSSESSIVES:
        if mark in text:
            text = possessive.sub("", text)
    text = _ACRONYM_DOT.sub(r"\1", text)
    return (text if text.isascii() else _NON_ASCII.sub(lambda run: _RUNS[run.group()], text)).encode()


def pieces(text: str, start: int = 0) -> Iterator[tuple[str, int]]:
    """Yield the unspaced pieces of NFC text from `start` on, and where each begins."""
    for match in _PIECE.finditer(text, start):
        yield match.group(), match.start()


def pieces_of(language: str | None = None) -> Mapping[str, tuple[Word, ...]]:
    """Return the words of any unspaced piece, placed from its start, with the terms that they have in a language."""
    return _pieces_of(language if has_stemmer(language) else None)


def piece_start(text: str, at: int) -> int:
    """Return where the unspaced piece begins that the character at `at` belongs to."""
    while at and _PIECE.match(text, at - 1, at):
        at -= 1
    return at


def spans(text: str) -> Iterator[Word]:
    """Yield the words of NFC text with their terms and offsets: the same words as `words(text)`."""
    known = pieces_of()
    for piece, start in pieces(text):
        yield from (word.moved(start) for word in known[piece])


def opening(term: str, language: str | None = None) -> str:
    """Return letters that all words of a term begin with: those before what Snowball may have changed at its end.

    *Cried* becomes *cri*, *possibility* *possibl*, *dying* *die*; in other languages more may change, or all.
    """
    if not has_stemmer(language):
        return term[: max(1, len(term) - 1)] if len(term) != 3 or term[1:] != "ie" else term[0]
    if language in _CHANGED_WITHIN:
        return ""
    return term[: max(3, len(term) - 2)].rstrip("aeilouy") or term[0]


class _Pieces(dict[str, tuple[Word, ...]]):
    """An unspaced piece of text -> its words, placed from its start."""

    LIMIT = 1 << 16

    def __init__(self, terms: Terms) -> None:
        self._terms = terms

    def __missing__(self, piece: str) -> tuple[Word, ...]:
        placed = tuple(Word(self._terms[word], word, start, end) for word, start, end in _placed(piece))
        if len(self) < self.LIMIT and len(piece) <= LONGEST_WORD:
            self[piece] = placed
        return placed


@cache
def _pieces_of(language: str | None) -> _Pieces:
    return _Pieces(terms_of(language))


def _placed(piece: str) -> list[tuple[str, int, int]]:
    """Return the words of one piece and where they stand; those whose place is ambiguous share all of it."""
    core = piece.strip(".'’")
    if core.isascii() and core.isalnum():
        start = piece.index(core)
        return [(core.lower(), start, start + len(core))]
    found = words(piece)
    inner = list(_inner(piece))
    if len(found) == 1:
        return [(found[0], inner[0][0], inner[-1][1])]
    places = [place for first, last in inner for place in _placed_in(piece, first, last)]
    if [word for word, _, _ in places] != found:
        return [(word, 0, len(piece)) for word in found]
    return places


def _inner(piece: str) -> Iterator[tuple[int, int]]:
    """Yield where each run of letters and their signs begins and ends; CJK runs and others apart."""
    for kind, run in groupby(range(len(piece)), lambda at: _kind(_FOLDING[ord(piece[at])])):
        if kind != "space":
            places = list(run)
            yield places[0], places[-1] + 1


def _kind(folded: str) -> str:
    return "space" if folded == " " else "cjk" if is_cjk(folded) else "letters"


def _placed_in(piece: str, start: int, end: int) -> list[tuple[str, int, int]]:
    found = words(piece[start:end])
    return [(found[0], start, end)] if len(found) == 1 else _placed_pairs(piece[start:end], start, found)


def _placed_pairs(run: str, offset: int, parts: list[str]) -> list[tuple[str, int, int]]:
    places, at = [], 0
    for word in parts:
        here = run.find(word, at)
        if here < 0:
            return [(word, offset, offset + len(run)) for word in parts]
        places.append((word, offset + here, offset + here + len(word)))
        at = here + 1
    return places


class TermAnalyzer(Analyzer):  # type: ignore[misc]
    """The same terms as a Whoosh analyzer: for Whoosh's own index, parser and highlighter."""

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        start_pos: int = 0,
        start_char: int = 0,
        **kw: Any,
    ) -> Iterator[Token]:
        """Yield Whoosh tokens for NFC text."""
        token = Token(positions, chars, **{k: v for k, v in kw.items() if k in {"removestops", "mode"}})
        for number, word in enumerate(spans(value)):
            token.text, token.original = word.term, value[word.start : word.end]
            token.boost, token.stopped = 1.0, False
            if positions:
                token.pos = start_pos + number
            if chars:
                token.startchar, token.endchar = start_char + word.start, start_char + word.end
            yield token
