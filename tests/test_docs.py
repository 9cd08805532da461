"""The README describes what there is, and nothing else."""

import re
from pathlib import Path

import click
import pytest

from searcher.cli import COMMANDS, cli
from searcher.query import parse
from searcher.query_help import REMARKS, ROWS, as_text

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def command(name):
    return cli.get_command(click.Context(cli), name)


def options_of(name):
    return {flag for parameter in command(name).params for flag in parameter.opts if flag.startswith("--")}


def test_what_holds_each_promise_of_security_is_there():
    root = Path(__file__).parents[1]
    named = re.findall(r"`((?:index|searcher|tui|tests)/[^`]+)`", (root / "SECURITY.md").read_text(encoding="utf-8"))
    assert [name for name in named if not (root / name).exists()] == []
    assert len(named) > 15


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_described(name):
    assert f"searcher {name}" in README


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name):
    assert command(name).help
    assert [p.name for p in command(name).params if isinstance(p, click.Option) and not p.help] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example(name):
    assert re.search(rf"^ *Example: .*searcher {name}\b", command(name).help, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_and_the_command_say_the_same(name):
    assert (
        command(name).get_short_help_str(200).rstrip(".").startswith(COMMANDS[name].summary.rstrip(".").split(",")[0])
    )


def test_the_commands_of_the_readme_exist():
    named = set(
        re.findall(
            r"\bsearcher ([a-z]+)\b", " ".join(re.findall(r"`[^`]+`|^```.*?^```", README, re.MULTILINE | re.DOTALL))
        )
    )
    assert named - COMMANDS.keys() == set()


def test_the_options_of_the_readme_exist():
    known = {"--help", "--version", "--debug"}.union(*map(options_of, COMMANDS))
    assert set(re.findall(r"(?<![\w-])--[a-z-]+\b", README)) - known == set()


@pytest.mark.parametrize("target", ["run", "test"])
def test_the_two_commands_that_a_reader_needs_are_named(target):
    assert f"make {target}" in README


def test_the_readme_has_the_page_on_queries():
    shown = README.partition("<!-- query:start -->\n")[2].partition("\n<!-- query:end -->")[0]
    rows = [f"| {', '.join(f'`{way}`' for way in ways)} | {meaning} |" for ways, meaning in ROWS]
    assert shown == "\n".join(["| write | to find |", "|---|---|", *rows, "", REMARKS])


def test_the_page_on_queries_fits_a_terminal():
    assert max(map(len, as_text().splitlines())) <= 110


@pytest.mark.parametrize("way", [way for ways, _ in ROWS for way in ways])
def test_every_way_to_ask_is_understood(way):
    assert parse(way, lambda *_: ["The Kremlin", "White House", "EFE"]).notes == ()
