import json
import os
import socket
import sys
from pathlib import Path

import pytest

from index.errors import UnreadableFile
from index.readers import source as limits
from index.readers.kinds import SUFFIXES
from index.readers.read import read
from index.walk import walk


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def only(path, **options):
    (document,) = read(path, **options)
    return document


def test_plain_text_is_one_document_with_a_block_a_line(tmp_path):
    document = only(write(tmp_path, "a.txt", "Title\n\nBody.\n"))
    assert ([block.text for block in document.blocks], document.path) == (
        ["Title", "", "Body."],
        str(tmp_path / "a.txt"),
    )


def test_a_document_is_called_as_the_caller_says(tmp_path):
    assert only(write(tmp_path, "a.txt", "Text"), name="kremlin/a.txt").path == "kremlin/a.txt"


def test_a_collapsed_line_is_split_where_spaces_stand_for_line_ends(tmp_path):
    text = "  Releases      Senator speaks out   " + "word " * 100
    assert [b.text.strip() for b in only(write(tmp_path, "a.txt", text)).blocks][:2] == [
        "Releases",
        "Senator speaks out",
    ]


def test_front_matter_becomes_what_is_declared(tmp_path):
    document = only(write(tmp_path, "a.md", "---\ntitle: Accord signed\ndate: 2014-11-07\nlang: en\n---\nBody\n"))
    assert document.text == "Body"
    assert document.declared["title"] == "Accord signed"
    assert (document.declared["date"], document.declared["date:rule"]) == ("2014-11-07", "front-matter")


@pytest.mark.parametrize("text", ["---\n: [\n---\nBody", "---\nBody\n---\nmore", "---\n- a\n---\nBody"])
def test_dashes_that_are_no_front_matter_stay_text(tmp_path, text):
    assert only(write(tmp_path, "a.md", text)).text == text


@pytest.mark.parametrize("side", ["a.meta.json", "a.html.meta.json"])
def test_a_side_file_overrides_the_page(tmp_path, side):
    path = write(tmp_path, "a.html", "<title>Page</title><p>Text of the page</p>")
    write(tmp_path, side, json.dumps({"title": "True title", "publisher": {"name": "MOFA"}, "date": 2014}))
    declared = only(path).declared
    assert (declared["title"], declared["title:rule"], declared["source"], declared["date"]) == (
        "True title",
        "sidecar",
        "MOFA",
        "2014",
    )


def test_a_broken_side_file_is_reported_after_its_release(tmp_path):
    path = write(tmp_path, "a.txt", "Text")
    write(tmp_path, "a.meta.json", "{")
    documents = read(path)
    assert next(documents).text == "Text"
    with pytest.raises(UnreadableFile, match=r"a\.meta\.json: is no readable JSON"):
        next(documents)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", "", "is empty"),
        ("a.txt", " \n\t\n", "is empty"),
        ("a.txt", "\0" * 100, "is empty"),
        ("a.txt", "\x01\x02", "is binary"),
        ("a.docx", "text", "unknown suffix"),
        ("a.html", "<script>x</script>", "has no text"),
        ("a.html", "<!-- -->", "has no"),
        ("a.pdf", "no pdf", "is damaged"),
        ("a.json", "{", "is damaged"),
        ("a.json", '{"a": 1}', "has none of the fields"),
        ("a.xml", "<a>b</a>", "is no RSS"),
        ("a.xml", "nothing", "is no RSS"),
        ("a.zip", "PK", "is damaged"),
        ("a.tar", "x" * 600, "is damaged"),
        ("a.gz", "x", "holds no file of a known type"),
        ("a.txt.gz", "x", "is damaged"),
        ("a.warc", "x", "is damaged|holds no"),
        ("a.eml", "no header", "is no mail"),
    ],
)
def test_what_cannot_be_read_is_reported_by_name_and_reason(tmp_path, name, content, reason):
    with pytest.raises(UnreadableFile, match=reason) as caught:
        list(read(write(tmp_path, name, content), name=f"shown/{name}"))
    assert caught.value.path.startswith(("shown/", "record"))


def test_a_missing_file_and_a_loop_are_unreadable(tmp_path):
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    for path in (loop, tmp_path / "missing.txt", tmp_path / "nul\0.txt"):
        with pytest.raises(UnreadableFile):
            list(read(path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_unreadable(tmp_path):
    path = write(tmp_path, "a.txt", "x")
    path.chmod(0)
    with pytest.raises(UnreadableFile, match="Permission denied"):
        list(read(path))


def test_a_file_beyond_the_limit_is_not_even_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules["index.readers.read"], "MAX_BYTES", 3)
    with pytest.raises(UnreadableFile, match="is larger than"):
        list(read(write(tmp_path, "a.txt", "long")))


def test_a_line_of_many_megabytes_is_read(tmp_path):
    assert len(only(write(tmp_path, "a.txt", "word " * 1_000_000)).blocks) == 1


def test_suffixes_are_lower_case_and_found_in_any_case(tmp_path):
    assert all(suffix == suffix.lower() for suffix in SUFFIXES)
    assert only(write(tmp_path, "A.TXT", "Text")).text == "Text"


def test_limits_are_stated_in_one_place():
    assert limits.MAX_BYTES == 200 * 2**20


def test_pipes_sockets_devices_and_folders_are_named_and_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a socket's whole path may be too long
    os.mkfifo("pipe.txt")
    Path("folder.txt").mkdir()
    Path("zero.txt").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")
        for name in ("pipe.txt", "socket.txt", "zero.txt", "folder.txt"):
            with pytest.raises(UnreadableFile, match=f"{name}: is no ordinary file"):
                next(read(Path(name)))
        assert [reason for _, reason in walk([tmp_path]).failed].count("is no ordinary file") == 2
