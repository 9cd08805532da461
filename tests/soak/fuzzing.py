"""What is fuzzed, and the process that does it: `python -m tests.soak.fuzzing TARGET FOLDER [options of libFuzzer]`.

atheris mutates the files of the folder, keeps there those that reach new code, and ends with the first that raises.
"""

import gzip
import sys
import tempfile
from functools import partial
from pathlib import Path

from index.readers.kinds import HOMES
from tests.index.readers.test_containers import ATOM, PAGE, RSS, crawl, pdf, tarred, zipped

MEMBERS = {"a.txt": b"First", "b.html": PAGE.encode(), "a.meta.json": b'{"title": "Named"}'}
PIECES = (
    *"()（）\"“”‘’'«»「」-−*?~:|&.<>=^\\/[]{}\x00\x01\x02\udcff\u0301🚀中한\t\n",
    *(" ", " ", " OR ", " AND ", " NOT ", "||", "~s", "~2", "..", ">=", "atleast2(", "atleast99(", "title:", "lead:"),
    *("source:", "country:", "mentions:", "from:", "language:", "date:", "after:", "before:", "is:", "author:"),
    *("copper", "mines", "the", "to be", "co-operation", "o’brien", "U.S.", "Việt Nam", "2014", "last-month", "peru*"),
)
SEEDS = {
    ".jsonl": [b'{"title": "Copper", "text": "Peru mines copper.", "date": "2014-11-07"}\n{"text": ["x"]}\n'],
    ".pdf": [pdf("An accord on coopera-\ntion was signed.")],
    ".warc": [gzip.decompress(crawl([("https://example.org/1", "200 OK", "text/html", PAGE.encode())]))],
    ".xml": [RSS.encode(), ATOM.encode()],
    ".zip": [zipped(MEMBERS)],
    ".tar": [tarred(MEMBERS)],
    "query": [b"copper", bytes(range(len(PIECES)))],
}
CORPUS = Path(__file__).parents[2] / "corpus"
TARGETS = (".html", ".txt", ".eml", ".pdf", ".warc", ".xml", ".zip", ".tar", ".jsonl", "query")


def seeds(target):
    """Inputs of a target that are sound."""
    return SEEDS.get(target) or [path.read_bytes() for path in sorted(CORPUS.rglob(f"*{target}"))]


def harness(target, folder):
    """Return what takes an input of the target: a file to derive releases from, or a query to ask."""
    if target == "query":
        return partial(ask, engine(folder))
    from index.pipeline import derive

    file = folder / f"input{target}"

    def derived(data):
        file.write_bytes(data)
        return derive(str(file), {})

    return derived


def ask(asked, data):
    """Ask an engine for text, or where its first byte is odd for well-known pieces, one for each byte."""
    from searcher.request import SearchRequest

    is_pieces = bool(data) and data[0] % 2 == 1
    pieces = (PIECES[byte % len(PIECES)] for byte in data) if is_pieces else [data.decode("utf-8", "surrogateescape")]
    return asked.search(SearchRequest("".join(pieces), any_word=len(data) % 3 == 0, limit=1))


def engine(folder):
    from index.release import Release
    from index.schema import SCHEMA_VERSION, schema, to_document
    from index.segment.index import ArrayIndex
    from searcher.engine import Engine

    writer = ArrayIndex.create(folder, schema(), SCHEMA_VERSION).writer()
    for number, language in enumerate(["en", "fr", "ko", None]):
        body = "Copper mines of Peru. 한국 中国\n\nTo be or not to be."
        writer.update_document(**to_document(Release(str(number), "Copper", body, language=language)))
    writer.commit()
    return Engine(folder)


def main(target, *options):
    import atheris

    with tempfile.TemporaryDirectory() as folder, atheris.instrument_imports(include=["index", "searcher"]):
        for home in HOMES:
            __import__(home)
        take = harness(target, Path(folder))
        for seed in seeds(target):  # else the first input would take as long as all imports
            take(seed)
        atheris.Setup([sys.argv[0], *options], lambda data: take(data) and None)
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
