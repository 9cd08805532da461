import json
import pathlib
import pickle
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from index.errors import DamagedIndex
from index.segment.container import PIECE, Container, ContainerWriter, narrowest
from index.segment.head import MAGIC, VERSION

TYPES = st.sampled_from([np.uint8, np.uint16, np.uint32, np.uint64, np.int32, np.int64])
TAIL = struct.Struct("<QII8s")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("container")


def written(path, sections, meta=None):
    path.unlink(missing_ok=True)
    writer = ContainerWriter(path)
    for name, array in sections.items():
        writer.append(name, array)
    writer.finish(meta or {})
    return path


def with_head(path, head, body=b"\0" * 64):
    """A file whose head has the right checksum, whatever it says: what someone else could make."""
    start = struct.pack("<8sI", MAGIC, VERSION) + body
    path.write_bytes(start + head + TAIL.pack(len(start), len(head), zlib.crc32(head), MAGIC))
    return path


@given(st.dictionaries(st.text("ab.", min_size=1), TYPES.flatmap(lambda t: arrays.arrays(t, st.integers(0, 9)))))
def test_sections_and_meta_are_read_back(folder, sections):
    container = Container(written(folder / "file", sections, {"documents": 3}))
    container.verify()
    assert (container.meta, list(container)) == ({"documents": 3}, list(sections))
    for name, array in sections.items():
        found = container.array(name)
        assert (found.dtype, found.tobytes(), found.flags.writeable) == (array.dtype, array.tobytes(), False)
        assert name in container


def test_a_section_grows_by_arrays_of_one_type(tmp_path):
    writer = ContainerWriter(tmp_path / "file")
    writer.append("numbers", np.arange(3, dtype=np.uint8))
    writer.append("numbers", np.arange(6, dtype=np.uint8)[::2])
    with pytest.raises(ValueError, match="section numbers holds u1, not <u2"):
        writer.append("numbers", np.zeros(1, np.uint16))
    writer.finish({})
    assert Container(tmp_path / "file").array("numbers").tolist() == [0, 1, 2, 0, 2, 4]


def test_sections_are_aligned_for_the_processor(tmp_path):
    path = written(tmp_path / "file", {"a": np.zeros(3, np.uint8), "b": np.zeros(2, np.uint64)})
    assert [section[2] % 64 for section in json.loads(head_of(path))["sections"].values()] == [0, 0]


def head_of(path):
    data = path.read_bytes()
    offset, length, _, _ = TAIL.unpack(data[-TAIL.size :])
    return data[offset : offset + length]


def test_an_absent_section_is_empty(tmp_path):
    assert Container(written(tmp_path / "file", {})).array("nothing").tolist() == []


def test_a_file_is_never_overwritten(tmp_path):
    written(tmp_path / "file", {})
    with pytest.raises(FileExistsError):
        ContainerWriter(tmp_path / "file").finish({})


def test_a_file_is_for_its_owner_alone(tmp_path):
    assert written(tmp_path / "file", {}).stat().st_mode & 0o777 == 0o600


def test_an_abandoned_writer_leaves_nothing(tmp_path):
    writer = ContainerWriter(tmp_path / "file")
    writer.append("numbers", np.zeros(1 << 21, np.uint8))
    writer.close()
    assert list(tmp_path.iterdir()) == []


@given(st.data())
def test_a_cut_file_is_damage(folder, data):
    path = written(folder / "cut", {"numbers": np.arange(20, dtype=np.uint8)}, {"documents": 3})
    content = path.read_bytes()
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    with pytest.raises(DamagedIndex):
        Container(path)


@given(st.data())
def test_a_flipped_bit_is_damage_at_once_in_the_head_and_to_the_check_in_a_section(folder, data):
    path = written(folder / "flipped", {"numbers": np.arange(64, dtype=np.uint8)}, {"documents": 3})
    content = bytearray(path.read_bytes())
    start, end = 64, 128
    at = data.draw(st.integers(0, 11) | st.integers(start, len(content) - 1))
    content[at] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(content)
    with pytest.raises(DamagedIndex):  # noqa: PT012 where it is noticed depends on the place
        container = Container(path)
        assert start <= at < end
        container.verify()


NUMBERS = np.arange(PIECE, dtype=np.int32)  # in four pieces


def flipped(path, at):
    content = bytearray(path.read_bytes())
    content[64 + at] ^= 1
    path.write_bytes(content)
    return path


def test_each_piece_is_checked_when_it_is_first_read(folder):
    container = Container(flipped(written(folder / "pieces", {"numbers": NUMBERS}), 2 * PIECE))
    section, half = container.section("numbers"), PIECE // 2
    assert section.read(0, half).tolist() == NUMBERS[:half].tolist()
    assert section.read(half + PIECE // 4, PIECE)[-1] == PIECE - 1
    for read in (lambda: section.read(half - 1, half + 1), lambda: container.array("numbers"), container.verify):
        with pytest.raises(DamagedIndex, match="section numbers is altered"):
            read()


@pytest.mark.parametrize("earlier", [lambda sums: [sum(sums) % 2**64], lambda _: []])
def test_sections_with_one_sum_or_none_are_read_as_earlier_versions_wrote_them(folder, earlier):
    path = written(folder / "earlier", {"numbers": NUMBERS})
    head = json.loads(head_of(path))
    *place, sums = head["sections"]["numbers"]
    head["sections"]["numbers"] = [*place, *earlier(sums)]
    content = path.read_bytes()[12 : 64 + NUMBERS.nbytes]
    found = Container(with_head(path, json.dumps(head).encode(), content)).section("numbers")
    assert found.read(7, 9).tolist() == [7, 8]


def test_another_format_version_names_both(tmp_path):
    path = written(tmp_path / "file", {})
    path.write_bytes(MAGIC + struct.pack("<I", VERSION + 1) + path.read_bytes()[12:])
    with pytest.raises(DamagedIndex, match=f"format {VERSION + 1}, but this program reads format {VERSION}"):
        Container(path)


class Bomb:
    def __reduce__(self):
        return pytest.fail, ("a pickle was loaded",)


@pytest.mark.parametrize("content", [b"", b"x" * 100, pickle.dumps(Bomb()), MAGIC, MAGIC * 9, b"\x93NUMPY"])
def test_other_files_are_damage(tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(DamagedIndex):
        Container(tmp_path / "file")


def test_a_folder_is_damage_and_an_absent_file_is_absent(tmp_path):
    with pytest.raises(DamagedIndex):
        Container(tmp_path)
    with pytest.raises(FileNotFoundError):
        Container(tmp_path / "file")


@pytest.mark.parametrize(
    "section",
    [
        ["u1", -1, 0, 0],
        ["u1", 1, -1, 0],
        ["u1", 10**30, 0, 0],
        ["u1", 1, 10**30, 0],
        ["<u8", 1000, 0, 0],
        ["|O", 1, 0, 0],
        ["<f8", 1, 0, 0],
        [[], 1, 0, 0],
        ["u1", "1", 0, 0],
        ["u1", None, 0, 0],
        ["u1", float("inf"), 0, 0],
        ["u1", float("nan"), 0, 0],
        ["u1", 1, 0, 0, [1, 2]],
        ["u1", 1, 0, 0, "ab"],
        ["u1", 1],
        None,
        7,
    ],
)
def test_a_section_that_lies_about_itself_is_damage(tmp_path, section):
    head = json.dumps({"meta": {}, "sections": {"numbers": section}}).encode()
    with pytest.raises(DamagedIndex):
        Container(with_head(tmp_path / "file", head))


@pytest.mark.parametrize(
    "head",
    [b"", b"[]", b"{}", b"\xff", b"nul", b'{"meta": 7, "sections": {}}', b'{"meta": {}, "sections": []}', b"[" * 10**6],
    ids=lambda head: head[:40].decode("ascii", "replace"),
)
def test_a_head_of_another_shape_is_damage(tmp_path, head):
    with pytest.raises(DamagedIndex):
        Container(with_head(tmp_path / "file", head))


@given(arrays.arrays(np.uint64, st.integers(0, 5), elements=st.integers(0, 300) | st.integers(0, 2**64 - 1)))
def test_the_narrowest_type_holds_the_same_numbers(array):
    narrow = narrowest(array)
    assert narrow.tolist() == array.tolist()
    assert narrow.itemsize == next(size for size in (1, 2, 4, 8) if int(array.max(initial=0)) < 256**size)


def resident(path):
    """Bytes of a mapped file that count as memory of this process."""
    lines = iter(SMAPS.read_text().splitlines())
    mappings = (line for line in lines if line.endswith(f" {path}"))
    return sum(int(next(line for line in lines if line.startswith("Rss:")).split()[1]) for _ in mappings) * 1024


SMAPS = pathlib.Path("/proc/self/smaps")


@pytest.mark.skipif(not SMAPS.exists(), reason="the system does not tell what is resident")
def test_a_file_that_is_read_through_takes_no_memory_afterwards(folder):
    container = Container(written(folder / "large", {"numbers": np.arange(1 << 19)}))
    assert container.array("numbers").sum()
    assert resident(folder / "large") >= 1 << 22
    container.verify()
    assert resident(folder / "large") < 1 << 18
    assert container.array("numbers")[-1] == (1 << 19) - 1
