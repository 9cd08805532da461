"""Who published a release, for which country, and which agency's text it carries."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache, lru_cache
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from index.metadata.mentions import countries_in_name
from index.metadata.territories import code_of, fold
from index.metadata.written_dates import month_of
from index.readers.document import RawDocument
from index.release import Evidence

TABLE = Path(__file__).with_name("sources.toml")

_PERIOD = re.compile(r"(?:19|20)\d\d(?:[-_ ]?\d\d?){0,2}|\d\d?|q[1-4]|(?:19|20)\d\d[-_]q[1-4]")
_MACHINE_MADE = re.compile(r"^[0-9a-f]{8,}\Z|^[\W\d_]*\Z|\d{4}")

# A site that calls itself by its address.
_ADDRESS = re.compile(r"https?://([\w.-]+)/?", re.IGNORECASE)
# A line that is nothing but the name of a public body, as letterheads are: of one word more, or of a country.
_LETTERHEAD = re.compile(
    r"(?:The )?((?:[A-Z][\w.'’-]+ ){0,3})(?:Ministry|Department|Office|Embassy|Government|Presidency|Secretariat|"
    r"Commission|Authority|Bureau|Council|Directorate)"
    r"(?: (?:of|for|on|to the))(?: (?:of|for|to the|the|and|&|on|in|[A-Z][\w'’.,-]*)){1,9}"
)
# Where the address of a letter begins, which is its receiver's.
_ADDRESSEE = re.compile(r"(?:The )?Hon(?:ou?rable|\.)\s|The President\Z|(?:Dear|Estimad[oa]s?|Madame|Monsieur)\b")
# A part of the body named on the line above.
_UNIT = re.compile(
    r"(?:Office of (?:the )?)?(?:Press Secretary|Spokesperson|Communications?|Public Affairs|Media Relations)"
    r"(?: Office)?|Press (?:Office|Service|Department|Centre|Center)|Пресс-служба|Oficina de Prensa|Service de presse",
    re.IGNORECASE,
)
# Where the letterhead ends and the sign-off begins, in lines.
HEAD_LINES = 12
TAIL_LINES = 6
TAIL_CHARACTERS = 160
# A line of a name alone is shorter than a headline, and a headline than a paragraph.
HEAD_WIDTH = 100
PARAGRAPH = 400

# "© 2007 Some Ministry. All rights reserved."
_COPYRIGHT = re.compile(
    r"(?:©|ⓒ|\bcopyright\b|\(c\)(?=\s*\d{4}\b))[\s©ⓒ,:-]*(?:\(c\)\s*)?(?:(?:19|20)\d\d(?:\s*[-–—,]\s*(?:19|20)\d\d)*)?[\s,.]*(?:by\s)?"
    r"([^\W\d_][^\n.©|,]{2,60}?)\s*(?:[.|,]|\s-\s|all rights|$)",
    re.IGNORECASE,
)
_RESERVED = ("copyright", "©", "ⓒ", "(c)")
# "Информационное агентство «Название»": a kind of publisher, and its name in quotation marks.
_QUOTED = re.compile(
    r"(?:[\w-]{1,24} ){0,3}(?:агентство|агенція|газета|журнал|портал|радио|телеканал|agenc[ey]|agencia|agenzia|agentur|"
    r"newspaper|gazette|journal|periódico|diario|zeitung|radio)(?: [\w-]{1,24}){0,2}\s[«\"„“]([^«»\"„“”]{3,40})[»\"”]",
    re.IGNORECASE,
)
_SIGN = re.compile(r"(?:[—–―]|--|/|\s-)\s*([^\s—–()][^—–()\n]{1,30}?)\s*[.)/]?\s*$|\(([^()\n]{2,30})\)\s*\.?\s*$")
_CARRIED = re.compile(
    r"\(([A-Z][\w -]{1,24})\)\s*[-—–:]|\b([A-Z][\w-]{1,20}(?: News Agency)?)(?: has)? report(?:ed|s)\b"
    r"|/([A-Z][\w -]{2,24})/\s*[-—–]"
)
# The beginning of a text, in which the agency is named.
LEAD_CHARACTERS = 1_000
# Publishers, and folders of theirs, that are remembered.
_FOLDERS = 1_024


# A name and the words it was read from.
_Match = tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Attribution:
    """The publisher, the agency whose text it carries, the publisher's country, and why each."""

    source: str | None
    via: str | None
    issuer: str | None
    evidence: dict[str, Evidence]


@dataclass(frozen=True, slots=True)
class _Publisher:
    name: str
    country: str | None
    agency: bool


# Lines that a publisher's pages have: whole ones, and beginnings and other parts, marked by `…`; and all as evidence.
_Mark = tuple[_Publisher, frozenset[str], list[str], str]


@dataclass(frozen=True, slots=True)
class _Table:
    by_name: dict[str, _Publisher]
    by_host: dict[str, _Publisher]
    by_sign: dict[str, _Publisher]
    sign: re.Pattern[str]
    marks: list[_Mark]
    generic: frozenset[str]
    small: frozenset[str]
    suffixes: dict[str, str]


def attribute(document: RawDocument) -> Attribution:
    """Return who published a document, by the first of `_RULES` that tells, and last by an agency's signature.

    An agency whose text another site carries becomes `via`.
    """
    source, evidence = None, {}
    for rule, find, confidence in _RULES:
        if match := find(document):
            source, text = match
            evidence["source"] = Evidence(rule, text, confidence)
            break
    agency = _agency(document)
    if agency and source is None:
        source, evidence["source"] = agency[0].name, Evidence("agency", agency[1], 0.7)
    via = agency[0].name if agency and agency[0].name != source else None
    if agency and via:
        evidence["via"] = Evidence("agency", agency[1], 0.9)
    if source and (found := _issuer(source, _host_of(document))):
        evidence["issuer"] = found[1]
    return Attribution(source, via, found[0] if source and found else None, evidence)


def canonical(name: str) -> str:
    """Return the one name under which a publisher is known, or the name itself where the table lacks it."""
    publisher = _table().by_name.get(fold(name))
    return publisher.name if publisher else " ".join(name.split())


def _declared(document: RawDocument) -> _Match:
    declared = document.declared.get("source", "").partition(" | ")[0].strip()[:HEAD_WIDTH]
    name, mail = parseaddr(declared) if "@" in declared else (declared, "")
    host = mail.rpartition("@")[2]
    if address := _ADDRESS.fullmatch(declared):
        name, host = "", address[1]
    if publisher := _publisher_at(host):
        return publisher.name, declared
    name = name.strip("\"' ") or host.removeprefix("www.")
    return (canonical(name), declared) if name else None


def _host_of(document: RawDocument) -> str:
    url = document.declared.get("url")
    try:
        return (url and urlsplit(url).hostname) or ""
    except ValueError:  # not an address
        return ""


def _known_host(document: RawDocument) -> _Match:
    publisher = _publisher_at(host := _host_of(document))
    return (publisher.name, host) if publisher else None


def _any_host(document: RawDocument) -> _Match:
    host = _host_of(document)
    return (host.removeprefix("www."), host) if "." in host else None


def _publisher_at(host: str) -> _Publisher | None:
    labels = host.lower().split(".")
    return next((p for i in range(len(labels)) if (p := _table().by_host.get(".".join(labels[i:])))), None)


def _mark(document: RawDocument) -> _Match:
    lines = {" ".join(text.casefold().split()) for text, _, _ in document.blocks if text and len(text) < 200}
    text = starts = ""
    for publisher, whole, parts, shown in _table().marks:
        if lines.issuperset(whole):
            text, starts = text or document.text.casefold(), starts or "\n".join(("", *lines))
            if all(part[1:] in text if part.startswith("…") else f"\n{part[:-1]}" in starts for part in parts):
                return publisher.name, shown
    return None


def _sign(document: RawDocument) -> _Match:
    return next(((publisher.name, text) for publisher, text in _signs(_tails(document)) if not publisher.agency), None)


def _tails(document: RawDocument) -> tuple[str, ...]:
    return tuple([block.text[-TAIL_CHARACTERS:] for block in document.blocks[-TAIL_LINES:] if block.text])


@lru_cache(1)  # of one page, asked twice
def _signs(tails: Iterable[str]) -> list[tuple[_Publisher, str]]:
    table = _table()
    signs = [match for tail in tails if table.sign.search(tail) and (match := _SIGN.search(tail))]
    found = [(table.by_sign.get((match[1] or match[2]).strip()), match[0].strip()) for match in signs]
    return [(publisher, text) for publisher, text in found if publisher]


def _agency(document: RawDocument) -> tuple[_Publisher, str] | None:
    table, lead = _table(), document.text[:LEAD_CHARACTERS]
    for match in _CARRIED.finditer(lead) if table.sign.search(lead) else ():
        publisher = table.by_sign.get((match[1] or match[2] or match[3]).strip())
        if publisher and publisher.agency:
            return publisher, match[0]
    return next(((publisher, text) for publisher, text in _signs(_tails(document)) if publisher.agency), None)


def _letterhead(document: RawDocument) -> _Match:
    texts = (" ".join(block.text[:PARAGRAPH].split()) for block in document.blocks[: 2 * HEAD_LINES])
    head = takewhile(lambda line: len(line) < HEAD_WIDTH and not _ADDRESSEE.match(line), filter(None, texts))
    lines = list(head)[:HEAD_LINES]
    for position, line in enumerate(lines):
        known = _table().by_name.get(fold(line))
        if known and not known.agency:
            return known.name, line
        if _UNIT.fullmatch(line):
            above = lines[position - 1] if position else ""
            return (canonical(_titled(above) if above.isupper() else above), above) if 3 < len(above) < 60 else None
        name = _titled(line) if line.isupper() else line
        if line is not lines[-1] and _is_body(name):
            return canonical(name), line
        if position < 3 and (quoted := _QUOTED.fullmatch(line)):
            return canonical(quoted[1]), line
    return None


def _is_body(name: str) -> bool:
    """Tell whether a line is the name of a public body, not a headline about one."""
    match = _LETTERHEAD.fullmatch(name)
    return match is not None and (match[1].count(" ") < 2 or bool(countries_in_name(match[1])))


def _copyright(document: RawDocument) -> _Match:
    for block in document.blocks[-TAIL_LINES:]:
        text = block.text[:HEAD_WIDTH]
        if any(map(text.lower().__contains__, _RESERVED)) and (match := _COPYRIGHT.search(text)):
            return canonical(match[1].strip()), match[0]
    return None


def _confirmed_folder(document: RawDocument) -> _Match:
    wanted = fold(_named_folder(_folder_of(document)))
    for block in (*document.blocks[:HEAD_LINES], *document.blocks[-TAIL_LINES:]) if wanted else ():
        line = block.text[:HEAD_WIDTH].strip()
        if line and len(line) < 2 * len(wanted) and fold(line) == wanted:
            line = " ".join(line.split())
            return canonical(_titled(line) if line.isupper() else line), line
    return None


def _folder(document: RawDocument) -> _Match:
    folder = _named_folder(_folder_of(document))
    return (canonical(_titled(folder) if folder.islower() else folder), folder) if folder else None


def _folder_of(document: RawDocument) -> str:
    return document.path.partition("#")[0].replace("\\", "/").rpartition("/")[0]


@lru_cache(_FOLDERS)
def _named_folder(folder: str) -> str:
    for name in reversed(PurePosixPath(folder).parts):
        lowered = name.lower().strip()
        if not (lowered in _table().generic or _PERIOD.fullmatch(lowered) or month_of(lowered)):
            return "" if _MACHINE_MADE.search(lowered) else re.sub(r"[-_]+", " ", name).strip()
    return ""


def _titled(name: str) -> str:
    words = name.lower().split()
    return " ".join(word if i and word in _table().small else word.capitalize() for i, word in enumerate(words))


# Who published it, the most certain first, with the confidence of each.
_RULES = (
    ("declared", _declared, 0.9),
    ("host", _known_host, 0.95),
    ("mark", _mark, 0.9),
    ("sign", _sign, 0.9),
    ("letterhead", _letterhead, 0.7),
    ("copyright", _copyright, 0.7),
    ("folder and page", _confirmed_folder, 0.8),
    ("host", _any_host, 0.7),
    ("folder", _folder, 0.5),
)


@lru_cache(_FOLDERS)
def _issuer(source: str, host: str) -> tuple[str, Evidence] | None:
    if publisher := _table().by_name.get(fold(source)):
        return (publisher.country, Evidence("table", publisher.name, 0.95)) if publisher.country else None
    suffix = (host or source).lower().rpartition(".")[2] if "." in (host or source) else ""
    code = _table().suffixes.get(suffix, code_of(suffix) if len(suffix) == 2 else None)
    if code:
        return code, Evidence("host", suffix, 0.8)
    named = countries_in_name(source)
    return (named[0], Evidence("name", source, 0.7)) if len(named) == 1 else None


@cache
def _table() -> _Table:
    read: dict[str, Any] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    generic, small = frozenset(read["generic_folders"].split()), frozenset(read["small_words"].split())
    signs = re.compile("|".join(re.escape(sign) for row in read["source"] for sign in row.get("signs", ())))
    table = _Table({}, {}, {}, signs, [], generic, small, read["suffixes"])
    for row in read["source"]:
        publisher = _Publisher(row["name"], row.get("country"), row.get("agency", False))
        table.by_name.update((fold(name), publisher) for name in (row["name"], *row.get("aliases", ())))
        table.by_host.update((host, publisher) for host in row.get("hosts", ()))
        table.by_sign.update((sign, publisher) for sign in row.get("signs", ()))
        for mark in row.get("marks", ()):
            lines = [line.casefold() for line in mark]
            parts = [line for line in lines if "…" in line]
            table.marks.append((publisher, frozenset(lines).difference(parts), parts, " / ".join(lines)))
    return table
