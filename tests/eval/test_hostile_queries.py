"""100,000 random and hostile queries, asked of an engine: none raises."""

import random

import pytest

from index.release import Release
from index.schema import SCHEMA_VERSION, schema, to_document
from index.segment.index import ArrayIndex
from searcher.engine import Engine
from searcher.request import SearchRequest

pytestmark = pytest.mark.slow

PIECES = (
    *"()（）\"“”‘’'«»「」-−*?~:|&.<>=^\\/[]{}\x00\x01\x02\udcff\u0301🚀中한\t\n",
    *(" ", " ", " OR ", " AND ", " NOT ", "||", "~s", "~2", "..", ">=", "atleast2(", "atleast99(", "title:", "lead:"),
    *("source:", "country:", "mentions:", "from:", "language:", "date:", "after:", "before:", "is:", "author:"),
    *("copper", "mines", "the", "to be", "co-operation", "o’brien", "U.S.", "Việt Nam", "2014", "last-month", "peru*"),
)


def test_no_query_raises(tmp_path):
    writer = ArrayIndex.create(tmp_path, schema(), SCHEMA_VERSION).writer()
    for number, language in enumerate(["en", "fr", "ko", None]):
        body = "Copper mines of Peru. 한국 中国\n\nTo be or not to be."
        writer.update_document(**to_document(Release(str(number), "Copper", body, language=language)))
    writer.commit()
    engine = Engine(tmp_path)
    rng = random.Random(6)
    for _ in range(100_000):
        query = "".join(rng.choices(PIECES, k=rng.randrange(1, 14)))
        engine.search(SearchRequest(query, any_word=rng.random() < 0.2, limit=1))
