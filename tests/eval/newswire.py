"""The newswire labelled with countries: its halves and its measure."""

import json
from collections import Counter


def halves(lines):
    """Return the stories to tune with and those to test with: blocks of fifty by turns."""
    stories = [json.loads(line) for line in lines]
    return tuple([story for story in stories if int(story["id"]) // 50 % 2 == half] for half in (0, 1))


def f1(golds, answers, codes=None):
    """Return micro F1, of these codes alone if given."""
    right = wrong = missed = 0
    for gold, answer in zip(golds, answers, strict=True):
        wanted, got = (set(side) & codes if codes else set(side) for side in (gold, answer))
        right, wrong, missed = right + len(wanted & got), wrong + len(got - wanted), missed + len(wanted - got)
    return 2 * right / (2 * right + wrong + missed)


def scores(golds, answers):
    """Return micro F1, the same without US, and macro F1 over the countries that ten stories are about."""
    support = Counter(code for gold in golds for code in gold)
    others = (set(support) | {code for answer in answers for code in answer}) - {"US"}
    common = [code for code, number in support.items() if number >= 10]
    macro = sum(f1(golds, answers, {code}) for code in common) / len(common)
    return round(f1(golds, answers), 4), round(f1(golds, answers, others), 4), round(macro, 4)
