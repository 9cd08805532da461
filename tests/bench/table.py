"""`python -m tests.bench.table`: write the benchmark's tables into the README, from its own JSON."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from tests.bench import report
from tests.bench.corpus import ROOT

RESULTS = Path(__file__).with_name("results.json")
_NOTE = """Every question is asked several times, and searcher remembers what single words match. SQLite is asked as
its users ask it: a statement ranks, one counts, and one groups for each facet.
"""
_BLOCK = re.compile(r"(<!-- bench:start -->\n).*?(<!-- bench:end -->)", re.DOTALL)


def rewrite(text: str, results: report.Results) -> str:
    """Return a Markdown text with the tables between its two marks; raises ValueError without them."""
    if not _BLOCK.search(text):
        raise ValueError("no <!-- bench:start --> and <!-- bench:end --> in the file")
    described, versions = results["corpus"], results["environment"]["versions"]
    parts = [
        f"{described['documents']:,} press releases ({described['bytes'] / 1e6:.0f} MB); "
        + ", ".join(f"{name} {version}" for name, version in versions.items())
        + ".\n",
        report.as_markdown(report.goal_rows(results)),
        report.as_markdown(report.build_rows(results)),
        _NOTE,
        report.as_markdown(report.query_rows(results["queries"]["all"])),
        f"Against stock Whoosh, both on {results['stock_documents']:,} of them:\n",
        report.as_markdown(report.query_rows(results["queries"]["stock"])),
    ]
    block = "\n".join(parts)
    return _BLOCK.sub(lambda marks: f"{marks[1]}\n{block}\n{marks[2]}", text)


def main(path: Path = ROOT / "README.md") -> None:
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    path.write_text(rewrite(path.read_text(encoding="utf-8"), results), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
