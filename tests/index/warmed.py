"""What processes that are to be killed are forked from: one that has rebuilt, so that all that this loads is there."""

from pathlib import Path
from tempfile import TemporaryDirectory

from index.rebuild import rebuild

with TemporaryDirectory() as _folder:
    (Path(_folder) / "a.txt").write_text("Peru mines copper.\n\nThe mines opened on Monday.", encoding="utf-8")
    rebuild(Path(_folder) / "index", [Path(_folder) / "a.txt"], jobs=1)
