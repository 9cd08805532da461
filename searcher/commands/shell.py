"""`help`, `completion` and `man`: the program explained, and made at home on a system."""

from __future__ import annotations

import re

import click
from click.shell_completion import CompletionItem, get_completion_class

from index.errors import SearcherError
from searcher import output
from searcher.locations import Location
from searcher.query_help import as_text
from searcher.request import Facet


@click.command("help")
@click.argument("page", type=click.Choice(["query"]), default="query", expose_value=False)
def show_help() -> None:
    """Print a page of help: query is the query language.

    Example: searcher help query
    """
    output.write(as_text())


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what completes commands and options in a shell, and sources, countries and languages of the index.

    For bash and zsh, run it from .bashrc or .zshrc; for fish, write it to ~/.config/fish/completions/searcher.fish.

    Example: eval "$(searcher completion bash)"
    """
    from searcher.cli import cli

    found = get_completion_class(shell)
    assert found is not None
    output.write(found(cli, {}, "searcher", "_SEARCHER_COMPLETE").source())


def values(folder: Location, facet: Facet, incomplete: str) -> list[CompletionItem[str]]:
    """Return the values of a facet in the index that begin so, fit for a shell's command line; none without an index.

    A source stands as its words with hyphens between, which name it too and hold nothing that a shell obeys.
    """
    from index.analysis import words
    from searcher.locations import open_engine
    from searcher.request import SearchRequest

    try:
        found = open_engine(folder).search(SearchRequest(limit=0)).facets[facet]
    except (SearcherError, OSError):
        return []
    known = [value.value for value in found if value.value]
    items = [CompletionItem("-".join(words(value)), help=output.label(facet, value)) for value in known]
    start = incomplete.casefold()
    return [item for item in items if item.value.startswith(start)]


@click.command()
def man() -> None:
    """Print the manual page.

    Example: searcher man > /usr/local/share/man/man1/searcher.1
    """
    from importlib.metadata import version

    from searcher.cli import COMMANDS, cli

    root = click.Context(cli, info_name="searcher", terminal_width=80)
    helps = [cli.get_help(root)]
    for name in COMMANDS:
        command = cli.get_command(root, name)
        assert command is not None
        helps.append(command.get_help(click.Context(command, parent=root, info_name=name)))
    output.write(f'.TH SEARCHER 1 "" "searcher {version("searcher")}"')
    output.write(f".SH NAME\nsearcher \\- {_roff(cli.get_short_help_str(99))}")
    for text in helps:
        usage, _, rest = text.partition("\n")
        output.write(f'.SH "{_roff(usage.removeprefix("Usage: "))}"\n.nf\n{_roff(rest)}\n.fi')


def _roff(text: str) -> str:
    """Return a text that roff prints as it is."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    return re.sub("^(?=[.'])", r"\\&", escaped, flags=re.MULTILINE)
