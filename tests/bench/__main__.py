"""`python -m tests.bench`: this project against other engines, in one run, warm, taking turns.

Query objects are made beforehand; what is timed is an engine's own answer with the ten best documents, the exact
total and all facets, without reading stored text. A query's time is the median of its rounds; engines may remember
what they read in earlier ones, as ours does with single words.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.bench import corpus, measure, report
from tests.bench.corpus import Document
from tests.bench.engines import Engine, Ours, StockWhoosh
from tests.bench.queries import Query, draw
from tests.bench.rivals import Fts5, Tantivy

RESULTS = Path(__file__).with_name("results.json")


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        if options.million:
            results = json.loads(options.json.read_text(encoding="utf-8")) | {"million": _million(Path(name))}
        else:
            results = _measure(options, Path(name))
    results["goals"] = report.judge(results)
    _print(results)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if any(_differs(name, found) for name, found in results["agreement"].items()) else 0


def _differs(name: str, agreement: dict[str, int]) -> bool:
    """Tell whether answers are wrong: Whoosh has the same terms and must agree in all, others stem otherwise."""
    return agreement["same_answer"] < agreement["compared"] * (1.0 if name == StockWhoosh.name else 0.75)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small run without Whoosh, to see that all works")
    parser.add_argument("--million", action="store_true", help="only 1,000,000 documents, added to the results (long)")
    parser.add_argument("--stock", type=int, help="documents for stock Whoosh, which is slow to build (default: all)")
    parser.add_argument("--json", type=Path, help="where to write the results (default: results.json, quick: nowhere)")
    options = parser.parse_args()
    if not options.quick:
        options.json = options.json or RESULTS
    return options


def _measure(options: argparse.Namespace, folder: Path) -> report.Results:
    documents = corpus.corpus(1_500 if options.quick else None)
    subset = corpus.sample(documents, options.stock or len(documents))
    queries = draw(corpus.sample(documents, 5_000), 40 if options.quick else 200)
    results: report.Results = {"environment": _environment(), "corpus": _describe(documents), "agreement": {}}
    results |= {"stock_documents": len(subset), "build": {}, "queries": {}}
    _against_all(results, folder, documents, queries, rounds=(1, 3) if options.quick else (3, 9))
    if not options.quick:
        _against_stock(results, folder, subset, queries)
    _through_the_front_door(results, folder / "releases", documents, rounds=3 if options.quick else 15)
    if not options.quick:
        results["memory"] = measure.fresh_process("growth", folder / "growth", 100_000, 0)
    return results


def _against_all(
    results: report.Results,
    folder: Path,
    documents: Sequence[Document],
    queries: Sequence[Query],
    rounds: tuple[int, int],
) -> None:
    kinds = [Ours, Tantivy, Fts5] if importlib.util.find_spec("tantivy") else [Ours, Fts5]
    engines: list[Engine] = [kind(folder / kind.__name__) for kind in kinds]
    results["build"] |= measure.build_rates(engines, documents, rounds[0])
    text = sum(len(document.body.encode()) for document in documents)
    results["size"] = {engine.name: engine.size() / 1e6 for engine in engines}
    results["size"] |= {"text": text / 1e6, "against text": engines[0].size() / text}
    for engine in engines:
        engine.open()
    times, results["agreement"] = measure.query_times(engines, queries, rounds[1])
    results["queries"]["all"] = report.summarise([query.kind for query in queries], times)
    if len(engines) > 2:
        size, build = results["size"], results["build"]
        size["against tantivy"] = size[Ours.name] / size[Tantivy.name]
        build["against tantivy"] = build[Ours.name]["per_s"] / build[Tantivy.name]["per_s"]


def _against_stock(results: report.Results, folder: Path, subset: Sequence[Document], queries: Sequence[Query]) -> None:
    engines = [Ours(folder / "ours-subset"), StockWhoosh(folder / "whoosh-subset")]
    rates = measure.build_rates(engines, subset, 3)
    for engine in engines:
        engine.open()
    times, agreement = measure.query_times(engines, queries, 5)
    results["build"]["Whoosh"] = rates["Whoosh"]
    results["build"]["against Whoosh"] = rates[Ours.name]["per_s"] / rates["Whoosh"]["per_s"]
    results["agreement"] |= agreement
    results["queries"]["stock"] = report.summarise([query.kind for query in queries], times)


def _through_the_front_door(results: report.Results, folder: Path, documents: Sequence[Document], rounds: int) -> None:
    measure.build_releases(folder, documents)
    results["cold_ms"] = measure.cold_answer(folder, rounds)
    measure.write_pile(folder.with_name("pile"), documents)
    results["one_shot"] = measure.one_shot(folder, folder.with_name("pile"), rounds)
    results["shown_ms"], results["completed_ms"] = measure.shown_and_completed(folder)
    results["added_s"] = measure.added_and_seen(folder, documents, rounds)


def _million(folder: Path) -> report.Results:
    figures = measure.fresh_process("growth", folder / "million", 1_000_000, 200)
    kinds, times = zip(*figures.pop("queries"), strict=True)
    return figures | {"summary": report.summarise(kinds, {Ours.name: np.array(times)})}


def _environment() -> report.Results:
    packages = [name for name in ("numpy", "whoosh3", "tantivy") if importlib.util.find_spec(name.rstrip("3"))]
    versions = {name: importlib.metadata.version(name) for name in packages}
    versions |= {"sqlite": sqlite3.sqlite_version, "python": platform.python_version()}
    return {"versions": versions, "machine": platform.machine(), "processors": os.cpu_count()}


def _describe(documents: Sequence[Document]) -> report.Results:
    return {"name": corpus.name(), "documents": len(documents), "bytes": sum(len(d.body.encode()) for d in documents)}


def _print(results: report.Results) -> None:
    queries, write = results["queries"], sys.stdout.write
    described = results["corpus"]
    write(
        f"\n{described['documents']:,} documents of {described['name']}, {described['bytes'] / 1e6:.1f} MB of text\n\n"
    )
    write(report.as_text(report.query_rows(queries["all"])))
    if "stock" in queries:
        write(f"\nagainst stock Whoosh, both on {results['stock_documents']:,} documents\n\n")
        write(report.as_text(report.query_rows(queries["stock"])))
    if "million" in results:
        write("\n1,000,000 documents\n\n" + report.as_text(report.query_rows(results["million"]["summary"])))
    write("\n")
    for name, found in results["agreement"].items():
        write(
            f"{name}: {found['same_total']} of {found['compared']} totals as ours, {found['same_answer']} with all "
            f"facets; totals at most {found['apart_p95']:.1%} apart in 95 % of queries\n"
        )
    write("\n" + report.as_text(report.build_rows(results)) + "\n")
    write(report.as_text(report.goal_rows(results)))


if __name__ == "__main__":
    sys.exit(main())
