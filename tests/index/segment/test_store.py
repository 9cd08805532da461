import json
from unittest.mock import patch

import numpy as np
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from index.errors import DamagedIndex
from index.segment import store as module
from index.segment.container import Container, ContainerWriter
from index.segment.store import Store, StoreWriter

RECORDS = st.lists(st.dictionaries(st.text(max_size=3), st.text(max_size=9) | st.lists(st.integers())), max_size=9)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("store")


def stored(folder, records):
    path = folder / "store"
    path.unlink(missing_ok=True)
    container = ContainerWriter(path)
    writer = StoreWriter(container)
    for record in records:
        writer.append(record)
    writer.finish()
    container.finish({})
    return Store(Container(path))


@given(RECORDS, st.sampled_from([1, 20, 64 * 1024]))
def test_records_come_back_from_blocks_of_any_size(folder, records, block):
    encoded = [json.dumps(record).encode() for record in records]
    with patch.object(module, "BLOCK_BYTES", block):
        store = stored(folder, encoded)
    assert [store[number] for number in range(len(store))] == records
    assert [store.encoded(number) for number in reversed(range(len(store)))] == encoded[::-1]


@given(st.lists(st.binary(max_size=5), min_size=1))
def test_empty_records_take_no_place_and_keep_theirs(folder, records):
    with patch.object(module, "BLOCK_BYTES", 4):
        store = stored(folder, records)
    assert [store.encoded(number) for number in range(len(store))] == records


def test_what_is_typical_of_records_is_learned_from_the_first(tmp_path):
    records = [
        json.dumps({"number": n * n, "office": f"Office of the Secretary of {n % 7}"}).encode() for n in range(5000)
    ]
    sizes = []
    for sample in (1 << 16, 1 << 30):
        with patch.multiple(module, SAMPLE_BYTES=sample, DICTIONARY_BYTES=1 << 12, BLOCK_BYTES=1 << 10):
            store = stored(tmp_path, records)
        assert [store.encoded(number) for number in range(len(store))] == records
        sizes.append((tmp_path / "store").stat().st_size)
    assert sizes[0] < 0.9 * sizes[1]


def test_of_a_few_large_records_nothing_is_learned(tmp_path):
    with patch.object(module, "SAMPLE_BYTES", 10):
        assert stored(tmp_path, [b"Peru"] * 3).encoded(2) == b"Peru"


def raw(folder, block, size):
    path = folder / "raw"
    path.unlink(missing_ok=True)
    container = ContainerWriter(path)
    container.append("store.blocks", np.frombuffer(block, np.uint8))
    for name, values in (("sizes", [size]), ("first", [0, 1]), ("ends", [0, len(block)])):
        container.append(f"store.{name}", np.array(values, np.uint64))
    container.finish({})
    return Store(Container(path))


def test_an_altered_block_is_damage_and_not_text(folder):
    block = bytearray(zstandard.ZstdCompressor(write_checksum=True).compress(b'{"title": "Peru"}'))
    block[-6] ^= 1
    with pytest.raises(DamagedIndex, match="block 0 of the stored text is altered"):
        raw(folder, bytes(block), 17).encoded(0)


@pytest.mark.parametrize("size", [5, 18])
def test_a_block_of_another_size_than_its_records_is_damage(folder, size):
    with pytest.raises(DamagedIndex):
        raw(folder, zstandard.compress(b'{"title": "Peru"}'), size).encoded(0)


def test_a_block_that_claims_to_unpack_to_terabytes_is_not_unpacked(folder):
    claim = b"\x28\xb5\x2f\xfd\xc0\x00" + (1 << 43).to_bytes(8, "little") + b"\x01\x00\x00"
    assert zstandard.frame_content_size(claim) == 1 << 43
    with pytest.raises(DamagedIndex):
        raw(folder, claim, 10).encoded(0)


@pytest.mark.parametrize("text", [b"[" * 100_000, b"peru", b"\xff", b""], ids=["deep", "word", "byte", "nothing"])
def test_a_record_that_is_no_json_is_damage(folder, text):
    with pytest.raises(DamagedIndex):
        raw(folder, zstandard.compress(text), len(text))[0]
