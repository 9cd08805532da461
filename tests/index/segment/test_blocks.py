import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import DamagedIndex
from index.segment.blocks import BLOCK, Blocks, BlocksWriter
from index.segment.container import Container, ContainerWriter

SIZES = st.integers(0, 3) | st.integers(BLOCK - 2, BLOCK + 2) | st.integers(0, 3 * BLOCK)


def blocks(path, pieces, count=None):
    path.unlink(missing_ok=True)
    container = ContainerWriter(path)
    writer = BlocksWriter(container, "codes")
    for piece in pieces:
        writer.append(piece)
    writer.finish()
    container.finish({})
    return Blocks(Container(path), "codes", sum(map(len, pieces)) if count is None else count)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("blocks") / "blocks"


@given(st.lists(SIZES, max_size=4), st.integers(0, 99))
def test_any_slice_and_any_ascending_places_are_read_back(path, sizes, seed):
    dealer = np.random.default_rng(seed)
    pieces = [dealer.integers(0, 3, size, np.uint8) for size in sizes]
    column, values = blocks(path, pieces), np.concatenate([*pieces, np.zeros(0, np.uint8)])
    start, stop = dealer.integers(0, len(values) + 1, 2).tolist()
    assert np.array_equal(column.slice(start, stop), values[start:stop])
    some = np.arange(len(values))[:: dealer.integers(1, 9999)]
    for places in (np.arange(start, stop), some):
        assert np.array_equal(column.take(places), values[places])


def test_equal_bytes_take_little_space(path):
    blocks(path, [np.ones(8 * BLOCK, np.uint8)])
    assert path.stat().st_size < BLOCK


@pytest.mark.parametrize("count", [5, 7, BLOCK + 6])
def test_a_block_of_another_size_is_damage(path, count):
    with pytest.raises(DamagedIndex, match="block 0 of codes has not the size"):
        blocks(path, [np.ones(6, np.uint8)], count).slice(0, 1)


def test_what_is_no_block_is_damage(path):
    path.unlink(missing_ok=True)
    container = ContainerWriter(path)
    container.append("codes.blocks", np.full(9, 7, np.uint8))
    container.append("codes.ends", np.array([0, 9], np.uint8))
    container.finish({})
    with pytest.raises(DamagedIndex, match="block 0 of codes is altered"):
        Blocks(Container(path), "codes", 4).slice(0, 4)
