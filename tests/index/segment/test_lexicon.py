from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.segment.container import Container, ContainerWriter
from index.segment.lexicon import Lexicon, write_lexicon

# Short, of few bytes, zero bytes and equal beginnings among them: what an order by the first eight bytes could confuse.
TERMS = (
    st.binary(max_size=3) | st.text("ab中", max_size=5).map(str.encode) | st.text("ab\0", max_size=11).map(str.encode)
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("lexicon")


def lexicon_of(folder, terms):
    path = folder / "terms"
    path.unlink(missing_ok=True)
    container = ContainerWriter(path)
    write_lexicon(container, "body", terms)
    container.finish({})
    return Lexicon(Container(path), "body")


@given(st.sets(TERMS), TERMS)
def test_terms_are_found_as_in_a_sorted_list(folder, terms, asked):
    ordered = sorted(terms)
    lexicon = lexicon_of(folder, ordered)
    assert (len(lexicon), list(lexicon), [lexicon[n] for n in range(len(ordered))]) == (len(ordered), ordered, ordered)
    assert lexicon.rank(asked) == bisect_left(ordered, asked)
    assert [lexicon.number(term) for term in ordered] == list(range(len(ordered)))
    assert lexicon.number(asked) == (ordered.index(asked) if asked in terms else -1)
    first, last = lexicon.prefixed(asked)
    assert lexicon.run(first, last) == [term for term in ordered if term.startswith(asked)]


@given(st.sets(TERMS, min_size=1), st.data())
def test_a_run_is_a_slice(folder, terms, data):
    ordered = sorted(terms)
    start = data.draw(st.integers(0, len(ordered)))
    stop = data.draw(st.integers(start, len(ordered)))
    assert lexicon_of(folder, ordered).run(start, stop) == ordered[start:stop]


@pytest.mark.parametrize("prefix", [b"\xff", b"\xff\xff", b"a\xff", b""])
def test_a_prefix_may_end_in_the_last_byte(folder, prefix):
    terms = sorted([b"a", b"a\xff", b"a\xff\xffz", b"b", b"\xff", b"\xff\xff\xff"])
    lexicon = lexicon_of(folder, terms)
    assert lexicon.run(*lexicon.prefixed(prefix)) == [term for term in terms if term.startswith(prefix)]
