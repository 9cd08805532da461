import io
import re
from contextlib import redirect_stderr, redirect_stdout

import pytest
from rich.cells import cell_len

from index.report import Progress
from searcher.cli import main
from searcher.console import print_hits
from searcher.progress import progress_bar
from searcher.request import SearchRequest
from searcher.result import Hit, SearchResult, Span

HOSTILE = "\x1b[31mred [bold]x[/bold] [/ [@click=app.quit]q[/] \u202egpj\x9b2J"


STEPS = ("read", "index", "clean again")


class Terminal(io.StringIO):
    """Text written to a terminal."""

    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def plain(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")


def hit(**values):
    defaults = {
        "id": "e17e8b6fe7a2",
        "path": "/a.txt",
        "title": "Copper accord",
        "date": "2014-11-07",
        "date_precision": "day",
        "source": "The Kremlin",
        "countries": ("PE", "RU"),
        "language": "en",
        "score": 1.0,
        "snippet": (Span("mines ", hit=False), Span("copper", hit=True), Span(" in Peru", hit=False)),
    }
    return Hit(**{**defaults, **values})


def shown(*hits):
    with redirect_stdout(Terminal()) as terminal:
        print_hits(SearchResult(SearchRequest("copper"), len(hits), hits, {}, took_ms=0.8))
    return terminal.getvalue()


@pytest.mark.usefixtures("plain")
def test_a_table_of_hits():
    lines = [
        " ".join(line.split())
        for line in shown(hit(), hit(date=None, source=None, countries=(), snippet=())).splitlines()
    ]
    assert [line for line in lines if line] == [
        "2014-11-07 The Kremlin Copper accord",
        "e17e8b6fe7a2 PE RU mines copper in Peru",
        "undated unknown source Copper accord",
        "e17e8b6fe7a2",
        "1–2 of 2 releases · 0.8 ms",
    ]


def test_matches_stand_out():
    assert "\x1b[1;33mcopper\x1b[0m" in shown(hit())


def test_no_color_leaves_no_colour(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    text = shown(hit())
    assert "mines " in text
    assert "\x1b[3" not in text
    assert "\x1b[1;3" not in text


@pytest.mark.usefixtures("plain")
def test_hostile_text_is_shown_as_it_is_written():
    text = shown(hit(title=HOSTILE, source=HOSTILE, snippet=(Span(HOSTILE, hit=True),)))
    assert not set(text) & set("\x1b\x9b\u202e")
    assert text.count("[@click=app.quit]q[/]") == 2
    assert text.count("␛[31mred [bold]x[/bold] [/ ") == 2


@pytest.mark.usefixtures("plain")
def test_a_line_of_any_length_fits_the_terminal():
    text = shown(hit(title="x" * 1_000, source="y" * 1_000, snippet=(Span("한" * 500, hit=False),)))
    assert max(map(cell_len, text.splitlines())) <= 100


def test_progress_is_drawn_on_a_terminal():
    with redirect_stderr(Terminal()) as terminal, progress_bar() as show:
        for step in STEPS:
            for done in range(1, 4):
                show(Progress(step, done, 3, failed=1))
    assert "3/3" in terminal.getvalue()
    assert "1 failed" in terminal.getvalue()


def test_elsewhere_no_progress_is_drawn(capsys):
    with progress_bar() as show:
        show(Progress("index", 1, 3, 0))
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_search_at_a_terminal_draws_a_table(tmp_path, monkeypatch, environment, coloured):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with redirect_stdout(Terminal()) as terminal, pytest.raises(SystemExit) as ended:
        main(["search", "copper", "peru", "--facets", "--index", str(tmp_path / "index")])
    lines = [" ".join(line.split()) for line in re.sub(r"\x1b\[[\d;]*m", "", terminal.getvalue()).splitlines()]
    assert ended.value.code == 0
    assert lines[0] == "2014-11-07 The Kremlin Copper accord"
    assert "1 Peru (PE)" in lines
    assert ("\x1b[36m" in terminal.getvalue()) is coloured
