import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from index.segment.container import Container, ContainerWriter
from index.segment.packing import WIDTHS, Packed, PackedWriter, choose_width

# Mostly small numbers and rare large ones, as frequencies and positions are.
NUMBERS = st.integers(0, 20) | st.sampled_from([15, 255, 4095, 65535]) | st.integers(0, 300) | st.integers(0, 2**32 - 1)
PIECES = st.lists(arrays.arrays(np.int64, st.integers(0, 40), elements=NUMBERS), max_size=4)


def packed(folder, pieces, width):
    path = folder / "packed"
    path.unlink(missing_ok=True)
    container = ContainerWriter(path)
    writer = PackedWriter(container, "numbers", width)
    for piece in pieces:
        writer.append(piece)
    writer.finish()
    container.finish({})
    return Packed(Container(path), "numbers", width)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("packing")


@given(PIECES, st.sampled_from(WIDTHS), st.data())
def test_any_slice_and_any_ascending_places_are_read_back(folder, pieces, width, data):
    numbers = [number for piece in pieces for number in piece.tolist()]
    column = packed(folder, pieces, width)
    start = data.draw(st.integers(0, len(numbers)))
    stop = data.draw(st.integers(0, len(numbers)))
    assert column.slice(start, stop).tolist() == numbers[start:stop]
    places = sorted(data.draw(st.sets(st.integers(0, len(numbers) - 1))) if numbers else ())
    assert column.take(np.array(places, np.intp)).tolist() == [numbers[place] for place in places]


@given(arrays.arrays(np.uint32, st.integers(0, 100), elements=NUMBERS))
def test_no_width_is_smaller_than_the_chosen(values):
    def bits(width):
        return len(values) * width + 96 * sum(value >= (1 << width) - 1 for value in values.tolist())

    assert bits(choose_width(values)) == min(map(bits, WIDTHS))


@pytest.mark.parametrize(
    ("values", "width"),
    [([1, 2, 3], 4), ([200] * 9, 8), ([2000] * 9, 12), ([40_000] * 9, 16), ([1 << 31] * 9, 32), ([1] * 99 + [999], 4)],
)
def test_the_width_suits_typical_values(values, width):
    assert choose_width(np.array(values)) == width
