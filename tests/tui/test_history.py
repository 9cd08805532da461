from searcher.request import SearchRequest
from tui.history import History

EVERYTHING = SearchRequest()
COPPER = SearchRequest("copper")
IN_PERU = COPPER.including("country", "PE")


def test_at_the_beginning_there_is_nothing_to_undo_or_redo():
    history = History(EVERYTHING)
    assert (history.undo(), history.redo()) == (None, None)


def test_undo_and_redo_walk_through_the_requests():
    history = History(EVERYTHING)
    history.record(COPPER)
    history.record(IN_PERU)
    assert [history.undo(), history.undo(), history.undo()] == [COPPER, EVERYTHING, None]
    assert [history.redo(), history.redo(), history.redo()] == [COPPER, IN_PERU, None]


def test_a_query_being_typed_is_one_step():
    history = History(EVERYTHING)
    for query in ("c", "co", "cop", "co", "copper"):
        history.record(SearchRequest(query))
    assert history.undo() == EVERYTHING


def test_typing_after_a_filter_is_a_step_of_its_own():
    history = History(COPPER)
    history.record(IN_PERU)
    history.record(IN_PERU.asking("copper m"))
    history.record(IN_PERU.asking("copper mining"))
    assert [history.undo(), history.undo()] == [IN_PERU, COPPER]


def test_another_query_is_another_step():
    history = History(EVERYTHING)
    history.record(COPPER)
    history.record(SearchRequest("fish"))
    assert history.undo() == COPPER


def test_what_was_undone_is_gone_once_something_new_is_asked():
    history = History(EVERYTHING)
    history.record(COPPER)
    history.undo()
    history.record(SearchRequest("fish"))
    assert history.redo() is None


def test_the_same_request_again_is_no_step():
    history = History(EVERYTHING)
    history.record(COPPER)
    history.record(COPPER)
    assert [history.undo(), history.undo()] == [EVERYTHING, None]
