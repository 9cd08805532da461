"""Random piles of documents that are added, updated and deleted over several commits, and what is left of them.

Few words and few paths, so that terms collide and updates meet what they replace.
"""

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

from hypothesis import strategies as st
from whoosh.filedb.filestore import RamStorage
from whoosh.util.numeric import byte_to_length, length_to_byte

from index.analysis import words
from index.schema import schema
from index.segment.index import ArrayIndex

WORDS = (
    "peru",
    "Russia's",
    "trade",
    "trading",
    "mine",
    "mining",
    "mines",
    "the",
    "of",
    "U.S.",
    "Việt",
    "中国人民",
    "한국어",
)
SOURCES = ("Kremlin", "Ministry of Mines", "Harbour Board")
COUNTRIES = ("PE", "RU", "VN", "KR")
LANGUAGES = ("en", "ko")
DAYS = (-400, 0, 30, 31, 365, 16_000, 16_001)

Document = dict[str, Any]


class Change(NamedTuple):
    """A document that replaces those of its path, or None where they are only deleted."""

    path: str
    document: Document | None


History = list[list[Change]]
"""The changes of each commit."""


def texts(most):
    """Texts of so many words, and none at all; with lengths that stock Whoosh can keep in its one byte."""
    return st.none() | st.lists(st.sampled_from(WORDS), max_size=most).map(" ".join).filter(_has_length_of_a_byte)


def _has_length_of_a_byte(text):
    length = len(words(text))
    return byte_to_length(length_to_byte(length)) == length


def subsets(values):
    return st.lists(st.sampled_from(values), unique=True, max_size=3)


documents = st.fixed_dictionaries(
    {
        "title": texts(4),
        "body": texts(14),
        "date": st.none() | st.sampled_from(DAYS),
        "source": st.none() | st.sampled_from(SOURCES),
        "country": subsets(COUNTRIES),
        "mentions": st.just([]),
        "language": st.none() | st.sampled_from(LANGUAGES),
        "added": st.integers(1, 3),
    }
)

paths = st.sampled_from([f"p{number}" for number in range(9)])

changes = st.builds(Change, paths, documents) | st.builds(Change, paths, documents | st.none())

histories = st.tuples(
    st.lists(st.builds(Change, paths, documents), min_size=1, max_size=6),
    st.lists(st.lists(changes, max_size=6), max_size=3),
).map(lambda commits: [commits[0], *commits[1]])


class Arrived(NamedTuple):
    """The documents of a history in the order they arrived, by commit, and the numbers of those that are left."""

    commits: list[list[Document]]
    live: list[int]

    @property
    def left(self):
        """The documents that are left, in order."""
        everything = [document for commit in self.commits for document in commit]
        return [everything[number] for number in self.live]


def replay(history: History) -> Arrived:
    """Return what a history comes to."""
    commits, newest, number = [], {}, 0
    for changes_of_commit in history:
        commits.append([])
        for path, document in changes_of_commit:
            newest.pop(path, None)
            if document is not None:
                commits[-1].append({**document, "path": path})
                newest[path] = number
                number += 1
    return Arrived(commits, sorted(newest.values()))


def write(index: ArrayIndex, changes_of_commit: list[Change], memory_mb: float = 400) -> None:
    """Commit changes; little memory spills them as several segments."""
    writer = index.writer(memory_mb=memory_mb)
    for path, document in changes_of_commit:
        if document is None:
            writer.delete_by_unique("path", path)
        else:
            writer.update_document(**document, path=path, release={"path": path})
    writer.commit()


def never_merge(_):
    return None


def always_merge(entries):
    """A merge policy that leaves one segment without deletions."""
    return range(len(entries)) if len(entries) > 1 or any(entry.deleted for entry in entries) else None


@contextmanager
def policy(choose):
    """Writers merge as `choose` says."""
    with patch("index.segment.writer.choose_merge", choose):
        yield


@contextmanager
def built(history: History, choose=never_merge, memory_mb: float = 400):
    """An index of a history, in a folder of its own."""
    with TemporaryDirectory() as folder, policy(choose):
        index = ArrayIndex.create(Path(folder), schema())
        for changes_of_commit in history:
            write(index, changes_of_commit, memory_mb)
        yield index


def stock_index(commits: list[list[Document]], dead: list[int]):
    """Return Whoosh's own index of the same documents: a segment per commit, then the deletions."""
    index = RamStorage().create_index(schema())
    for commit in commits:
        writer = index.writer()
        for document in commit:
            writer.add_document(**{name: value for name, value in document.items() if value not in (None, [])})
        writer.commit(merge=False)
    if dead:
        writer = index.writer()
        for number in dead:
            writer.delete_document(number)
        writer.commit(merge=False)
    return index
