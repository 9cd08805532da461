"""Completion and the manual page."""

import os
import re
import shutil
import subprocess
import sys

import click
import pytest

from searcher.cli import COMMANDS, cli
from searcher.commands.shell import values


def typed(words):
    """What a shell says of a line whose last word is being typed."""
    line = " ".join(["searcher", *words])
    return {"_SEARCHER_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words))}


def offered(out):
    return [line.partition(",")[2] for line in out.splitlines() if line]


@pytest.fixture
def complete(ask, monkeypatch):
    """What the shell is offered after some words, the last one being typed."""

    def answer(*words):
        with monkeypatch.context() as shell:
            for name, value in typed(words).items():
                shell.setenv(name, value)
            return offered(ask()[1])

    return answer


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell(run, shell):
    code, out, _ = run("completion", shell)
    assert code == 0
    assert f"_SEARCHER_COMPLETE={shell}_complete" in out


def test_a_script_for_no_other_shell(run):
    assert run("completion", "tcsh")[0] == 2


def test_commands_are_completed_without_importing_them():
    command = [sys.executable, "-X", "importtime", "-m", "searcher"]
    environment = {**os.environ, **typed(["s"])}
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=60)
    imported = set(re.findall(r"\| +(\S+)$", ended.stderr, re.MULTILINE))
    assert offered(ended.stdout) == [name for name in COMMANDS if name.startswith("s")]
    assert not {"numpy", "searcher.commands.search"} & imported


def test_options_are_completed(complete):
    assert complete("search", "--cou") == ["--country", "--count"]
    assert complete("--de") == ["--debug"]


def test_values_are_completed_from_the_index(complete):
    assert complete("search", "--source", "") == ["ministry-of-mines", "the-kremlin"]
    assert complete("search", "--source", "The") == ["the-kremlin"]
    assert complete("facets", "--language", "v") == ["vi"]
    assert complete("facets", "--country", "P") == ["pe"]


def test_a_value_is_explained_and_found(ask, indexed):
    found = values(indexed, "source", "MIN") + values(indexed, "country", "v")
    assert [(item.value, item.help) for item in found] == [
        ("ministry-of-mines", "Ministry of Mines"),
        ("vn", "Vietnam (VN)"),
    ]
    assert ask("search", "--source", "ministry-of-mines", "--count")[1] == "1\n"
    assert ask("search", "--country", "vn", "--count")[1] == "1\n"


def test_of_no_index_nothing_is_completed(complete, tmp_path):
    assert values(tmp_path / "absent", "source", "") == []
    assert complete("search", "--index", str(tmp_path / "absent"), "--source", "") == []


def test_nothing_that_a_shell_obeys_is_offered(complete, store, release, indexed):
    store(indexed, [release("x", source="a; $(rm -rf ~) `x` \n'\" > b")])
    assert "a-rm-rf-x-b" in complete("search", "--source", "a")


def test_the_page_has_every_command_and_option(run):
    code, out, err = run("man")
    text = out.replace("\\-", "-")
    assert (code, err) == (0, "")
    for name in COMMANDS:
        assert f'.SH "searcher {name} ' in text or f'.SH "searcher {name}"' in text
        for parameter in cli.get_command(click.Context(cli), name).params:
            assert all(flag in text for flag in parameter.opts if flag.startswith("--"))


@pytest.mark.skipif(not shutil.which("man"), reason="there is no man")
def test_the_page_is_read_without_a_warning(run):
    page = run("man")[1]
    ended = subprocess.run(
        ["man", "-l", "--warnings", "-"], input=page, capture_output=True, text=True, check=True, timeout=60
    )
    assert ended.stderr == ""
    assert "wrod~, title:, source:" in " ".join(ended.stdout.split())
