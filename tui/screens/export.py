"""What to export, and where to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from index.errors import SearcherError
from searcher.request import SearchRequest
from searcher.safe import one_line
from tui.labels import releases
from tui.widgets.key_line import KeyLine
from tui.widgets.path_line import PathLine

if TYPE_CHECKING:
    from searcher.engine import Engine
    from searcher.export import Format

FORMATS: dict[Format, str] = {"csv": "CSV", "json": "JSON", "jsonl": "JSON lines", "md": "Markdown"}
"""By the ending of a file's name."""

EVERY = 100
"""Releases between two reports of progress."""


class Export(NamedTuple):
    """A file to write, as its ending says, with the text of the releases or without."""

    path: Path
    full: bool


class ExportScreen(ModalScreen[Export | None]):
    """Returns what to write, or None."""

    BINDING_GROUP_TITLE = "Export"
    BINDINGS = [
        Binding("down", "format(1)", "Format", tooltip="Next format", priority=True, id="format"),
        Binding("up", "format(-1)", "Format before", show=False, priority=True, id="format-before"),
        Binding("f2", "text", "Text", tooltip="With the text of the releases, or without", id="text"),
        Binding("escape", "dismiss(None)", "Not now", id="export-close"),
    ]

    def __init__(self, query: str, count: int) -> None:
        """Ask where to put so many releases that a query found."""
        super().__init__()
        self._count, self._full = count, False
        self._replaces = ""
        self._name = "-".join(["releases", *re.findall(r"\w+", query.casefold())])[:60]

    def compose(self) -> ComposeResult:
        """Lay the form out."""
        yield Static(Content.styled(f"Export {releases(self._count)}", "bold $text-accent"))
        yield PathLine(f"{self._name}.csv", id="path")
        yield Static(id="form")
        yield KeyLine()

    @property
    def _path(self) -> Path:
        return Path(self.query_one(PathLine).value.strip()).expanduser()

    @on(Input.Changed)
    def _describe(self, _: object = None, problem: str = "") -> None:
        formats = [
            Content.styled(f" {label} ", "reverse" if self._path.suffix == f".{name}" else "")
            for name, label in FORMATS.items()
        ]
        text = Content("with the text" if self._full else "without the text")
        choice = Content(" ").join([*formats, Content("  "), text])
        lines = [choice, Content.styled(problem, "$text-error")]
        self.query_one("#form", Static).update(Content("\n").join(lines))

    def action_format(self, step: int) -> None:
        """Change the ending to that of the next format."""
        line = self.query_one(PathLine)
        endings = [f".{name}" for name in FORMATS]
        at = endings.index(self._path.suffix) if self._path.suffix in endings else -step
        line.value = line.value.removesuffix(self._path.suffix) + endings[(at + step) % len(endings)]
        line.cursor_position = len(line.value)

    def action_text(self) -> None:
        """Write the text too, or no longer."""
        self._full = not self._full
        self._describe()

    @on(Input.Submitted)
    def _take(self) -> None:
        path = self._path
        if path.suffix.removeprefix(".") not in FORMATS:
            self._describe(problem="name it .csv, .json, .jsonl or .md")
        elif path.exists() and self._replaces != str(path):
            self._replaces = str(path)
            self._describe(problem="there is such a file already: enter once more replaces it")
        else:
            self.dismiss(Export(path.absolute(), self._full))


def write(
    engine: Engine,
    request: SearchRequest,
    ids: Sequence[str] | None,
    wanted: Export,
    stop: Event,
    tell: Callable[[int, int], None],
) -> int:
    """Write the file, all of it or nothing, and return how many releases it has; raises SearcherError."""
    from searcher.export import export  # slow to import, and not needed to search
    from searcher.kept import replacing

    def progress(done: int, total: int) -> None:
        if stop.is_set():
            raise SearcherError("the export was stopped")
        if done % EVERY == 0 or done == total:
            tell(done, total)

    format_: Format = next(name for name in FORMATS if wanted.path.suffix == f".{name}")
    try:
        with replacing(wanted.path) as stream:
            return export(engine, request, ids, format_, stream, progress, full=wanted.full)
    except OSError as error:
        raise SearcherError(one_line(f"{wanted.path}: {error.strerror}: name another place")) from error
