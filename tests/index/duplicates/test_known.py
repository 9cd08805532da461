import numpy as np
import pytest

from index.duplicates.known import Duplicates
from index.duplicates.sketch import sketch
from index.errors import DamagedIndex
from index.segment.container import Container, ContainerWriter

TEXTS = {f"{number:012x}": " ".join(f"word{number // 2}x{n}" for n in range(99)) for number in range(6)}


def known_of(texts, path=None):
    known = Duplicates(path)
    for name, text in texts.items():
        known.put(name, sketch(text))
    return known


def saved(known, path, body_of=TEXTS.__getitem__):
    known.update(body_of)
    known.save(path)
    container = Container(path)
    return dict(zip(container.array("members").tolist(), container.array("clusters").tolist(), strict=True))


def nothing(name):
    raise AssertionError(name)


def test_equal_texts_are_found(tmp_path):
    assert saved(known_of(TEXTS), tmp_path / "a") == {0: 0, 1: 0, 2: 1, 3: 1, 4: 2, 5: 2}


def test_the_order_of_arrival_is_no_matter(tmp_path):
    backwards = known_of(dict(reversed(TEXTS.items())))
    saved(backwards, tmp_path / "a")
    saved(known_of(TEXTS), tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_what_was_judged_is_not_read_again(tmp_path):
    before = saved(known_of(TEXTS), tmp_path / "a")
    assert saved(Duplicates(tmp_path / "a"), tmp_path / "b", nothing) == before


def test_releases_that_are_gone_leave_their_cluster(tmp_path):
    saved(known_of(TEXTS), tmp_path / "a")
    known = Duplicates(tmp_path / "a")
    known.forget("000000000003")
    assert saved(known, tmp_path / "b", nothing) == {0: 0, 1: 0, 4: 1, 5: 1}


def test_releases_that_changed_are_judged_again(tmp_path):
    saved(known_of(TEXTS), tmp_path / "a")
    texts = TEXTS | {"000000000003": TEXTS["000000000000"], "000000000005": ""}
    known = known_of({name: texts[name] for name in ("000000000003", "000000000005")}, tmp_path / "a")
    assert saved(known, tmp_path / "b", texts.__getitem__) == {0: 0, 1: 0, 3: 0}


def test_sketches_of_another_algorithm_are_forgotten(tmp_path):
    ContainerWriter(tmp_path / "a").finish({"algorithm": -1})
    assert saved(Duplicates(tmp_path / "a"), tmp_path / "b", nothing) == {}


def test_a_damaged_file_is_named(tmp_path):
    saved(known_of(TEXTS), tmp_path / "a")
    whole = Container(tmp_path / "a")
    container = ContainerWriter(tmp_path / "b")
    for name in whole:
        container.append(name, whole.array(name)[:-1] if name == "sketches" else np.array(whole.array(name)))
    container.finish(whole.meta)
    with pytest.raises(DamagedIndex, match="b: "):
        Duplicates(tmp_path / "b")
