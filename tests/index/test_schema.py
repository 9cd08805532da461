import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.release import Evidence, Release, ReleaseDate, Removal
from index.schema import day_number, day_of, from_record, schema, to_document

RELEASE = Release(
    path="archive/peru.txt",
    title="Peru signs",
    body="Peru and Russia signed.",
    date=ReleaseDate(date(2014, 11, 1), "month"),
    source="Kremlin",
    via="TASS",
    countries=("PE", "RU"),
    mentions=("PE", "RU", "US"),
    issuer="RU",
    place="PE",
    language="en",
    url="https://example.org/peru",
    removed=(Removal("Home | News", "menu", 0),),
    evidence={"date": Evidence("dateline", "November 2014", 0.5), "title": Evidence("h1")},
)

texts = st.text(max_size=9)
countries = st.lists(st.sampled_from(["PE", "RU", "VN"]), unique=True).map(tuple)
releases = st.builds(
    Release,
    path=texts,
    title=texts,
    body=texts,
    date=st.none() | st.builds(ReleaseDate, st.dates(), st.sampled_from(["day", "month", "year"])),
    source=st.none() | texts,
    via=st.none() | texts,
    countries=countries,
    mentions=countries,
    issuer=st.none() | texts,
    place=st.none() | texts,
    language=st.none() | texts,
    url=st.none() | texts,
    removed=st.lists(st.builds(Removal, texts, texts, st.integers(0, 99))).map(tuple),
    evidence=st.dictionaries(texts, st.builds(Evidence, texts, texts, st.floats(0, 1)), max_size=3),
)


@given(releases)
def test_a_release_comes_back_from_its_stored_record(release):
    assert from_record(json.loads(json.dumps(to_document(release)["release"]))) == release


def test_a_document_has_a_value_for_every_field():
    document = to_document(RELEASE, 3)
    assert document.keys() == set(schema().names())
    assert {name: value for name, value in document.items() if name not in ("release", "id")} == {
        "path": b"archive/peru.txt",
        "title": "Peru signs",
        "body": "Peru and Russia signed.",
        "date": (date(2014, 11, 1) - date(1970, 1, 1)).days,
        "precision": "month",
        "source": "Kremlin",
        "via": "TASS",
        "country": ["PE", "RU"],
        "mentions": ["PE", "RU", "US"],
        "issuer": "RU",
        "place": "PE",
        "language": "en",
        "added": 3,
    }


def test_what_is_unknown_has_no_value():
    bare = to_document(Release(path="a", title="", body=""))
    assert [bare[name] for name in ("date", "source", "issuer", "language", "country")] == [None, None, None, None, []]


def test_a_path_keeps_bytes_that_are_no_text():
    assert to_document(RELEASE._replace(path="caf\udce9.txt"))["path"] == b"caf\xe9.txt"


@pytest.mark.parametrize(
    ("day", "number"), [(date(1970, 1, 1), 0), (date(1969, 12, 31), -1), (date(2014, 11, 7), 16_381)]
)
def test_days_are_counted_from_1970(day, number):
    assert (day_number(day), day_of(number)) == (number, day)


def test_one_field_tells_documents_apart():
    assert [name for name, field in schema().items() if field.unique] == ["path"]
