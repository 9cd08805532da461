"""What the sample releases promise: enough of them, varied, marked as fictional, and each described in gold.toml."""

import codecs
import email.policy
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[2] / "corpus"
README = (CORPUS / "README.md").read_text(encoding="utf-8")
GOLD = tomllib.loads(Path(__file__).with_name("gold.toml").read_text(encoding="utf-8"))
SIDECAR = ".meta.json"

RELEASES = {
    file.relative_to(CORPUS).as_posix(): file
    for file in sorted(CORPUS.glob("*/*/*"))
    if file.is_file() and not file.name.endswith(SIDECAR)
}
ENCODINGS = {
    "agencia-costa-libre/2009/peru-marruecos-anchoveta.txt": ("cp1252", "Perú y Marruecos"),
    "alpine-space-centre/2005/comet-dust-switzerland.html": ("iso-8859-1", "Graubünden"),
    "korea-polar-exchange-foundation/2007/hanguk-chile-namgeuk.txt": ("euc-kr", "한국과 칠레"),
    "polyarny-prichal/2002/rossiya-norvegiya-treska.txt": ("koi8-r", "Россия и Норвегия"),
    "polyarny-prichal/2011/kazakhstan-med.html": ("cp1251", "Казахстанская медь"),
    "the-baltic-courier/2006/lithuania-georgia-visas.txt": ("utf-16", "VILNIUS"),
}


def text_of(path):
    if path.endswith(".eml"):
        mail = email.message_from_bytes(RELEASES[path].read_bytes(), policy=email.policy.default)
        return mail.get_body(("html", "plain")).get_content()
    encoding, _ = ENCODINGS.get(path, ("utf-8", ""))
    return RELEASES[path].read_bytes().decode(encoding)


def test_there_are_enough_releases():
    assert len(RELEASES) >= 40


def test_the_readme_says_that_all_is_fictional():
    assert "**Everything here is fictional.**" in README


def test_the_readme_lists_every_source_folder_with_its_number_of_releases():
    listed = {
        folder: int(number) for folder, number in re.findall(r"^\| `([\w-]+)` \| [^|]+ \| (\d+)", README, re.MULTILINE)
    }
    assert listed == Counter(path.split("/")[0] for path in RELEASES)


def test_the_readme_counts_what_is_there():
    countries = {country for fields in GOLD.values() for country in fields["countries"]}
    sources = {fields["source"] for fields in GOLD.values()}
    counted = re.search(r"holds (\d+) releases of (\d+) publishers on (\d+) countries", README)
    assert counted
    assert tuple(map(int, counted.groups())) == (len(RELEASES), len(sources), len(countries))


def test_every_file_lies_in_the_folder_of_a_source_and_a_year():
    odd = [path for path in RELEASES if not re.fullmatch(r"[a-z-]+/(?:(?:19|20)\d\d|undated)/[a-z-]+\.[a-z]+", path)]
    assert odd == []


def test_nothing_else_lies_in_the_corpus():
    others = {file.relative_to(CORPUS).as_posix() for file in CORPUS.rglob("*") if file.is_file()} - set(RELEASES)
    assert others == {
        ".gitattributes",
        "README.md",
        "copperbelt-mining-chamber/2023/schools-peru.meta.json",
    }


def test_every_kind_of_file_is_there():
    assert {Path(path).suffix for path in RELEASES} == {".txt", ".html", ".htm", ".eml", ".md"}


def test_no_two_files_are_the_same():
    contents = Counter(file.read_bytes() for file in RELEASES.values())
    assert max(contents.values()) == 1


def test_every_release_has_a_realistic_length():
    words = {path: len(text_of(path).split()) for path in RELEASES}
    assert {path: count for path, count in words.items() if not 140 <= count <= 900} == {}


@pytest.mark.parametrize(("path", "encoding", "phrase"), [(p, *rest) for p, rest in ENCODINGS.items()])
def test_some_files_are_not_in_utf_8(path, encoding, phrase):
    raw = RELEASES[path].read_bytes()
    assert phrase in raw.decode(encoding)
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")


def test_the_utf_16_file_begins_with_its_byte_order_mark():
    raw = RELEASES["the-baltic-courier/2006/lithuania-georgia-visas.txt"].read_bytes()
    assert raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def test_one_file_is_a_single_line():
    raw = RELEASES["the-shenandoah-house/2009/fact-sheet-student-visas-poland.txt"].read_bytes()
    assert raw.rstrip(b"\n").count(b"\n") == 0


def test_web_and_mail_addresses_are_nobodys():
    hosts = {
        host
        for file in RELEASES.values()
        for host in re.findall(rb"(?:https?://|[\w.-]@)([\w-]+(?:\.[\w-]+)*\.[a-z]+)", file.read_bytes())
    }
    assert {h for h in hosts if not h.endswith((b".example", b"schema.org", b"w3.org", b"purl.org"))} == set()


def test_gold_describes_every_release_and_no_other():
    assert sorted(GOLD) == sorted(RELEASES)


def test_gold_covers_years_countries_and_languages():
    assert len({fields["date"][:4] for fields in GOLD.values()} - {""}) >= 15
    assert len({country for fields in GOLD.values() for country in fields["countries"]}) >= 30
    assert {fields["language"] for fields in GOLD.values()} == {"en", "es", "fr", "ko", "ru", "vi"}


def test_gold_dates_are_iso_8601_and_of_every_precision():
    dates = [fields["date"] for fields in GOLD.values()]
    assert {len(day) for day in dates} == {len(""), len("1998"), len("1998-01"), len("1998-01-01")}
    for day in filter(None, dates):
        assert date.fromisoformat(day + "-01-01"[len(day) - len("1998") :])


def test_gold_dates_lie_in_the_year_of_the_folder():
    folders = {path: path.split("/")[1] for path in GOLD}
    assert folders == {path: fields["date"][:4] or "undated" for path, fields in GOLD.items()}


def test_gold_countries_are_codes_in_order():
    for fields in GOLD.values():
        assert fields["countries"] == sorted({code for code in fields["countries"] if re.fullmatch("[A-Z]{2}", code)})
        assert fields["countries"]


def test_a_folder_is_a_source():
    pairs = {(path.split("/")[0], fields["source"]) for path, fields in GOLD.items()}
    assert len(pairs) == len({folder for folder, _ in pairs}) == len({source for _, source in pairs})


def test_versions_name_a_release_that_exists():
    versions = {path: fields["version_of"] for path, fields in GOLD.items() if "version_of" in fields}
    assert len(versions) == 2
    assert set(versions.values()) <= set(RELEASES)


def test_fisheries_agreement_has_hits_of_several_sources_and_years():
    hits = [path for path in RELEASES if "fisheries agreement" in " ".join(text_of(path).lower().split())]
    assert len(hits) >= 5
    assert len({path.split("/")[0] for path in hits}) >= 5
    assert len({path.split("/")[1] for path in hits}) >= 5
