"""Feeding an index in a cluster from files, in one go or in shares, by several at once."""

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from unittest.mock import patch

import pytest
from opensearchpy import exceptions

from index.errors import ClusterFailure, SearcherError
from index.opensearch.books import Books, Share, slot_of
from index.opensearch.check import check
from index.opensearch.client import Client
from index.opensearch.feed import feed, known_lines, prepared
from index.rebuild import rebuild
from searcher.engine import Engine
from searcher.opensearch.engine import ClusterEngine
from searcher.request import SearchRequest
from tests.clusters import address_at, removed


@pytest.fixture
def pile(tmp_path):
    """Files of one source, with a menu that only the pile can teach."""
    folder = tmp_path / "pile"
    folder.mkdir()
    for number in range(12):
        text = f"Home | About us\n\nCopper accord {number}\n\nMay {number + 1}, 2014\n\nPeru mines {number} sites.\n"
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def address(cluster_url):
    address = address_at(cluster_url)
    yield address
    removed(address)


def found(address, query="", **asked):
    return sorted(hit.path for hit in ClusterEngine(address).search(SearchRequest(query, limit=100, **asked)).hits)


def releases(engine):
    return sorted(engine.matched(SearchRequest())[0].releases(), key=lambda release: release.path)


def names(pile, *numbers):
    return [str(pile / f"{number:02}.txt") for number in numbers]


def test_the_releases_are_those_of_an_index_here(address, pile, tmp_path):
    report = feed(address, [pile])
    assert (report.new, report.changed, report.failed, report.releases) == (12, 0, [], 12)
    rebuild(tmp_path / "index", [pile])
    assert releases(ClusterEngine(address)) == releases(Engine(tmp_path / "index"))


def test_only_what_is_new_changed_or_gone_is_touched(address, pile):
    feed(address, [pile])
    (pile / "00.txt").write_text("Zinc accord\n\nMay 1, 2014\n\nPeru mines zinc.\n", encoding="utf-8")
    (pile / "01.txt").unlink()
    (pile / "12.txt").write_text("Tin accord\n\nPeru mines tin.\n", encoding="utf-8")
    report = feed(address, [pile])
    assert (report.new, report.changed, report.unchanged, report.vanished, report.pruned) == (1, 1, 10, 1, 0)
    assert found(address, "zinc OR tin") == names(pile, 0, 12)
    assert found(address, added_after=report.generation - 1) == names(pile, 0, 12)
    assert feed(address, [pile], prune=True).pruned == 1
    assert found(address) == names(pile, 0, *range(2, 13))
    ((counted, _),) = known_lines(address).values()
    assert counted == 12


def test_a_moved_file_keeps_the_generation_it_came_in(address, pile):
    first = feed(address, [pile])
    (pile / "00.txt").rename(pile / "moved.txt")
    report = feed(address, [pile])
    assert (report.moved, report.new, report.vanished) == (1, 0, 0)
    assert found(address, added_after=first.generation) == []
    assert str(pile / "moved.txt") in found(address)
    assert len(found(address)) == 12


def test_years_are_told_by_neighbours_in_one_run_over_the_whole(address, tmp_path):
    pile = tmp_path / "series"
    pile.mkdir()
    for number, day in enumerate(("March 2, 2014", "March 9", "March 16, 2014", "March 23, 2014")):
        text = f"Accord {number}\n\nLIMA, {day} - Peru mines {number} sites.\n"
        (pile / f"release-{number}.txt").write_text(text, encoding="utf-8")
    feed(address, [pile], share=(1, 1))
    rebuild(tmp_path / "index", [pile])
    here, there = Engine(tmp_path / "index"), ClusterEngine(address)
    assert str(here.release(str(pile / "release-1.txt")).date) == "2014-03-09"
    assert releases(there) == releases(here)
    for number in (1, 2):
        assert feed(address, [pile], share=(number, 2)).recleaned == 0
    assert releases(there) == releases(here)


def test_what_was_cleaned_by_other_tables_is_cleaned_again(address, pile):
    feed(address, [pile])
    with patch("index.opensearch.intake.derivation", return_value="another"):
        assert feed(address, [pile]).recleaned == 12
        assert feed(address, [pile]).recleaned == 0


def test_a_root_is_not_one_that_begins_with_its_name(address, pile):
    other = pile.with_name("pile-2")
    other.mkdir()
    (other / "a.txt").write_text("Lead\n\nPeru.\n", encoding="utf-8")
    feed(address, [pile, other])
    assert feed(address, [pile], prune=True).vanished == 0


def test_a_missing_root_loses_nothing(address, pile):
    feed(address, [pile])
    pile.rename(pile.with_name("away"))
    report = feed(address, [pile], prune=True)
    assert (report.missing, report.pruned) == ([str(pile)], 0)
    assert len(found(address)) == 12


def test_below_a_link_that_is_followed_no_more_nothing_is_pruned(address, pile, tmp_path):
    (tmp_path / "root").mkdir()
    os.symlink(pile, tmp_path / "root" / "link")
    assert feed(address, [tmp_path / "root"], follow_links=True).new == 12
    assert feed(address, [tmp_path / "root"], prune=True).pruned == 0


def test_shares_make_up_the_whole_once_each_knows_what_all_have_taught(address, pile, tmp_path):
    reports = [feed(address, [pile], share=Share(number, 3)) for number in (1, 2, 3)]
    assert sum(report.new for report in reports) == 12
    assert found(address) == names(pile, *range(12))
    for number in (1, 2, 3):
        feed(address, [pile], share=Share(number, 3))
    rebuild(tmp_path / "index", [pile])
    assert releases(ClusterEngine(address)) == releases(Engine(tmp_path / "index"))
    assert feed(address, [pile]).unchanged == 12


def test_every_slot_is_in_one_share():
    slots = [slot for number in range(1, 8) for slot in Share(number, 7).slots]
    assert slots == list(range(1 << 16))
    assert slot_of("/a") in range(1 << 16)


def test_a_killed_run_is_made_up_for_by_the_next(address, pile):
    with patch("index.opensearch.books.Books.teach", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        feed(address, [pile])
    client = Client(address)
    assert Books(client, client.concrete()).settled() == 0
    feed(address, [pile])
    assert found(address) == names(pile, *range(12))
    assert Books(client, client.concrete()).settled() == 2


def record(number, text):
    return json.dumps({"title": f"Record {number}", "text": f"{text} {number}.", "date": "2014-05-03"}) + "\n"


def changed(pile):
    """Change a pile in every way: a file changed, moved, copied, gone and new; records changed, gone and new."""
    (pile / "00.txt").write_text("Zinc accord\n\nMay 1, 2014\n\nPeru mines zinc.\n", encoding="utf-8")
    (pile / "01.txt").rename(pile / "moved.txt")
    shutil.copy(pile / "02.txt", pile / "copy.txt")
    (pile / "03.txt").unlink()
    (pile / "new.txt").write_text("Tin accord\n\nPeru mines tin.\n", encoding="utf-8")
    (pile / "a.jsonl").write_text(record(0, "Gold") + record(2, "Gold"), encoding="utf-8")
    (pile / "b.jsonl").write_text(record(0, "Gold") + record(1, "Gold"), encoding="utf-8")


def changed_again(pile):
    """Change what has just changed, so that what a killed run has sent of it is wrong."""
    (pile / "00.txt").write_text("Lead accord\n\nMay 1, 2014\n\nPeru mines lead.\n", encoding="utf-8")
    (pile / "moved.txt").rename(pile / "moved again.txt")
    (pile / "copy.txt").unlink()
    (pile / "new.txt").write_text("Iron accord\n\nPeru mines iron.\n", encoding="utf-8")
    (pile / "a.jsonl").write_text(record(0, "Gold"), encoding="utf-8")
    (pile / "b.jsonl").unlink()


@pytest.mark.parametrize(
    ("half", "then"),
    [
        pytest.param(False, lambda _: None, id="before, restarted"),
        pytest.param(True, changed_again, id="within, changed meanwhile"),
        pytest.param(True, lambda _: None, id="within, restarted", marks=pytest.mark.slow),
        pytest.param(False, changed_again, id="before, changed meanwhile", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("step", range(5), ids=["ids", "documents", "deletes", "notes", "end"])
def test_wherever_a_run_is_killed_the_next_leaves_what_the_files_say(address, pile, tmp_path, step, half, then):
    (pile / "a.jsonl").write_text("".join(record(number, "Gold") for number in range(2)), encoding="utf-8")
    feed(address, [pile], jobs=1)
    rebuild(tmp_path / "index", [pile], jobs=1)
    changed(pile)
    sent, left = Client.send, itertools.count()

    def killed(client, actions):
        actions = list(actions)
        if actions and next(left) == step:
            sent(client, actions[: half * len(actions) // 2])
            raise KeyboardInterrupt
        return sent(client, actions)

    with patch.object(Client, "send", killed), suppress(KeyboardInterrupt):
        feed(address, [pile], prune=True, jobs=1)
    then(pile)
    feed(address, [pile], prune=True, jobs=1)
    rebuild(tmp_path / "index", [pile], prune=True, jobs=1)
    assert releases(ClusterEngine(address)) == releases(Engine(tmp_path / "index"))
    assert check(address).problems == []


def test_a_changed_file_keeps_its_document_and_a_copy_has_its_own(address, pile):
    def ids():
        client = Client(address)
        hits = client.raw.search(index=address.name, size=100)["hits"]["hits"]
        return {json.loads(hit["_source"]["release"])["path"]: hit["_id"] for hit in hits}

    feed(address, [pile])
    first = ids()
    feed(address, [pile])
    assert ids() == first
    (pile / "00.txt").write_text("Zinc accord\n\nMay 1, 2014\n\nPeru mines zinc.\n", encoding="utf-8")
    shutil.copy(pile / "01.txt", pile / "copy.txt")
    feed(address, [pile])
    assert len({*ids().values()}) == 13
    assert {path: id_ for path, id_ in ids().items() if path in first} == first


def test_versions_are_found_though_the_run_that_sent_them_was_killed(address, pile):
    text = "Copper accord\n\n" + " ".join(f"Peru and Chile sign article {number} of it." for number in range(60))
    for name in ("one.txt", "other.txt"):
        (pile / name).write_text(text, encoding="utf-8")
    with patch.object(Books, "end", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        feed(address, [pile])
    feed(address, [pile])
    engine = ClusterEngine(address)
    assert [hit.path for hit in engine.versions(str(pile / "one.txt"))] == [str(pile / "other.txt")]


WORKER = """if __name__ == "__main__":
    import sys
    from index.opensearch import intake
    from searcher.cli import main

    intake._FILES_AT_ONCE = 5
    main(sys.argv[1:])
"""


def test_a_worker_that_is_killed_and_restarted_loses_nothing_and_doubles_nothing(address, tmp_path):
    pile = tmp_path / "pile"
    pile.mkdir()
    for number in range(80):
        text = f"Home | About us\n\nAccord {number}\n\nMay 3, 2014\n\nPeru mines {number} sites.\n"
        (pile / f"{number:02}.txt").write_text(text, encoding="utf-8")
    client = Client(address)
    index = prepared(client)
    worker = [sys.executable, "-c", WORKER, "index", pile, "--shard", "1/2", "--index", str(address), "--jobs", "1"]
    process = subprocess.Popen(worker, stdout=subprocess.DEVNULL)
    while process.poll() is None and client.raw.count(index=index)["count"] < 16:
        client.raw.indices.refresh(index=index)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert 16 <= client.raw.count(index=index)["count"] < 40
    assert subprocess.run(worker, stdout=subprocess.DEVNULL, check=False).returncode == 0
    feed(address, [pile], share=Share(2, 2))
    feed(address, [pile])
    rebuild(tmp_path / "index", [pile])
    assert releases(ClusterEngine(address)) == releases(Engine(tmp_path / "index"))


def test_a_release_that_the_cluster_refuses_is_named_and_tried_again(address, pile):
    original = "index.opensearch.intake.to_source"
    with patch(original, return_value={"date": "no date"}):
        report = feed(address, [pile], share=Share())
    assert sorted(path for path, _ in report.failed) == names(pile, *range(12))
    assert report.new == 0
    assert feed(address, [pile]).new == 12


def test_an_unreadable_file_is_named_and_the_others_go_in(address, pile):
    (pile / "bad.pdf").write_bytes(b"no pdf")
    report = feed(address, [pile])
    assert [path for path, _ in report.failed] == [str(pile / "bad.pdf")]
    again = feed(address, [pile])
    assert (again.failed, again.failed_now) == (report.failed, [])
    assert len(found(address)) == 12


def test_another_versions_index_serves_until_the_new_one_is_whole(address, pile):
    client = Client(address)
    old = f"{address.name}-0"
    client.raw.indices.create(index=old, body={"mappings": {"_meta": {"version": "0"}}})
    client.raw.indices.put_alias(index=old, name=address.name)
    feed(address, [pile], share=Share(1, 2))
    assert list(client.raw.indices.get_alias(name=address.name)) == [old]
    feed(address, [pile])
    assert list(client.raw.indices.get_alias(name=address.name)) == [prepared(client)]


def test_the_folders_must_be_given(address):
    with pytest.raises(SearcherError, match="give the folders"):
        feed(address, [])


def test_a_cluster_that_breaks_down_is_named(address, pile):
    broken = exceptions.AuthorizationException(403, "cluster_block_exception", {})
    with patch("opensearchpy.OpenSearch.bulk", side_effect=broken), pytest.raises(ClusterFailure, match="read-only"):
        feed(address, [pile])
