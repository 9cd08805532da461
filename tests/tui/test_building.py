"""A rebuild in a process of its own."""

import json

import pytest

from index.errors import SearcherError
from tui import building
from tui.building import Built, Step, build, main


async def steps(folder, *roots):
    return [step async for step in build(str(folder), list(map(str, roots)))]


async def test_steps_are_told_until_the_end(library):
    library.add("late.txt", "Late notice", "June 1, 2014", "One more ship came.")
    *told, built = await steps(library.index)
    assert [step[:4] for step in told] == [("read", 1, 1, 0), ("index", 1, 1, 0)]
    assert built == Built(1, 0, [], 6)


@pytest.mark.parametrize(
    ("written", "told"), [('["error", "no index in here"]', "no index in here"), ("", "the rebuild broke off")]
)
async def test_what_is_wrong_is_told(monkeypatch, tmp_path, written, told):
    process = tmp_path / "process"
    process.write_text(f"#!/bin/sh\necho '{written}'\n" if written else "#!/bin/sh\nfalse\n")
    process.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(process))
    with pytest.raises(SearcherError, match=told):
        await steps("index")


async def test_a_rebuild_is_stopped_and_the_index_stays(library):
    for number in range(40):
        library.add(f"late-{number}.txt", f"Late notice {number}", f"One more ship came to quay {number}.")
    under_way = build(str(library.index))
    assert isinstance(await anext(under_way), Step)
    await under_way.aclose()
    assert library.engine().generation == 1
    assert library.rebuild().new == 40


def test_a_line_of_json_for_each_step_and_the_end(library, capsys, monkeypatch):
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr(building, "BETWEEN", -1)
    (library.pile / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    main(str(library.index), str(library.pile), "not/there")
    *_, (kind, built) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (kind, built[:2], built[3]) == ("built", [0, 1], 5)
    assert ["broken.pdf" in built[2][0], "not/there: is not there" in built[2][1]] == [True, True]
    main("no/index")
    assert json.loads(capsys.readouterr().out)[0] == "error"


def test_a_step_in_words():
    assert str(Step("index", 50, 200, 3, 2.0)) == "index: 50 of 200 files · 25 a second · 6 s left · 3 failed"
