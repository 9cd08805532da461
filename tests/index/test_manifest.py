import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import DamagedIndex
from index.manifest import Entry, Manifest, digest_of, write_data
from index.segment.container import ContainerWriter

ENTRY = Entry(12, 1_700_000_000_123_456_789, "ab" * 16, ("/pile/a.txt",), ("Kremlin",))
FAILED = Entry(1, 2, None, (), (), ("/pile/b.txt#2", "is empty"))
NAMES = st.text(st.characters(codec="utf-8"), min_size=1) | st.binary(min_size=1).map(
    lambda b: b.decode(errors="surrogateescape")
)


def saved(manifest, folder):
    (folder / "manifest-1").unlink(missing_ok=True)
    manifest.save(folder / "manifest-1")
    return Manifest.load(folder / "manifest-1")


def test_what_is_saved_is_loaded(tmp_path):
    manifest = Manifest(
        {"/pile/a.txt": ENTRY, "/pile/b.txt": FAILED}, ["/pile"], ["/pile"], "1-ab", {("/pile/c.txt", "is gone")}
    )
    assert saved(manifest, tmp_path) == manifest


def test_an_empty_one_is_loaded(tmp_path):
    assert saved(Manifest(), tmp_path) == Manifest()


@given(st.dictionaries(NAMES, st.tuples(NAMES, NAMES)))
def test_names_of_any_bytes_are_kept(tmp_path_factory, names):
    files = {name: Entry(1, 2, None, (release,), (source,)) for name, (release, source) in names.items()}
    folder = tmp_path_factory.mktemp("manifest")
    assert saved(Manifest(files), folder).files == files


def test_the_same_manifest_is_the_same_bytes_whatever_the_order(tmp_path):
    one = {"/a": ENTRY, "/b": ENTRY}
    Manifest(one, ["/a", "/b"]).save(tmp_path / "one")
    Manifest(dict(reversed(one.items())), ["/b", "/a"]).save(tmp_path / "other")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


@pytest.mark.parametrize(
    ("roots", "under"),
    [
        (["/pile"], ["/pile/a.txt", "/pile/2014/b.txt"]),
        (["/pile/2014"], ["/pile/2014/b.txt"]),
        (["/pile/a.txt"], ["/pile/a.txt"]),
        (["/pil"], []),
        (["/"], ["/pile/a.txt", "/pile/2014/b.txt", "/piles/c.txt"]),
        (["/pile", "/piles"], ["/pile/a.txt", "/pile/2014/b.txt", "/piles/c.txt"]),
        ([], []),
    ],
)
def test_files_under_roots(roots, under):
    names = ("/pile/a.txt", "/pile/2014/b.txt", "/piles/c.txt")
    assert Manifest(dict.fromkeys(names, ENTRY)).under(roots) == under


def test_the_digest_is_of_the_content(tmp_path):
    for name, content in {"a": b"x" * 100_000, "b": b"x" * 100_000, "c": b"x" * 99_999 + b"y"}.items():
        (tmp_path / name).write_bytes(content)
    a, b, c = (digest_of(str(tmp_path / name)) for name in "abc")
    assert (a == b, a == c, len(a)) == (True, False, 32)
    with pytest.raises(FileNotFoundError):
        digest_of(str(tmp_path / "absent"))


def test_a_cut_or_altered_file_is_named(tmp_path):
    Manifest({"/pile/a.txt": ENTRY}).save(tmp_path / "manifest-1")
    whole = (tmp_path / "manifest-1").read_bytes()
    middle = whole.index(b"\x28\xb5\x2f\xfd") + 20  # within the compressed data
    for broken in (whole[:-1], b"", whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]):
        (tmp_path / "manifest-1").write_bytes(broken)
        with pytest.raises(DamagedIndex, match="manifest-1"):
            Manifest.load(tmp_path / "manifest-1")


@pytest.mark.parametrize("content", [b"", b"not compressed"])
def test_a_file_without_data_is_not_readable(tmp_path, content):
    container = ContainerWriter(tmp_path / "manifest-1")
    container.append("data", np.frombuffer(content, np.uint8))
    container.finish({})
    with pytest.raises(DamagedIndex, match="is not readable"):
        Manifest.load(tmp_path / "manifest-1")


@pytest.mark.parametrize(
    "data", [[], {}, {"files": ["a"], "columns": [], "roots": []}, {"files": ["a"], "columns": [[1]] * 8}]
)
def test_other_data_is_no_manifest(tmp_path, data):
    write_data(tmp_path / "manifest-1", data)
    with pytest.raises(DamagedIndex, match="is no manifest"):
        Manifest.load(tmp_path / "manifest-1")
