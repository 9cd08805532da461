"""What may be meant by the beginning of a word, a field's name or a field's value, as it is typed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from index.analysis import spans, words
from searcher.fields import FIELDS
from searcher.suggest import TEXT_FIELDS
from searcher.tokens import QUOTES
from searcher.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Completion:
    """A text to put in place of the query from `start` to before `end`.

    `kind` is word, field, or the name of the field that it is a value of; `count` the releases that have it, deleted
    ones included until a merge drops them; `hint` what it stands for, such as the name of a country.
    """

    start: int
    end: int
    text: str
    kind: str
    count: int | None = None
    hint: str = ""


KEYWORD_FIELDS = {name: name for name in ("source", "via", "country", "mentions", "place", "language")} | {
    "from": "issuer"
}
DATE_FIELDS = ("date", "after", "before")
FLAGS = {"is": "undated", "has": "duplicates"}
_COUNTRY_FIELDS = ("country", "mentions", "from", "place")
_BEFORE_CURSOR = re.compile(
    rf"(?:(?<!\w)(?P<field>[A-Za-z]+)[:：])?(?:(?P<quoted>[{QUOTES}][^{QUOTES}]*)|(?P<bare>(?![-−])[^\s()（）{QUOTES}:：]*))\Z"
)
_LOOKED_AT = 10
"""Words that are looked up for each one wanted: the most frequent ones."""


class Completer:
    """Completes queries with the words and values of an index."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._values = cache(self._read_values)

    def __call__(self, query: str, cursor: int, limit: int) -> tuple[Completion, ...]:
        """Return what may be meant by what stands before the cursor: fields, then the most frequent first."""
        cursor = max(0, min(cursor, len(query)))
        match = _BEFORE_CURSOR.search(query[:cursor])
        assert match is not None  # it matches nothing at all too
        field, quoted = (match["field"] or "").lower(), match["quoted"]
        typed = quoted or match["bare"]
        start = cursor - len(typed)
        end = next((at for at in range(cursor, len(query)) if not query[at].isalnum()), len(query))
        found: list[Completion] = []
        if not field and match["bare"]:
            found += [Completion(start, end, f"{name}:", "field") for name in FIELDS if name.startswith(typed.lower())]
        if field in TEXT_FIELDS:
            found += self._words(TEXT_FIELDS[field], typed, start, end, limit)
        elif field in FIELDS:
            end += quoted is not None and query.startswith(tuple(QUOTES), end)
            fitting = (value for value, names in self._values(field) if _fits(words(typed), names))
            found += [replace(value, start=start, end=end) for value in islice(fitting, limit)]
        return tuple(found[:limit])

    def _words(self, field: str, typed: str, start: int, end: int, limit: int) -> Iterator[Completion]:
        """Yield the words that begin as the last one typed, one for each term: the form that is used most."""
        placed = list(spans(typed))
        if not placed or placed[-1].end < len(typed):
            return
        forms: dict[str, str] = {}
        for word, term in self._vocabulary.beginning(field, placed[-1].word, _LOOKED_AT * limit):
            forms.setdefault(term, word)
        having = dict(zip(forms.values(), self._vocabulary.having(field, list(forms)), strict=True))
        for word in sorted(having, key=lambda word: (-having[word], word))[:limit]:
            yield Completion(start + placed[-1].start, end, word, "word", having[word])

    def _read_values(self, field: str) -> list[tuple[Completion, list[str]]]:
        """Return the values of a field, most frequent first, and the words of each."""
        from index.metadata.territories import name_of  # not needed by most completions

        values = []
        for value, having in sorted(self._counts(field).items(), key=lambda item: (-item[1], item[0])):
            hint = name_of(value) if field in _COUNTRY_FIELDS else ""
            text = f'"{re.sub(f"[{QUOTES}]", " ", value)}"' if field in ("source", "via") else value
            values.append((Completion(0, 0, text, field, having or None, hint), words(f"{value} {hint}")))
        return values

    def _counts(self, field: str) -> Mapping[str, int]:
        if field in DATE_FIELDS:
            counts: Counter[str] = Counter()
            for month, count in self._vocabulary.months().items():
                counts.update({month: count, month[:4]: count})
            return counts
        return self._vocabulary.values(KEYWORD_FIELDS[field]) if field in KEYWORD_FIELDS else {FLAGS[field]: 0}


def _fits(wanted: Sequence[str], names: Sequence[str]) -> bool:
    return all(any(name.startswith(start) for name in names) for start in wanted)
