"""What a one-shot query must not import: it would wait for it."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

HEAVY = {
    *(
        "ahocorasick",
        "bs4",
        "charset_normalizer",
        "langid",
        "lxml",
        "matplotlib",
        "opensearchpy",
        "py3langid",
        "rich",
        "scipy",
        "textual",
        "trafilatura",
    ),
    *("aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl", "urllib.request", "urllib3"),
    *("asyncio", "concurrent", "email", "multiprocessing", "sqlite3", "subprocess", "tarfile", "xml", "zipfile"),
    *(
        "index.cleaner",
        "index.pipeline",
        "index.readers",
        "index.rebuild",
        "index.walk",
        "platformdirs",
        "pydoc",
        "tui",
    ),
    *("index.metadata.countries", "index.metadata.dates", "index.metadata.sources", "index.metadata.titles", "yaml"),
}

AFTER = """
import sys, atexit, json
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
from searcher.cli import main
for command in json.loads(sys.argv[1]):
    try:
        main(command)
    except SystemExit as ended:
        assert ended.code in (0, 1), command
"""


def imported(*commands):
    """The modules in memory after some command lines have run."""
    command = [sys.executable, "-c", AFTER, json.dumps([[*map(str, words)] for words in commands])]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return set(ended.stderr.split("\n")[-2].split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    from index.release import Release
    from index.schema import SCHEMA_VERSION, schema, to_document
    from index.segment.index import ArrayIndex

    folder = tmp_path_factory.mktemp("index")
    writer = ArrayIndex.create(folder, schema(), SCHEMA_VERSION).writer()
    writer.update_document(**to_document(Release("/a.txt", "Copper", "Copper of Peru", countries=("PE",))))
    writer.commit()
    return folder


@pytest.fixture(scope="module")
def asked(folder):
    """The modules in memory after questions of all kinds."""
    questions = (
        ["search", "copper", "--json"],
        ["search", '"copper of" per* coper~ country:peru -gold', "--facets"],
        ["search", "cop* ?old coper~", "date:2014"],
        ["search", "silver"],
        ["similar", "/a.txt"],
        ["facets", "copper"],
        ["show", "/a.txt"],
        ["status"],
        ["timeline", "copper"],
        ["compare", "copper", "gold"],
        ["first", "copper"],
    )
    return imported(*([*words, "--index", folder] for words in questions))


def test_questions_import_only_what_they_need(asked):
    assert "whoosh.query" in asked
    assert sorted(asked & HEAVY) == []


@pytest.mark.skipif(np.lib.NumpyVersion(np.__version__) < "2.0.0", reason="NumPy 1 imports all of itself")
def test_a_question_does_not_wait_for_masked_arrays(asked):
    assert "numpy.ma" not in asked


def test_help_imports_no_engine():
    assert sorted(imported(["--help"]) & {*HEAVY, "numpy", "whoosh", "searcher.engine"}) == []


@pytest.mark.parametrize("package", ["index", "searcher", "tui"])
def test_importing_a_package_imports_no_other(package):
    code = f"import {package}, sys; print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert {"index", "searcher", "tui"} & set(ended.stdout.split()) == {package}


def test_a_rebuild_that_finds_nothing_new_imports_no_engine(tmp_path):
    (tmp_path / "a.txt").write_text("Copper of Peru", encoding="utf-8")
    os.utime(tmp_path / "a.txt", (1, 1))
    command = "index", tmp_path / "a.txt", "--index", tmp_path / "index"
    assert "whoosh" in imported(command)
    assert sorted(imported(command) & {"numpy", "whoosh", "zstandard", "index.pipeline", "concurrent"}) == []
