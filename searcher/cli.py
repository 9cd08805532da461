"""The command line: a table of commands, each imported when it is called."""

from __future__ import annotations

import contextlib
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

from index.errors import SearcherError
from searcher import output
from searcher.safe import one_line

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

FOUND, NOTHING_FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # else NumPy starts threads of which no command has use


class Home(NamedTuple):
    """Where a command lives, and what it does in a line."""

    function: str
    summary: str


COMMANDS = {
    "index": Home("searcher.commands.index:index", "Add and refresh the releases of folders and files."),
    "search": Home("searcher.commands.search:search", "Search, and print hits."),
    "similar": Home("searcher.commands.search:similar", "Find the releases most like one."),
    "facets": Home("searcher.commands.search:facets", "Count hits by source, country, date and language."),
    "timeline": Home("searcher.commands.overview:timeline", "Count hits by year, month, week or day."),
    "compare": Home("searcher.commands.overview:compare", "Set queries side by side: over time, and by their words."),
    "first": Home("searcher.commands.overview:first", "Tell who used a phrase first and last."),
    "export": Home("searcher.commands.export:export", "Write all hits to a file or stdout."),
    "save": Home("searcher.commands.kept:save", "Save a search under a name."),
    "saved": Home("searcher.commands.kept:saved", "List the saved searches, and what is new in them."),
    "run": Home("searcher.commands.kept:run", "Run a saved search."),
    "replay": Home("searcher.commands.kept:replay", "Run a recorded search again, and report what differs."),
    "show": Home("searcher.commands.release:show", "Print a release of the index, cleaned."),
    "clean": Home("searcher.commands.release:clean", "Clean and describe files without an index."),
    "status": Home("searcher.commands.index:status", "Tell what the index holds."),
    "check": Home("searcher.commands.index:check", "Tell whether the index is damaged."),
    "boilerplate": Home("searcher.commands.boilerplate:boilerplate", "Keep or drop a line of a source's releases."),
    "help": Home("searcher.commands.shell:show_help", "Print a page of help: query is the query language."),
    "completion": Home("searcher.commands.shell:completion", "Print what completes commands and options in a shell."),
    "man": Home("searcher.commands.shell:man", "Print the manual page."),
    "warm": Home("searcher.commands.warm:warm", "Keep a process in memory that answers at once."),
    "tui": Home("tui.app:command", "Search in the terminal interface."),
    "serve": Home("searcher.commands.serve:command", "Serve the terminal interface to a browser."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def __init__(self, **values: Any) -> None:
        names: Any = dict.fromkeys(COMMANDS)  # to be suggested for what is no command
        super().__init__(**values, commands=names)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, function = COMMANDS[cmd_name].function.partition(":")
        command: click.Command = getattr(import_module(module), function)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Complete the name of a command without importing it, or an option of the group."""
        from click.shell_completion import CompletionItem

        named = [CompletionItem(n, help=home.summary) for n, home in COMMANDS.items() if n.startswith(incomplete)]
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a reader of its output that has seen enough, as `head` does, is no error."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return FOUND
        return code

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, home.summary) for name, home in COMMANDS.items()])


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="searcher")
@click.option("--debug", is_flag=True, expose_value=False, help="Show where in the program an error came from.")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Full-text search for press releases: clean, index and ask, in the terminal, offline.

    Without a command, opens the terminal interface.
    """
    if ctx.invoked_subcommand is None:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            click.echo(ctx.get_help())
            ctx.exit(FAILED)
        command = cli.get_command(ctx, "tui")
        assert command is not None
        command.main([], standalone_mode=False)


def run() -> int:
    """Run the command line as all that a process does; return its exit code when everything is written."""
    try:
        main()
    except SystemExit as ended:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError):
                stream.flush()
        return ended.code if isinstance(ended.code, int) else FAILED


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit as grep does: 0 found, 1 nothing found, 2 error."""
    given = sys.argv[1:] if arguments is None else arguments
    output.prepare_streams()
    try:
        code: Any = cli.main([word for word in given if word != "--debug"], prog_name="searcher", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("searcher: interrupted", err=True)
        code = INTERRUPTED
    except Exception as error:  # whatever it is: a traceback is only for those who ask for one
        if "--debug" in given:
            raise
        click.echo(f"searcher: {one_line(_said(error))}", err=True)
        code = FAILED
    sys.exit(code if isinstance(code, int) else FOUND)


def _said(error: Exception) -> str:
    if isinstance(error, SearcherError | OSError):
        return str(error)
    return f"a fault of the program ({type(error).__name__}: {error}): add --debug to see where"
