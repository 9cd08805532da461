"""Ranking on collections with judged answers: nDCG@10 with one setting for all; floors only move up.

Queries are asked as any of their words, over title and text. nDCG by Järvelin and Kekäläinen (2002): gain over the
binary logarithm of rank + 1, against the best order of all judged documents.
"""

import json
import math
import sys
import tarfile
from collections import defaultdict

import pytest

from index.release import Release
from index.schema import SCHEMA_VERSION, schema, to_document
from index.segment.index import ArrayIndex
from searcher.engine import Engine
from searcher.request import SearchRequest

pytestmark = pytest.mark.slow

DEPTH = 10


@pytest.fixture(scope="module")
def archive(shared):
    with tarfile.open(shared / "data" / "relevance.tar.xz") as files:
        yield {m.name: files.extractfile(m).read().decode("utf-8") for m in files if m.isfile()}


def lines_of(archive, name, file):
    return next(text for path, text in archive.items() if path.endswith(f"{name}/{file}")).splitlines()


def judgements(lines):
    judged = defaultdict(dict)
    for line in lines:
        question, document, gain = line.split("\t")
        judged[question][document] = int(gain)
    return judged


def discounted(gains):
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains[:DEPTH], 1))


def ndcg(found, judged):
    ideal = discounted(sorted(judged.values(), reverse=True))
    return discounted([judged.get(document, 0) for document in found]) / ideal if ideal else 0.0


def engine_over(folder, lines):
    writer = ArrayIndex.create(folder, schema(), SCHEMA_VERSION).writer()
    for document in map(json.loads, lines):
        release = Release(document["id"], document["title"], document["text"], language="en")
        writer.update_document(**to_document(release))
    writer.commit()
    return Engine(folder)


def answers(engine, text):
    return [hit.path for hit in engine.search(SearchRequest(text, any_word=True, limit=DEPTH)).hits]


@pytest.mark.parametrize(("name", "floor"), [("cranfield", 0.540), ("cacm", 0.525), ("cacm_short", 0.445)])
def test_the_best_answers_come_first(name, floor, archive, tmp_path, capsys):
    engine = engine_over(tmp_path, lines_of(archive, name, "docs.jsonl"))
    judged = judgements(lines_of(archive, name, "qrels.tsv"))
    questions = {q["id"]: q["text"] for q in map(json.loads, lines_of(archive, name, "queries.jsonl"))}
    scores = [ndcg(answers(engine, questions[number]), gains) for number, gains in judged.items()]
    mean = sum(scores) / len(scores)
    with capsys.disabled():
        sys.stdout.write(f"\n{name}: nDCG@{DEPTH} {mean:.4f} over {len(scores)} questions")
    assert mean >= floor
