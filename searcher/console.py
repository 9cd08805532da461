"""Results on a terminal, drawn by Rich."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from searcher.output import summary
from searcher.result import Hit, SearchResult
from searcher.safe import one_line


def print_hits(result: SearchResult) -> None:
    """Draw hits as a table: facts on the left, title and snippet on the right."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 1, 0), expand=True)
    table.add_column(width=12, no_wrap=True)
    table.add_column(ratio=1, max_width=26)
    table.add_column(ratio=3)
    for hit in result.hits:
        table.add_row(_when(hit), _who(hit), _what(hit))
    console = Console(highlight=False)
    console.print(table)
    console.print(Text(summary(result), "dim"))


def _when(hit: Hit) -> Text:
    return Text.assemble((hit.date or "undated", "cyan"), "\n", (hit.id, "dim"))


def _who(hit: Hit) -> Text:
    return Text.assemble(one_line(hit.source or "unknown source"), "\n", (" ".join(hit.countries), "green"))


def _what(hit: Hit) -> Text:
    text = Text.assemble((one_line(hit.title), "bold"), "\n")
    for span in hit.snippet:
        leading, trailing = span.text[:1].isspace(), span.text[-1:].isspace()
        shown = f"{' ' * leading}{one_line(span.text)}{' ' * (trailing and bool(span.text.strip()))}"
        text.append(shown, "bold yellow" if span.hit else "")
    return text
