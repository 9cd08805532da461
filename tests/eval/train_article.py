"""Fits the model of index/readers/article.py to the benchmark's pages: `python -m tests.eval.train_article FOLDER`."""

import sys
from pathlib import Path

from index.readers import article
from tests.eval.article_pages import fit, golds, page

folder = Path(sys.argv[1])
pages = [
    page((folder / "html" / f"{name}.html").read_text(encoding="utf-8", errors="replace"), gold)
    for name, gold in sorted(golds(folder).items())
]
lines = [f"{name}\t{weight:.4f}\n" for name, weight in sorted(fit(pages).items())]
Path(article.__file__).with_name("article.tsv").write_text("".join(lines), encoding="utf-8")
