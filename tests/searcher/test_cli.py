import os
import subprocess
import sys
from importlib import import_module

import click
import numpy as np
import pytest

from index.errors import DamagedIndex, IndexLocked, NoIndex, NoSuchRelease, SearcherError, UnreadableFile
from index.segment.container import Container
from searcher import cli, start
from searcher.cli import COMMANDS
from tests.index.faults import rewritten

ERRORS = [
    SearcherError("something"),
    UnreadableFile("/a.txt", "is empty"),
    NoIndex("/index"),
    DamagedIndex("/index/commit", "is cut"),
    IndexLocked("/index", "process 7"),
    NoSuchRelease("x"),
    PermissionError(13, "Permission denied", "/index"),
    AssertionError("\x1b[31mred"),
    RecursionError("maximum recursion depth exceeded"),
]


@pytest.fixture
def failing(monkeypatch):
    """Make `status` raise an error."""

    def fail_with(error):
        def fail():
            raise error

        monkeypatch.setattr(cli.LazyGroup, "get_command", lambda *_: click.Command("status", callback=fail))

    return fail_with


def python(*arguments, env=None):
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **(env or {})}, timeout=60)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_is_one_harmless_line_and_2(run, failing, error):
    failing(error)
    code, out, err = run("status")
    assert (code, out) == (2, "")
    assert err.startswith("searcher: ")
    assert err.count("\n") == 1
    assert "\x1b" not in err


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("arguments", [["--debug", "status"], ["status", "--debug"]])
def test_debug_shows_where_it_came_from(failing, error, arguments):
    failing(error)
    with pytest.raises(type(error)):
        cli.main(arguments)


def test_a_fault_of_the_program_says_how_to_see_more(run, failing):
    failing(ValueError("unthinkable"))
    assert run("status")[2] == (
        "searcher: a fault of the program (ValueError: unthinkable): add --debug to see where\n"
    )


@pytest.mark.parametrize("command", ["search --record /dev/null", "export --format csv", "first"])
def test_what_fails_over_a_hostile_index_is_damage(ask, indexed, command):
    command, *options = command.split()
    file = indexed / "segment-1-0"
    whole = Container(file)
    hurt = ("id.terms", "source.terms", "store.sizes")
    rewritten(file, {name: np.full_like(whole.array(name), 0xFF) for name in hurt})
    code, _, err = ask(command, "copper", *options)
    assert (code, err.count("\n")) == (2, 1)
    assert "segment-1-0: " in err
    assert "check --repair" in err


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_an_interruption_is_told_in_a_line(run, failing, error):
    failing(error)
    code, out, err = run("status")
    assert (code, out, err.strip()) == (130, "", "searcher: interrupted")


def test_without_arguments_and_without_a_terminal_there_is_help_and_2(run):
    code, out, _ = run()
    assert code == 2
    assert out.startswith("Usage: searcher ")


def test_without_arguments_a_terminal_opens_the_interface(monkeypatch):
    opened = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(
        cli.LazyGroup, "get_command", lambda *_: click.Command("tui", callback=lambda: opened.append(1))
    )
    with pytest.raises(SystemExit) as ended:
        cli.main([])
    assert (ended.value.code, opened) == (0, [1])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_table_says(name):
    module, _, function = COMMANDS[name].function.partition(":")
    command = getattr(import_module(module), function)
    assert isinstance(command, click.Command)


@pytest.mark.parametrize("arguments", [["--help"], ["-h"]])
def test_help_lists_every_command_with_its_summary(run, arguments):
    code, out, err = run(*arguments)
    assert (code, err) == (0, "")
    for name, home in COMMANDS.items():
        assert f"  {name} " in out
        assert home.summary.split(",")[0] in " ".join(out.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(run, name):
    code, out, err = run(name, "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: searcher {name} ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["serch"], "Did you mean one of: 'search', 'serve'?"),
        (["--nonsense"], "No such option"),
        (["search", "--facts"], "--facets"),
        (["search", "copper", "--limit"], "'--limit' requires an argument"),
    ],
)
def test_what_is_no_command_is_told(run, arguments, said):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["-copper"], 1),
        (["copper", "-peru"], 1),
        (["-hungary", "-output"], 3),
        (["-peru", "--country", "VN"], 1),
        (["--sort", "-date", "-x"], 3),
        (["--", "-copper", "--count"], 0),
    ],
)
def test_a_query_may_exclude_words(ask, arguments, count):
    assert ask("search", "--count", *arguments)[1] == f"{count}\n"


def test_the_version_is_told(run):
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("searcher, version ")


def test_it_runs_as_a_module(indexed):
    ended = python("-m", "searcher", "search", "copper", "--count", "--index", indexed)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"2\n", b"")


@pytest.mark.parametrize("form", ["--json", "--paths", None])
def test_a_reader_that_goes_away_is_no_error(store, release, tmp_path, form):
    store(tmp_path / "index", [release(f"/pile/{n:0200}.txt", f"Copper {'x' * 200}") for n in range(1_000)])
    command = [sys.executable, "-m", "searcher", "search", "copper", "--limit", "1000", "--index", tmp_path / "index"]
    with subprocess.Popen([*command, *filter(None, [form])], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


@pytest.mark.parametrize(
    ("closed", "arguments", "code"),
    [(">&-", "search copper", 0), ("2>&-", "search nothing-at-all", 1), ("<&- >&- 2>&-", "search copper", 0)],
)
def test_streams_that_are_closed_are_no_error(indexed, closed, arguments, code):
    command = f"{sys.executable} -m searcher {arguments} --index {indexed} {closed}"
    ended = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (code, b"")


@pytest.mark.parametrize("form", ["--json", None])
def test_a_terminal_of_any_encoding_takes_any_text(store, release, tmp_path, form):
    store(tmp_path / "index", [release("/pile/한국.txt", "Việt Nam 🚀 Россия")])
    command = ["-m", "searcher", "search", "россия", "--index", tmp_path / "index", *filter(None, [form])]
    ended = python(*command, env={"PYTHONIOENCODING": "ascii"})
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout


def test_paths_are_bytes_whatever_the_encoding(store, release, tmp_path):
    path = os.fsdecode("/pile/Đà ".encode() + b"\xff.txt")
    store(tmp_path / "index", [release(path, "Copper")])
    ended = python(
        *("-m", "searcher", "search", "copper", "--paths", "--index", tmp_path / "index"),
        env={"PYTHONIOENCODING": "ascii"},
    )
    assert ended.stdout == os.fsencode(path) + b"\n"


@pytest.mark.parametrize("query", [b"\xff", b"language:\xff", b"source:\xff", b"\xff*", b'"\xff', b"country:\xff"])
def test_a_query_of_any_bytes_is_answered(ask, query):
    code, out, _ = ask("search", os.fsdecode(query), "--count")
    assert code in {0, 1}
    assert out.strip().isdigit()


@pytest.mark.parametrize("option", ["--source", "--country", "--language", "--since"])
def test_an_option_of_any_bytes_is_answered_or_refused(ask, option):
    code, _, err = ask("search", "copper", option, os.fsdecode(b"\xff"))
    assert code in {1, 2}
    assert "fault" not in err


def test_a_process_is_left_to_the_system_with_its_code(monkeypatch):
    codes = []
    monkeypatch.setattr(cli, "main", lambda: sys.exit(cli.NOTHING_FOUND))
    monkeypatch.setattr(start.os, "_exit", codes.append)
    monkeypatch.setattr("gc.set_threshold", lambda _: None)
    start.run()
    assert codes == [cli.NOTHING_FOUND]
