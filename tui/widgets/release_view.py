"""A release to read: hits marked, what was removed and why each field has its value on a key each."""

from __future__ import annotations

from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive

from searcher.safe import one_line
from tui import paragraphs
from tui.asking import Reading
from tui.widgets.lines import Piece, spread
from tui.widgets.text_lines import Stretch, TextLines


class ReleaseView(TextLines):
    """The preview beside the list, and the reader over it."""

    BINDING_GROUP_TITLE = "Release"
    BINDINGS = [
        Binding("slash", "screen.find", "Find", key_display="/", tooltip="Find words in the text", id="find-in-page"),
    ]

    TOLD = ("back", "find-in-page", "next-hit", "ledger", "evidence", "copy", "similar", "versions", "original", "help")
    """The keys of the key line: here other ones matter than in the list."""

    reading: reactive[Reading | None] = reactive(None, repaint=False)
    ledger: reactive[bool] = reactive(default=False, repaint=False)
    evidence: reactive[bool] = reactive(default=False, repaint=False)
    finding = "this release"
    _words = ""
    _hits: tuple[Stretch, ...] = ()
    _hit = -1

    class Appeared(Message):
        """The view came to be seen and may have nothing to show."""

    def watch_reading(self, before: Reading | None, reading: Reading | None) -> None:
        """Start at the top of another release."""
        self.find("")
        if not (before and reading and before.release is reading.release):
            self.top = 0

    def _compose_text(self) -> None:
        """Put the paragraphs together for what is to be seen."""
        shown: list[paragraphs.Paragraph] = []
        if self.reading:
            release = self.reading.release
            lines = paragraphs.spaced(paragraphs.body(self.reading.body))
            why = paragraphs.evidence(release) if self.evidence else []
            removed = release.removed if self.ledger else ()
            shown = [*paragraphs.heading(release), *why, *paragraphs.with_ledger(lines, removed)]
            if self._words:
                shown = paragraphs.marking(shown, self._words)
        self._hits = tuple(Stretch(n, *mark[:2]) for n, line in enumerate(shown) for mark in line.marks)
        self.current = self._hits[self._hit] if 0 <= self._hit < len(self._hits) else None
        self.show(shown)

    watch_ledger = watch_evidence = _compose_text

    def on_show(self) -> None:
        """Say that there is room to read."""
        self.post_message(self.Appeared())

    def find(self, words: str) -> None:
        """Mark the words in place of the query's hits, and go to the first; the query's again for none."""
        self._words, self._hit = words, -1
        self._compose_text()
        if words:
            self.next_hit(1)

    def found(self) -> None:
        """Keep the words marked."""

    def next_hit(self, step: int) -> None:
        """Go to the next hit or the one before; round at the ends."""
        if self._hits:
            start = self._hit if self._hit >= 0 or step > 0 else 0
            self._hit = (start + step) % len(self._hits)
            place, start, _ = self.current = self._hits[self._hit]
            line = next(n for n, (p, first, end) in enumerate(self.stretches) if p == place and first <= start <= end)
            if not self.top < line < self.top + self.room.height:
                self.top = line - self.room.height // 3
            self.refresh()

    def pinned(self) -> list[Piece]:
        """Return what is read and at which hit."""
        if not self.reading:
            return []
        release, found = self.reading.release, len(self._hits)
        name = one_line(release.title if self.top else release.path)
        count = f"hit {self._hit + 1}/{found}" if self._hit >= 0 else f"{found} hit{'s' * (found != 1)}" * bool(found)
        count = count.rjust(10)
        room = self.width - len(count) - 1
        if not self.top and len(name) > room:
            name = "…" + name[1 - room :]
        return [self.margin, *spread([(name, "dim")], (count, "dim"), self.width)]
