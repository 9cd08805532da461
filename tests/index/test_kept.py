import os

from index import kept as keeping
from index.kept import Kept, pack, unpack
from index.pipeline import study

PAGE = "<html><body><h1>A statement</h1><p>LIMA — 7 November 2014.</p></body></html>"


def pages(tmp_path, name, content):
    (tmp_path / name).write_text(content, encoding="utf-8")
    return study(str(tmp_path / name), {"date:from": "name"}).pages


def test_pages_come_back_as_they_were(tmp_path):
    whole = [*pages(tmp_path, "a.html", PAGE), *pages(tmp_path, os.fsdecode(b"\xff.txt"), "Accord\n\nText of it.\n")]
    assert len(whole) == 2
    assert unpack(pack(whole)) == whole
    assert unpack(pack([])) == []


def test_what_is_kept_comes_back_in_order_from_memory_or_disk(tmp_path, monkeypatch):
    parts = [b"one", b"", b"three"]
    for most in (1, 1 << 20):
        monkeypatch.setattr(keeping, "_IN_MEMORY", most)
        with Kept(tmp_path) as kept:
            for part in parts:
                kept.put(part)
            assert (list(kept), list(kept)) == (parts, parts)
        assert list(tmp_path.iterdir()) == []
