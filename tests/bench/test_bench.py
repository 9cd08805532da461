"""The benchmark itself: that its questions are sound, its tables right, and a small run goes through."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from index.analysis import has_stemmer  # noqa: E402 found from the repository's root
from tests.bench import corpus, report, table  # noqa: E402 found from the repository's root
from tests.bench.queries import KINDS, draw  # noqa: E402


@pytest.fixture(scope="module")
def documents():
    return [*corpus._generated(500)]


def test_the_kinds_make_200_queries():
    assert sum(KINDS.values()) == 200


def test_questions_are_the_same_in_every_run(documents):
    assert draw(documents, 40) == draw(documents, 40)


def test_the_generated_corpus_is_as_skewed_as_language(documents):
    words = " ".join(document.body for document in documents).split()
    distinct, counts = np.unique(words, return_counts=True)
    assert (counts.max() / len(words) > 0.02, len(distinct) > 5_000) == (True, True)


def test_all_engines_stem_all_documents_alike(documents):
    assert not any(has_stemmer(document.language) for document in documents)


def test_copies_of_the_corpus_differ_in_every_seventh_word(documents):
    copies = list(corpus.multiplied(documents[:2], 4))
    first, copy = copies[0].body.split(), copies[2].body.split()
    changed = {at % 7 for at, (a, b) in enumerate(zip(first, copy, strict=True)) if a != b}
    assert ([document.path for document in copies], changed) == (["0.txt", "1.txt", "1/0.txt", "1/1.txt"], {1})


def test_ratios_compare_only_what_both_answer():
    times = {"searcher": np.array([1.0, 2.0, 90.0]), "other": np.array([2.0, 4.0, np.nan])}
    assert report.summarise(["fuzzy"] * 3, times)["in all"]["other"]["faster"] == 2.0


def test_a_goal_is_met_or_missed_by_its_own_direction():
    results = {"size": {"against tantivy": 1.2}, "build": {"against tantivy": 1.2}}
    assert [(row["goal"], row["met"]) for row in report.judge(results)] == [("≥ 1 ×", True), ("≤ 1 ×", False)]


def test_the_query_table_gives_medians_and_multiples():
    times = {"searcher": np.array([0.5, 2.0]), "other": np.array([1.0, np.nan])}
    summary = report.summarise(["rare word", "fuzzy"], times)
    assert report.query_rows(summary) == [
        ["milliseconds, median (p95)", "searcher", "other", "other / searcher"],
        ["rare word", "0.50 (0.50)", "1.00 (1.00)", "2.00 ×"],
        ["fuzzy", "2.00 (2.00)", "–", "–"],
        ["in all", "1.25 (1.92)", "1.00 (1.00)", "2.00 ×"],
    ]


def test_a_readme_without_marks_is_left_alone():
    with pytest.raises(ValueError, match="bench:start"):
        table.rewrite("# Searcher\n", {})


@pytest.mark.slow
def test_a_quick_run_goes_through(tmp_path):
    path = tmp_path / "results.json"
    command = [sys.executable, "-m", "tests.bench", "--quick", "--json", str(path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert json.loads(path.read_text())["corpus"]["documents"] == 1_500
