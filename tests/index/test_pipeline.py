import json

import pytest

from index.cleaner import Boilerplate
from index.cleaner.masking import mask
from index.metadata.description import Description
from index.pipeline import derive, source_key
from index.readers.read import read

BODY = "The presidents met in Lima on Friday to sign an agreement on fisheries, and spoke of trade for two hours."


def page(**parts):
    values = {
        "title": "Joint statement with Peru",
        "menu": "Home",
        "date": "2014-11-07",
        "site": "The Kremlin",
        **parts,
    }
    return (
        '<html lang="en"><head><title>{title}</title><meta property="article:published_time" content="{date}">'
        '<meta property="og:site_name" content="{site}"></head><body><nav><a href="/">{menu}</a></nav>'
        f"<article><h1>{{title}}</h1><p>{BODY}</p></article></body></html>"
    ).format(**values)


@pytest.fixture
def html(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(page(), encoding="utf-8")
    return path


def test_a_page_becomes_a_cleaned_and_described_release(html):
    reading, outcome = derive(str(html), {})
    (release,) = outcome.releases
    assert (release.path, release.title) == (str(html), "Joint statement with Peru")
    assert (str(release.date), release.source, release.language) == ("2014-11-07", "The Kremlin", "en")
    assert "PE" in release.countries
    assert BODY in release.body
    assert "Home" not in release.body
    assert "Home" in [removal.text for removal in release.removed]
    assert release.evidence.keys() >= {"title", "date", "source", "countries", "language"}
    assert reading.failure is None


def test_every_release_teaches_about_its_source(html):
    reading, _ = derive(str(html), {})
    assert reading.sources == ("The Kremlin",)
    assert [(name, documents) for name, documents, _ in reading.counts.totals()] == [("The Kremlin", 1)]


def test_what_was_learned_about_the_source_is_taken_out(tmp_path):
    path = tmp_path / "a.txt"
    line = "The bulletin of record"
    path.write_text(f"Fisheries accord\n\n{BODY}\n\n{line}\n", encoding="utf-8")
    plain, before = derive(str(path), {})
    _, learned = derive(str(path), {plain.sources[0]: Boilerplate(9, bottom={mask(line): 9})})
    assert line in before.releases[0].body
    assert line not in learned.releases[0].body
    assert [(removal.text, removal.rule) for removal in learned.releases[0].removed] == [(line, "learned-bottom")]


def test_a_document_without_a_source_is_known_by_its_folder(tmp_path):
    path = tmp_path / "20141107" / "a.txt"
    path.parent.mkdir()
    path.write_text(BODY)
    (document,) = read(path)
    assert source_key(document, Description("", None, None, None, None)) == str(path.parent)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    reading, outcome = derive(str(tmp_path / "empty.txt"), {})
    assert (outcome.releases, reading.sources) == ([], ())
    assert reading.failure == (str(tmp_path / "empty.txt"), "is empty")


def test_a_file_that_is_broken_in_part_gives_what_is_whole(tmp_path):
    path = tmp_path / "pile.jsonl"
    rows = [json.dumps({"title": f"Accord {n}", "text": BODY}) for n in range(3)]
    path.write_text("\n".join([rows[0], "{broken", *rows[1:]]), encoding="utf-8")
    reading, outcome = derive(str(path), {})
    assert [release.title for release in outcome.releases] == ["Accord 0", "Accord 1", "Accord 2"]
    assert reading.failure is not None
    assert reading.failure[0].startswith(str(path))
