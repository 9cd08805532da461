"""Ten thousand small updates: the index stays near the size that it has when all is written at once."""

import random
import shutil
from unittest.mock import patch

import pytest

from index.release import Release
from index.schema import SCHEMA_VERSION, schema, to_document
from index.segment.index import ArrayIndex
from tests.corpora import always_merge

pytestmark = pytest.mark.slow

UPDATES = 10_000
MOST = 1.3
WORDS = [
    f"{start}{middle}{end}" for start in ("cop", "har", "fish", "min") for middle in range(500) for end in ("", "s")
]


def text(chance):
    """A text of the length and with the frequencies of words that releases have."""
    return " ".join(WORDS[min(int(chance.paretovariate(0.6)), len(WORDS)) - 1] for _ in range(chance.randint(100, 500)))


def update(index, chance, paths):
    writer = index.writer()
    for path in paths:
        writer.update_document(**to_document(Release(str(path), f"Release {path}", text(chance)), 1))
    writer.commit()


def size(index):
    return sum((index.folder / name).stat().st_size for name in index.read_commit().parts)


def compacted_size(index, folder):
    """Return what a copy of the index takes when it is one segment without deleted documents."""
    shutil.copytree(index.folder, folder)
    twin = ArrayIndex(folder, schema(), SCHEMA_VERSION)
    with patch("index.segment.writer.choose_merge", always_merge):
        twin.writer().commit()
    found = size(twin)
    shutil.rmtree(folder)
    return found


def test_the_index_stays_near_its_compacted_size(tmp_path):
    chance, ratios = random.Random(1), []
    index = ArrayIndex.create(tmp_path / "index", schema(), SCHEMA_VERSION)
    update(index, chance, range(2_000))
    for step in range(UPDATES):
        known = 2_000 + step // 3
        update(index, chance, [known if step % 3 == 0 else chance.randrange(known)])
        if step % 200 == 199:
            ratios.append(size(index) / compacted_size(index, tmp_path / "twin"))
    assert max(ratios) <= MOST
