"""The fields of the query language: what each of them makes of its value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from whoosh import query

from index.analysis import words
from index.schema import day_number
from searcher.periods import Period, after, before, parse_period
from searcher.text import TextQueries, any_of
from searcher.tokens import Token
from searcher.tree import InLead
from searcher.versions import HasVersions

Values = Callable[[str], Sequence[str]]
"""Gives the values that a field of the index has."""


class Context(NamedTuple):
    """What the values of fields are looked up in."""

    values: Values
    text: TextQueries


Builder = Callable[[Token, Context], query.Query]
"""Makes the tree of a value; raises ValueError with what it expected."""


def field_called(name: str) -> Builder:
    """Return the builder of a field; raises ValueError with what is near it."""
    if build := FIELDS.get(name.lower()):
        return build
    from difflib import get_close_matches  # only where something is wrong

    close = get_close_matches(name.lower(), FIELDS, 1)
    meant = f"did you mean {close[0]}:" if close else f"fields are {', '.join(FIELDS)}"
    raise ValueError(f"there is no field {name!r}: {meant}")


def sources_called(text: str, names: Sequence[str]) -> list[str]:
    """Return the names that have all words of the text; a text that ends in `*` gives the start of a word."""
    wanted, is_start = words(text.replace("*", " ")), text.endswith("*")

    def fits(name: str) -> bool:
        having = words(name)
        return all(any(w.startswith(start) if is_start else w == start for w in having) for start in wanted)

    return [name for name in names if wanted and fits(name)]


def _title(value: Token, context: Context) -> query.Query:
    return context.text.over({"title": 1.0}).said(value)


def _lead(value: Token, context: Context) -> query.Query:
    return context.text.over({"body": 1.0}).together(value.text, InLead)


def _named(field: str, kind: str, value: Token, context: Context) -> query.Query:
    names = sources_called(value.text, context.values(field))
    if not names:
        raise ValueError(f"no {kind} is called {value.text!r}")
    return any_of(query.Term(field, name, boost=0.0) for name in names)


def _country(field: str, value: Token, _: Context) -> query.Query:
    from index.metadata.territories import code_of  # not needed by most queries

    code = code_of(value.text)
    if code is None:
        raise ValueError(f"no country is called {value.text!r}")
    return query.Term(field, code, boost=0.0)


def _language(value: Token, _: Context) -> query.Query:
    if len(value.text) != len("en"):
        raise ValueError(f"{value.text!r} is no ISO 639-1 code such as en, ko or es")
    return query.Term("language", value.text.lower(), boost=0.0)


def _days(of: Callable[[Period], Period], value: Token, _: Context) -> query.Query:
    first, last = (None if day is None else day_number(day) for day in of(parse_period(value.text)))
    return query.NumericRange("date", first, last, boost=0.0)


def _only(flag: str, tree: query.Query, value: Token, _: Context) -> query.Query:
    if value.text.lower() != flag.partition(":")[2]:
        raise ValueError(f"{flag.partition(':')[0]}:{value.text} is not known, only {flag}")
    return tree


FIELDS: Mapping[str, Builder] = {
    "title": _title,
    "lead": _lead,
    "source": partial(_named, "source", "source"),
    "via": partial(_named, "via", "agency"),
    "country": partial(_country, "country"),
    "mentions": partial(_country, "mentions"),
    "from": partial(_country, "issuer"),
    "place": partial(_country, "place"),
    "language": _language,
    "date": partial(_days, lambda period: period),
    "after": partial(_days, after),
    "before": partial(_days, before),
    "is": partial(_only, "is:undated", query.Not(query.Every("date"))),
    "has": partial(_only, "has:duplicates", HasVersions()),
}
