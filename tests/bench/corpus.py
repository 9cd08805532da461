"""The documents that are measured: real press releases where they are at hand, else made-up ones.

Real ones have their office as source and their file name's date; countries are a few dozen names looked up in the
text, and languages are dealt out, since the corpus has only one.
"""

from __future__ import annotations

import random
import re
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
ARCHIVE = ROOT / ".." / "shared" / "data" / "senate.tar.xz"
SEED = 20_140_711

_EPOCH = date(1970, 1, 1).toordinal()
_FILE_DATE = re.compile(r"\d{1,2}[A-Z][a-z]{2}\d{4}")
_TITLE_LENGTH = 90
_COUNTRIES = dict(
    re.findall(
        r"(\w+)=(\w+)",
        """
        Afghanistan=AF Argentina=AR Australia=AU Bolivia=BO Brazil=BR Burma=MM Canada=CA Chile=CL China=CN Colombia=CO
        Cuba=CU Darfur=SD Egypt=EG Ethiopia=ET France=FR Germany=DE Haiti=HT India=IN Indonesia=ID Iran=IR Iraq=IQ
        Ireland=IE Israel=IL Italy=IT Japan=JP Kenya=KE Kosovo=XK Kuwait=KW Lebanon=LB Liberia=LR Mexico=MX Nigeria=NG
        Pakistan=PK Panama=PA Peru=PE Philippines=PH Poland=PL Russia=RU Rwanda=RW Serbia=RS Somalia=SO Sudan=SD
        Syria=SY Taiwan=TW Thailand=TH Turkey=TR Uganda=UG Ukraine=UA Venezuela=VE Vietnam=VN""",
    )
)
_LANGUAGES = (*("en",) * 36, "ko", "ko", "vi", None)
"""None that has stems of its own: the other engines stem all of it as English."""


@dataclass(frozen=True, slots=True)
class Document:
    """A release as the engines get it; `day` counts from 1970."""

    path: str
    source: str
    title: str
    body: str
    day: int | None
    countries: tuple[str, ...]
    language: str | None

    @property
    def month(self) -> str | None:
        return None if self.day is None else date.fromordinal(self.day + _EPOCH).isoformat()[:7]


def corpus(limit: int | None = None) -> list[Document]:
    """Return the documents, or so many of them, spread evenly."""
    documents = [*(_archived() if ARCHIVE.exists() else _generated(limit or 20_000))]
    return sample(documents, limit or len(documents))


def sample(documents: Sequence[Document], count: int) -> list[Document]:
    """Return so many documents, spread evenly."""
    return [documents[at * len(documents) // count] for at in range(min(count, len(documents)))]


def name() -> str:
    return ARCHIVE.name if ARCHIVE.exists() else "generated"


def _archived() -> Iterator[Document]:
    dealer = random.Random(SEED)
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is None:
                continue
            text = file.read().decode("utf-8", "replace")
            source, _, stem = member.name.partition("/")
            codes = sorted({_COUNTRIES[word] for word in _COUNTRIES.keys() & set(text.split())})
            title = " ".join(text[: 2 * _TITLE_LENGTH].split())[:_TITLE_LENGTH]
            yield Document(member.name, source, title, text, _day(stem), tuple(codes), dealer.choice(_LANGUAGES))


def _day(stem: str) -> int | None:
    found = _FILE_DATE.match(stem)
    try:
        return found and datetime.strptime(found[0], "%d%b%Y").toordinal() - _EPOCH  # noqa: DTZ007 a day has no zone
    except ValueError:
        return None


def _generated(count: int) -> Iterator[Document]:
    """Yield documents of made-up words, as frequent as Zipf's law has it (Mandelbrot's form)."""
    dealer, numbers = random.Random(SEED), np.random.default_rng(SEED)
    syllables = [a + b for a in "bcdfghklmnprstvw" for b in "aeiou"]
    words = sorted({"".join(dealer.choices(syllables, k=dealer.randint(1, 4))) for _ in range(60_000)})
    dealer.shuffle(words)
    ends = np.cumsum(1 / (np.arange(len(words)) + 2.7))
    for at in range(count):
        size = int(numbers.lognormal(5.8, 0.6)) + 20
        found = np.searchsorted(ends, numbers.random(size) * ends[-1])
        text = " ".join([words[number] for number in found])
        codes = tuple(sorted(set(dealer.choices([*_COUNTRIES.values()], k=dealer.choice((0, 0, 1, 2))))))
        day = 13_000 + dealer.randrange(1_000)
        title = text[:_TITLE_LENGTH]
        yield Document(f"{at}.txt", f"source{at % 31}", title, text, day, codes, dealer.choice(_LANGUAGES))


def multiplied(documents: Sequence[Document], count: int) -> Iterator[Document]:
    """Yield so many documents: the given ones again and again, each time with every seventh word another.

    The other words are drawn as the corpus has them; one in a hundred is new.
    """
    dealer = random.Random(SEED)
    found = [word for document in sample(documents, 2_000) for word in document.body.split()]
    words = [f"{word}{dealer.randrange(100_000)}" if dealer.random() < 0.01 else word for word in found]
    for at in range(count):
        copy, number = divmod(at, len(documents))
        document = documents[number]
        if copy:
            text = document.body.split()
            others = text[copy % 7 :: 7]
            text[copy % 7 :: 7] = dealer.choices(words, k=len(others))
            document = replace(document, path=f"{copy}/{document.path}", body=" ".join(text))
        yield document
