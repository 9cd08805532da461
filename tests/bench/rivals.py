"""Native engines to be measured against, set up as their own manuals say."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.corpus import Document
from tests.bench.engines import FACETS, HEAP_MB, TOP, WEIGHTS, Answer, Engine
from tests.bench.queries import Query


class Tantivy(Engine):
    """Tantivy, one thread: a search with its count, and one call for the four term aggregations."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        import tantivy

        self._tantivy = tantivy
        builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
        self._stems = builder.filter(tantivy.Filter.stemmer("english")).build().analyze
        self._wanted = {name: {"terms": {"field": name, "size": 10_000}} for name in FACETS}

    def _build(self, documents: Sequence[Document]) -> None:
        builder = self._tantivy.SchemaBuilder()
        for name in WEIGHTS:
            builder.add_text_field(name, stored=True, tokenizer_name="en_stem")
        builder.add_text_field("path", stored=True, tokenizer_name="raw", index_option="basic")
        for name in ("source", "country", "language"):
            builder.add_text_field(name, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("day", stored=True, indexed=True, fast=True)
        builder.add_integer_field("month", fast=True)
        index = self._tantivy.Index(builder.build(), path=str(self.folder))
        writer = index.writer(heap_size=HEAP_MB * 1_000_000, num_threads=1)
        for document in documents:
            values: dict[str, Any] = {
                "path": document.path,
                "source": document.source,
                "title": document.title,
                "body": document.body,
                "country": list(document.countries),
            }
            if document.day is not None and document.month:
                values |= {"day": document.day, "month": int(document.month.replace("-", ""))}
            if document.language:
                values["language"] = document.language
            writer.add_document(self._tantivy.Document(**values))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        index = self._tantivy.Index.open(str(self.folder))
        self._schema, self._searcher = index.schema, index.searcher()

    def prepare(self, query: Query) -> Any:
        make, occur, schema = self._tantivy.Query, self._tantivy.Occur, self._schema

        def either(one_field: Any) -> Any:
            parts = [make.boost_query(one_field(name), boost) for name, boost in WEIGHTS.items()]
            return make.boolean_query([(occur.Should, part) for part in parts])

        words = [self._stems(text)[0] for text in query.texts] if query.shape in {"all", "any", "phrase"} else []
        match query.shape:
            case "phrase":
                main = either(lambda name: make.phrase_query(schema, name, words))
            case "prefix":
                main = either(lambda name: make.regex_query(schema, name, query.texts[0] + ".*"))
            case "fuzzy":
                text = query.texts[0]
                main = either(lambda name: make.fuzzy_term_query(schema, name, text, transposition_cost_one=False))
            case shape:
                how = occur.Must if shape == "all" else occur.Should
                parts = [either(lambda name, w=w: make.term_query(schema, name, w)) for w in words]
                main = parts[0] if len(parts) == 1 else make.boolean_query([(how, part) for part in parts])
        filters = []
        if query.days:
            filters.append(make.range_query(schema, "day", self._tantivy.FieldType.Integer, *query.days))
        if query.country:
            filters.append(make.term_query(schema, "country", query.country))
        musts = [(occur.Must, main), *((occur.Must, make.const_score_query(part, 0.0)) for part in filters)]
        return make.boolean_query(musts) if filters else main

    def ask(self, prepared: Any) -> Any:
        found = self._searcher.search(prepared, TOP, count=True)
        return found.count, self._searcher.aggregate(prepared, self._wanted), found.hits

    def answer(self, native: Any) -> Answer:
        total, aggregated, _ = native
        counts = {name: {b["key"]: b["doc_count"] for b in aggregated[name]["buckets"]} for name in FACETS}
        counts["month"] = {f"{int(key) // 100}-{int(key) % 100:02}": n for key, n in counts["month"].items()}
        return Answer(total, counts)


class Fts5(Engine):
    """SQLite's FTS5 over a content table, asked as its users do; it has no fuzzy words.

    One statement ranks, one counts, and one GROUP BY counts each facet. The columns of facets stand before the text,
    where they are read without it.
    """

    name = "SQLite FTS5"
    slow = True

    _TABLES = """
        PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
        CREATE TABLE document (
            id INTEGER PRIMARY KEY, path TEXT UNIQUE, source TEXT, day INTEGER, month TEXT, language TEXT, title TEXT,
            body TEXT);
        CREATE TABLE country (code TEXT, id INTEGER, PRIMARY KEY (id, code)) WITHOUT ROWID;
        CREATE INDEX by_code ON country (code, id);
        CREATE VIRTUAL TABLE words USING fts5 (
            title, body, content = document, content_rowid = id, tokenize = 'porter unicode61');"""

    _STATEMENTS = (
        "SELECT rowid, bm25(words, 3.0, 1.0) AS score FROM words WHERE {} ORDER BY score LIMIT 10",
        "SELECT count(*) FROM words WHERE {}",
        "SELECT source, count(*) FROM words JOIN document ON id = words.rowid WHERE {} GROUP BY source",
        "SELECT code, count(*) FROM words JOIN country ON id = words.rowid WHERE {} GROUP BY code",
        "SELECT month, count(*) FROM words JOIN document ON id = words.rowid WHERE {} GROUP BY month",
        "SELECT language, count(*) FROM words JOIN document ON id = words.rowid WHERE {} GROUP BY language",
    )

    def _build(self, documents: Sequence[Document]) -> None:
        connection = sqlite3.connect(self.folder / "fts5.db")
        connection.executescript(self._TABLES)
        for number, d in enumerate(documents):
            connection.execute(
                "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (number, d.path, d.source, d.day, d.month, d.language, d.title, d.body),
            )
            connection.execute("INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)", (number, d.title, d.body))
            connection.executemany("INSERT INTO country VALUES (?, ?)", [(code, number) for code in d.countries])
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    def open(self) -> None:
        self._connection = sqlite3.connect(self.folder / "fts5.db")
        self._connection.executescript("PRAGMA cache_size = -400000; PRAGMA mmap_size = 1000000000; ANALYZE;")

    def prepare(self, query: Query) -> Any:
        if query.shape == "fuzzy":
            return None
        quoted = [f'"{text}"' for text in query.texts]
        joiner = {"all": " AND ", "any": " OR ", "phrase": " + ", "prefix": ""}[query.shape]
        values: dict[str, Any] = {"text": joiner.join(quoted) + ("*" if query.shape == "prefix" else "")}
        condition = "words MATCH :text"  # `+` keeps SQLite from looking up every filtered row in the index of words
        if query.days:
            condition += " AND +words.rowid IN (SELECT id FROM document WHERE day BETWEEN :first AND :last)"
            values |= {"first": query.days[0], "last": query.days[1]}
        if query.country:
            condition += " AND +words.rowid IN (SELECT id FROM country WHERE code = :country)"
            values["country"] = query.country
        return [statement.format(condition) for statement in self._STATEMENTS], values

    def ask(self, prepared: Any) -> Any:
        statements, values = prepared
        return [self._connection.execute(statement, values).fetchall() for statement in statements]

    def answer(self, native: Any) -> Answer:
        _, ((total,),), *counted = native
        counts = {
            name: {value: number for value, number in rows if value is not None}
            for name, rows in zip(FACETS, counted, strict=True)
        }
        return Answer(total, counts)
