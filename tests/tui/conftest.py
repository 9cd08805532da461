"""A small pile of invented releases, an engine that searches it in memory, and a person at the keyboard."""

import asyncio
import re
from collections import Counter
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest
from textual._wait import wait_for_idle
from textual.css.stylesheet import Stylesheet

from index.errors import NoSuchRelease
from index.rebuild import rebuild
from index.release import Evidence, Release, ReleaseDate, Removal
from searcher.engine import Blame, Engine
from searcher.request import FACETS, SearchRequest
from searcher.result import FacetValue, Hit, SearchResult, Span

SOURCES = ("Ministry of Mines", "The White House", "Kremlin", "Viet Nam News", "MOFA Korea", "Harbour Board", None)
COUNTRIES = (("PE", "RU"), ("US", "PE"), ("RU",), ("VN", "PE"), ("KR", "PE"), ("CL", "PE"), ())
TOPICS = ("copper mining", "fisheries agreement", "nuclear safety", "trade promotion", "harbour dredging")
LANGUAGES = ("en", "en", "en", "es", "ko", "vi", None)

COPPER = {
    "March 4, 2013": "The mine sold copper to a smelter in the north.",
    "March 12, 2014": "Officials visited the copper works and spoke with miners.",
    "May 6, 2014": "Prices of copper rose for a third week.",
    "May 8, 2014": "A new shaft will bring more copper to the coast.",
}

VOCABULARY = ("copper", "cooperation", "costs", "fisheries")


class Offered(NamedTuple):
    start: int
    end: int
    text: str
    kind: str
    count: int
    hint: str


def pile(count=70):
    return [invented(number) for number in range(count)]


def invented(number):
    topic = TOPICS[number % len(TOPICS)]
    source = SOURCES[number * number % len(SOURCES)]
    day = date(2005 + number * 7 % 11, 1 + number % 12, 1 + number % 28) if number % 9 else None
    opening = f"Officials met on Tuesday to discuss {topic} and the next steps of release {number}."
    body = "\n".join((opening, *(f"Paragraph {n} says more about {topic} and its costs." for n in range(2, 14))))
    menu = Removal("Home | News | Contact", "menu", 0)
    footer = Removal("All rights reserved", "footer", len(menu.text) + 1 + len(body) + 1)
    return Release(
        path=f"releases/{number:04}.txt",
        title=f"Joint statement {number} on {topic}",
        body=body,
        date=ReleaseDate(day) if day else None,
        source=source,
        countries=COUNTRIES[number % len(COUNTRIES)],
        language=LANGUAGES[number % len(LANGUAGES)],
        url=f"https://example.org/{number}",
        removed=(menu, footer),
        evidence={"date": Evidence("meta:date", str(day), 0.9), "countries": Evidence("gazetteer")} if day else {},
    )


class MemoryEngine:
    """Words must all occur; filters and counts as the contract says."""

    def __init__(self, releases):
        self.releases = {release.id: release for release in releases}
        self.asked = []

    def search(self, request):
        self.asked.append(request)
        found = [r for r in self.releases.values() if all(w in text_of(r) for w in words_of(request.query))]
        matching = [r for r in found if self._passes(r, request, None)]
        if request.sort != "relevance":
            matching.sort(key=lambda r: str(r.date or ""), reverse=request.sort == "-date")
        page = matching[request.offset : request.offset + request.limit]
        return SearchResult(
            request=request,
            total=len(matching),
            hits=tuple(self._hit(r, request.query) for r in page),
            facets={facet: self._facet(found, request, facet) for facet in FACETS},
            months=self._months(found, request),
            took_ms=0.4,
            suggestion="copper" if "coper" in request.query else None,
            notes=("read as plain words",) if "((" in request.query else (),
        )

    generation = 1
    folder = Path("index")

    def why_empty(self, request):
        wider = ((f"{f.facet} {f.value}", request.clearing(f.facet)) for f in request.filters)
        found = (Blame(what, self.search(request).total, request) for what, request in wider)
        return tuple(blame for blame in found if blame.total)

    def release(self, id):
        if id not in self.releases:
            raise NoSuchRelease(id)
        return self.releases[id]

    def releases_like(self, release):
        return [r for r in self.releases.values() if r.source == release.source and r is not release]

    def similar(self, name):
        found = self.releases_like(self.release(name))[:3]
        return SearchResult(SearchRequest(limit=10), len(found), tuple(self._hit(r, "") for r in found), {})

    def versions(self, name):
        return tuple(self._hit(release, "") for release in self.releases_like(self.release(name)))

    def matched(self, *_):
        return ()

    def timelines(self, *_):
        return ()

    def complete(self, query, cursor, limit=8):
        start = query.rfind(" ", 0, cursor) + 1
        words = [*VOCABULARY, "source:", *(f'source:"{source}"' for source in SOURCES if source)]
        found = [w for w in words if query[start:cursor] and w.casefold().startswith(query[start:cursor])]
        return tuple(Offered(start, cursor, word, "word", 14, "") for word in found[:limit])

    def highlight(self, text, query, language=None):
        words = words_of(query)
        if not words:
            return (Span(text, False),)
        parts = re.split("(" + "|".join(map(re.escape, words)) + ")", text, flags=re.IGNORECASE)
        return tuple(Span(part, bool(n % 2)) for n, part in enumerate(parts) if part)

    def _hit(self, release, query):
        return Hit(
            id=release.id,
            path=release.path,
            title=release.title,
            date=str(release.date) if release.date else None,
            date_precision="day" if release.date else None,
            source=release.source,
            countries=release.countries,
            language=release.language,
            score=1.0,
            snippet=self.highlight(release.body.split("\n")[0], query),
        )

    def _passes(self, release, request, but):
        for facet in FACETS:
            filters = [f for f in request.filters if f.facet == facet and facet != but]
            values = values_of(release, facet)
            included = [f.value for f in filters if not f.excluded]
            if included and not values & set(included):
                return False
            if values & {f.value for f in filters if f.excluded}:
                return False
        return True

    def _facet(self, found, request, facet):
        counts = Counter()
        for release in found:
            if self._passes(release, request, facet):
                counts.update(value for value in values_of(release, facet) if len(value or "") != 7 or facet != "date")
        ordered = sorted(counts, key=lambda v: (v is None, -int(v or 0) if facet == "date" else -counts[v], v or ""))
        return tuple(self._value(request, facet, value, counts[value]) for value in ordered)

    def _months(self, found, request):
        passing = (r for r in found if r.date and self._passes(r, request, "date"))
        counts = Counter(str(r.date)[:7] for r in passing)
        return tuple(self._value(request, "date", month, counts[month]) for month in sorted(counts))

    def _value(self, request, facet, value, count):
        states = {f.excluded for f in request.filters if (f.facet, f.value) == (facet, value)}
        return FacetValue(value, count, selected=False in states, excluded=True in states)


class EndlessEngine(MemoryEngine):
    """Any number of hits, made when asked for."""

    def __init__(self, total):
        super().__init__(pile(1))
        self.total = total

    def search(self, request):
        self.asked.append(request)
        numbers = range(request.offset, min(request.offset + request.limit, self.total))
        hits = tuple(self._hit(invented(n % 70), "")._replace(title=f"Release {n:,}") for n in numbers)
        return SearchResult(request=request, total=self.total, hits=hits, facets=dict.fromkeys(FACETS, ()))

    def release(self, id):
        return next(iter(self.releases.values()))


def text_of(release):
    return f"{release.title} {release.body}".casefold()


def words_of(query):
    return re.findall(r"\w+", query.casefold())


def values_of(release, facet):
    if facet == "country":
        return set(release.countries) or {None}
    if facet == "date":
        day = str(release.date) if release.date else None
        return {day[:4], day[:7]} if day else {None}
    return {getattr(release, facet)}


@pytest.fixture
def engine():
    return MemoryEngine(pile())


def busy(app):
    """Whether anything is still to be asked, answered, handled or painted."""
    screen = app.screen
    nodes = (app, *app.screen_stack, *screen.walk_children())
    return (
        any(node.message_queue_size for node in nodes)
        or any(not worker.is_finished for worker in app.workers)
        or bool(screen._layout_required or screen._dirty_widgets or screen._callbacks)
    )


async def settle(pilot):
    """Wait until all that was asked has come back and is painted; much faster than Textual's wait for an idle CPU."""
    app = pilot.app
    quiet = False
    while app.is_running and not quiet:
        while app.is_running and busy(app):  # noqa: ASYNC110  Textual tells of no such moment
            await asyncio.sleep(0.002)
        await pilot._wait_for_screen()
        quiet = not app.is_running or not busy(app)


@pytest.fixture(name="settle")
def settled():
    """The wait for all that was asked: `await settle(pilot)`."""
    return settle


class Driver:
    """What a person does and sees: keys in, lines out."""

    def __init__(self, pilot):
        self.pilot = pilot
        self.app = pilot.app

    async def press(self, *keys):
        for key in keys:
            await self.app._press_keys([key])
            await settle(self.pilot)

    async def type(self, text):
        await self.app._press_keys(text)
        await settle(self.pilot)

    async def click(self, selector, x, y, times=1):
        await self.pilot.click(selector, offset=(x, y), times=times)
        await settle(self.pilot)

    async def resize(self, width, height):
        await self.pilot.resize_terminal(width, height)
        await wait_for_idle(0)  # Textual gathers resizes by a timer
        await settle(self.pilot)

    async def start_again(self, name):
        """Ask for everything, with the keys in a part and its cursor at the top."""
        screen = self.app.screen
        screen._ask(SearchRequest(limit=screen.request.limit))
        await settle(self.pilot)
        self.part(name).focus()
        await self.press("home")

    @property
    def lines(self):
        strips = self.app.screen._compositor.render_strips()
        return [strip.text.rstrip() for strip in strips]

    @property
    def text(self):
        return "\n".join(self.lines)

    @property
    def focused(self):
        return self.app.screen.focused.id

    @property
    def request(self):
        return self.app.screen_stack[0].request

    def part(self, name):
        return self.app.screen_stack[0].query_one(f"#{name}")

    def styles_of(self, words):
        """The style of each segment that has exactly these words."""
        strips = self.app.screen._compositor.render_strips()
        return [segment.style for strip in strips for segment in strip if segment.text.strip() == words]


@pytest.fixture
def endless():
    """An engine with any number of hits: `endless(100_000)`."""
    return EndlessEngine


@pytest.fixture
def at_once(monkeypatch):
    """No waiting for the next key, in a terminal that has all colours."""
    from tui.screens import search

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(search, "DEBOUNCE", 0)
    monkeypatch.setattr(search, "SETTLE", 0)
    for module in ("textual.app", "textual.pilot"):
        monkeypatch.setattr(f"{module}.wait_for_idle", lambda *_: asyncio.sleep(0))


@pytest.fixture
def unpainted(monkeypatch):
    """Nothing is painted but when it is looked at, which is what most of the time would go to."""
    monkeypatch.setattr("textual._compositor.Compositor.render_update", lambda *_, **__: None)


@pytest.fixture(autouse=True, scope="session")
def _style_sheets_read_once():
    """Keep the rules of a style sheet from app to app: each would read them anew."""
    known, read = {}, Stylesheet._parse_rules

    def rules(sheet, *source, **how):
        key = *source, *how.items(), frozenset(sheet._variables.items())
        if key not in known:
            known[key] = read(sheet, *source, **how)
        return known[key]

    with patch.object(Stylesheet, "_parse_rules", rules):
        yield


@pytest.fixture
def drive(engine, at_once, unpainted):  # noqa: ARG001  asked for what it does
    """Open the app in a window of a size: `async with drive((80, 24)) as user`."""
    from tui.app import SearcherApp

    @asynccontextmanager
    async def open_app(size=(92, 24), engine=engine, request=None, opener=None, **options):
        app = SearcherApp(opener or (lambda: engine), request, **options)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            yield Driver(pilot)

    return open_app


class Library:
    """Releases in a folder, and their index."""

    def __init__(self, folder):
        self.pile, self.index = folder / "pile", folder / "index"

    def add(self, name, title, *paragraphs):
        path = self.pile / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join((title, *paragraphs)))

    def rebuild(self):
        return rebuild(self.index, [self.pile], jobs=1)

    def engine(self):
        return Engine(self.index)


@pytest.fixture
def library(tmp_path, monkeypatch):
    """A folder of dated releases about copper and grain, indexed; in a home and working folder of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    library = Library(tmp_path)
    for number, (day, said) in enumerate(COPPER.items()):
        library.add(f"copper-{number}.txt", f"Copper notice {number}", f"LIMA, {day} - {said}")
    library.add("grain.txt", "Grain notice", "CALLAO, May 7, 2014 - The harbour board weighed grain for two ships.")
    library.rebuild()
    return library
