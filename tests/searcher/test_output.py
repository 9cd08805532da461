import csv
import io
import json
import sys

import pytest

from index.release import Evidence, Removal
from searcher import output
from searcher.request import FACETS, SearchRequest
from searcher.result import FacetValue, Hit, SearchResult, Span

HOSTILE = "\x1b[31m=cmd|' /C calc'!A0 [bold]\u202egpj.exe\x9b2J\r\nnext\x07"

HIT = Hit(
    id="e17e8b6fe7a2",
    path="/pile/a.txt",
    title="Statement",
    date="2014-11",
    date_precision="month",
    source="The Kremlin",
    countries=("PE", "RU"),
    language="en",
    score=2.97512,
    snippet=(Span("…to ", hit=False), Span("Peru", hit=True)),
)
BARE = Hit("0" * 12, "/pile/b.txt", "Nothing known", None, None, None, (), None, 0.0, ())


def result(*hits, **values):
    facets = {"source": (FacetValue("The Kremlin", 1, selected=True), FacetValue(None, 2))}
    defaults = {"request": SearchRequest("peru", offset=2), "total": 1_234, "took_ms": 0.81, "hits": hits}
    return SearchResult(**{**defaults, "facets": {**dict.fromkeys(FACETS, ()), **facets}, **values})


def hostile():
    return Hit(
        "0" * 12, HOSTILE, HOSTILE, HOSTILE, "day", HOSTILE, (HOSTILE,), HOSTILE, 1.0, (Span(HOSTILE, hit=True),)
    )


def test_the_published_form_of_a_result():
    data = output.result_data(
        result(HIT, months=(FacetValue("2014-11", 1, excluded=True),), suggestion="Perú", notes=("read as words",))
    )
    assert data == {
        "version": 1,
        "query": "peru",
        "total": 1_234,
        "total_is_exact": True,
        "took_ms": 0.81,
        "hits": [
            {
                "id": "e17e8b6fe7a2",
                "path": "/pile/a.txt",
                "title": "Statement",
                "date": "2014-11",
                "date_precision": "month",
                "source": "The Kremlin",
                "countries": ["PE", "RU"],
                "language": "en",
                "score": 2.9751,
                "duplicates": 0,
                "snippet": [{"text": "…to ", "hit": False}, {"text": "Peru", "hit": True}],
            }
        ],
        "facets": {
            "source": [
                {"value": "The Kremlin", "count": 1, "selected": True, "excluded": False},
                {"value": None, "count": 2, "selected": False, "excluded": False},
            ],
            "country": [],
            "date": [],
            "language": [],
        },
        "months": [{"value": "2014-11", "count": 1, "selected": False, "excluded": True}],
        "suggestion": "Perú",
        "notes": ["read as words"],
    }


def test_what_is_unknown_is_null():
    data = output.hit_data(BARE)
    assert {name for name, value in data.items() if value is None} == {"date", "date_precision", "source", "language"}


def test_the_published_form_of_a_release(release):
    data = output.release_data(
        release(
            "a.txt",
            "Title",
            "Body",
            date="2014",
            removed=(Removal("Menu", "menu", 3),),
            evidence={"date": Evidence("header", "2014", 0.5)},
        )
    )
    assert data["removed"] == [{"text": "Menu", "rule": "menu", "start": 3}]
    assert data["evidence"] == {"date": {"rule": "header", "text": "2014", "confidence": 0.5}}
    assert (data["date"], data["date_precision"], data["body"]) == ("2014", "year", "Title\n\nBody")
    assert (data["source"], data["language"], data["countries"], data["issuer"]) == (None, None, [], None)
    assert set(data) >= {"path", "title", "date", "source", "countries", "language", "body", "removed", "evidence"}


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1", "cp949"])
@pytest.mark.parametrize(
    "text", ["Việt Nam", "한국 🚀", "bad\udcff name", "back\\slash\udcff", HOSTILE, '"quoted"', "\u2028"]
)
def test_json_is_one_line_that_reads_back_in_any_encoding(monkeypatch, text, encoding):
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    output.prepare_streams()
    output.write_json({"text": text})
    stream.flush()
    written = raw.getvalue().decode(encoding)
    assert json.loads(written) == {"text": text}
    assert written.count("\n") == 1
    assert not set("\x1b\x9b\x07\x7f") & set(written)


def test_csv_reads_back(capsys):
    output.write_csv([HIT, BARE])
    header, first, second = csv.reader(io.StringIO(capsys.readouterr().out))
    assert header == ["id", "path", "title", "date", "source", "countries", "language", "score"]
    assert first == [
        *("e17e8b6fe7a2", "/pile/a.txt", "Statement", "2014-11", "The Kremlin", "PE RU", "en", "2.9751"),
    ]
    assert second == ["000000000000", "/pile/b.txt", "Nothing known", "", "", "", "", "0.0"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝", "＋"])
def test_a_cell_of_csv_is_never_a_formula(capsys, start):
    output.write_csv([Hit("0" * 12, "p", f"{start}1+1", None, None, f"{start}A1", (), None, 0.0, ())])
    _, row = csv.reader(io.StringIO(capsys.readouterr().out))
    assert [cell[0] for cell in (row[2], row[4])] == ["'", "'"]


@pytest.mark.parametrize(
    "write",
    [
        lambda: output.write_text(result(hostile())),
        lambda: output.write_csv([hostile()]),
        lambda: output.write_json(output.result_data(result(hostile()))),
        lambda: output.write_json(output.hit_data(hostile())),
        lambda: output.write_facets(result(facets={name: (FacetValue(HOSTILE, 1),) for name in FACETS})),
        lambda: output.write_fields({"title": HOSTILE}),
    ],
    ids=["text", "csv", "json", "jsonl", "facets", "fields"],
)
def test_hostile_text_is_harmless_in_every_form(capsys, write):
    write()
    assert not set(capsys.readouterr().out) & set("\x1b\x9b\x07\x7f")


def test_hostile_releases_are_harmless(capsys, release):
    hostile_one = release(
        HOSTILE,
        HOSTILE,
        HOSTILE,
        source=HOSTILE,
        language=HOSTILE,
        countries=(HOSTILE,),
        removed=(Removal(HOSTILE, HOSTILE, 0),),
        evidence={HOSTILE: Evidence(HOSTILE, HOSTILE)},
    )
    output.write_release(hostile_one)
    output.write_removed(hostile_one)
    output.write_evidence(hostile_one)
    assert not set(capsys.readouterr().out) & set("\x1b\x9b\x07\x7f\u202e\r")


def test_plain_text_of_hits(capsys):
    output.write_text(result(HIT, BARE))
    assert capsys.readouterr().out.splitlines() == [
        "Statement",
        "  2014-11 · The Kremlin · PE RU · en · e17e8b6fe7a2",
        "  …to Peru",
        "",
        "Nothing known",
        "  undated · 000000000000",
        "  ",
        "",
        "3–4 of 1,234 releases · 0.8 ms",
    ]


@pytest.mark.parametrize(
    ("total", "said"), [(0, "0 releases · 0.8 ms"), (1, "1 release · 0.8 ms"), (1_234, "1,234 releases · 0.8 ms")]
)
def test_the_summary_without_hits(total, said):
    assert output.summary(result(total=total)) == said


def test_facets_in_plain_text(capsys):
    counts = {
        "source": (FacetValue("The Kremlin", 12),),
        "country": (FacetValue("PE", 3), FacetValue("ZZ", 1), FacetValue(None, 1)),
        "date": (FacetValue("2014", 1), FacetValue(None, 2)),
        "language": (),
    }
    output.write_facets(result(facets=counts))
    assert capsys.readouterr().out.splitlines() == [
        *("", "SOURCE", "      12  The Kremlin"),
        *("", "COUNTRY", "       3  Peru (PE)", "       1  ZZ (ZZ)", "       1  no country"),
        *("", "DATE", "       1  2014", "       2  undated"),
    ]


@pytest.mark.parametrize("path", ["/a.txt", "/bad\udcff.txt", "/line\nbreak.txt", "/Đà Nẵng.txt"])
def test_paths_are_written_as_the_system_spells_them(capfdbinary, path):
    output.write_path(path)
    assert capfdbinary.readouterr().out == path.encode("utf-8", "surrogateescape") + b"\n"


def test_paths_are_printable_on_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    output.write_path("/\x1b[31mbad\udcff\nname.txt")
    assert capsys.readouterr().out == "/␛[31mbad\ufffd name.txt\n"


def test_a_release_as_plain_text(capsys, release):
    output.write_release(release("a.txt", "Title", "Body", date="2014-11", countries=("PE", "KR")))
    assert capsys.readouterr().out.splitlines() == [
        "title      Title",
        "date       2014-11",
        "countries  Peru (PE), South Korea (KR)",
        "path       a.txt",
        "",
        "Title",
        "",
        "Body",
    ]


def test_nothing_to_tell_is_nothing_written(capsys):
    output.write_fields({})
    output.write_fields({"date": None, "source": ""})
    assert capsys.readouterr().out == ""
