"""The query language on one page: what `searcher help query`, the interface's help and the README show."""

from __future__ import annotations

ROWS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("copper mining",), "both words, in any form: mined, mines"),
    (('"copper mining"', "‘copper mining’"), "the phrase, in any quotes"),
    (('"copper agreement"~5',), "the words in this order, at most five apart"),
    (('"copper agreement"~s',), "the words in one sentence, in any order"),
    (("copper OR lithium",), "either"),
    (("copper -chile", "copper NOT chile"), "the first without the second"),
    (("(copper OR lithium) peru",), "groups"),
    (("minin*", "w?man"), "words that begin so, or fit, in all their forms"),
    (("wrod~", "wrod~2"), "words one or two letters off"),
    (("atleast3(copper)",), "the word three times or more"),
    (("title:summit", 'title:"joint statement"'), "in the title"),
    (("lead:summit", 'lead:"joint statement"'), "in the first paragraph"),
    (
        ("source:kremlin", 'source:"white house"', "-source:kremlin"),
        "sources with these words in their name, or without",
    ),
    (("via:efe",), "releases that carry the text of an agency"),
    (("country:peru", "country:PE", 'country:"South Korea"'), "releases about a country"),
    (("mentions:peru",), "releases that name it"),
    (("from:RU",), "publishers of a country"),
    (("place:peru",), "releases given out in a country"),
    (("date:2014", "date:2014-11", "date:2013..2014", "date:>=2014-11-07"), "a year, a month, a span, from a day on"),
    (("date:today", "date:yesterday", "date:this-week", "date:last-month"), "the same by today: week, month or year"),
    (("after:2014", "before:2014-06"), "later than, earlier than"),
    (("language:ko",), "a language, by its ISO 639-1 code"),
    (("is:undated",), "releases without a date"),
    (("has:duplicates",), "releases with other versions"),
)
"""Ways to write, and what they find."""

REMARKS = (
    "Case and accents don't matter; Viet Nam, Việt Nam and Vietnam are one, and so are U.S. and US, co-operation and "
    "cooperation, O’Brien and OBrien, ROK and South Korea; a file synonyms.txt in ~/.config/searcher adds names of "
    "your own: a group a line, its names separated by |. Words such as the and of count in phrases, and where there "
    "are no others. What can't be read as a query is searched as words, or left out where it is negated, with a note "
    "that says where."
)


def as_text(width: int = 100) -> str:
    """Return the page as lines of plain text."""
    from textwrap import wrap

    lines = []
    for ways, meaning in ROWS:
        *first, last = wrap("   ".join(ways), width // 2, break_on_hyphens=False) if len(ways) > 1 else ways
        lines += [*first, f"{last:<{width // 2}}  {meaning}"]
    return "\n".join([*lines, "", *wrap(REMARKS, width)])
