"""A release cited: in plain words, Markdown, BibTeX, or a Chicago bibliography."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from index.release import Release, ReleaseDate
from searcher.safe import one_line

_BIBTEX = str.maketrans(
    {
        **{sign: rf"\{sign}" for sign in "&%$#_{}"},
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\\": r"\textbackslash{}",
    }
)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|!])")


def plain(release: Release) -> str:
    """Return source, title, date and address in one line."""
    parts = (one_line(release.source or ""), f"“{_title(release)}”", str(release.date or "undated"), _place(release))
    return ", ".join(part for part in parts if part)


def markdown(release: Release) -> str:
    """Return the title, linked where the release has an address, then source and date."""
    title = _MARKDOWN.sub(r"\\\1", _title(release))
    linked = f"[{title}](<{re.sub('[<>]', '', _web(release))}>)" if _web(release) else f"*{title}*"
    source = _MARKDOWN.sub(r"\\\1", one_line(release.source or ""))
    return ", ".join(part for part in (linked, source, str(release.date or "undated")) if part)


def bibtex(release: Release) -> str:
    """Return an entry of BibTeX's type `misc`; its key is the release's id."""
    fields = {"title": f"{{{_title(release).translate(_BIBTEX)}}}", "howpublished": "Press release"}
    if release.source:
        fields["author"] = f"{{{one_line(release.source).translate(_BIBTEX)}}}"
    if release.date:
        fields |= dict(zip(("year", "month", "day"), str(release.date).split("-"), strict=False))
    if _web(release):
        fields["url"] = re.sub(r"[{}\\]", "", _web(release))
    lines = (f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{release-{release.id},\n" + ",\n".join(lines) + "\n}"


def chicago(release: Release) -> str:
    """Return a bibliography entry as the Chicago Manual of Style (17th edition, 14.208) has it for press releases."""
    source = one_line(release.source or "").rstrip(".")
    when = f"Press release, {_spelt_out(release.date)}." if release.date else "Press release, n.d."
    place = f"{_place(release)}." if _place(release) else ""
    return " ".join(part for part in (f"{source}." if source else "", f"“{_title(release)}.”", when, place) if part)


STYLES: Mapping[str, Callable[[Release], str]] = {
    "plain": plain,
    "Markdown": markdown,
    "BibTeX": bibtex,
    "Chicago": chicago,
}
"""What a release can be cited as."""


def _title(release: Release) -> str:
    return one_line(release.headline).rstrip(".")


def _place(release: Release) -> str:
    return _web(release) or one_line(release.path)


def _web(release: Release) -> str:
    return "".join(one_line(release.url or "").split())


def _spelt_out(date: ReleaseDate) -> str:
    day = date.first_day
    names = {"day": f"{day:%B} {day.day}, {day.year}", "month": f"{day:%B} {day.year}"}
    return names.get(date.precision, str(day.year))
