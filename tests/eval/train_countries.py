"""Fits points.tsv of index/metadata to the tuning half: `python -m tests.eval.train_countries NEWSWIRE.jsonl.xz`.

The half is told with and without datelines. What a country chosen must have is the threshold of the best scores by
cross-validation, over several ways to part the stories: of those that have a goal, which macro F1 has with a dateline.
"""

import lzma
import math
import random
import sys

import numpy as np

from index.metadata import countries
from tests.eval.newswire import halves, scores
from tests.eval.regression import logistic

FOLDS, PARTINGS = 5, 4
THRESHOLDS = np.arange(0.3, 0.61, 0.025)


def told(stories):
    """Yield each story with and without its dateline, as (story, its tallies, whether a dateline was found)."""
    for story in stories:
        for body in (f"{story['dateline']} {story['body']}", story["body"]):
            tallies, place = countries.tally(story["title"], body, None)
            yield story, tallies, place is not None


def fitted(rows, labels):
    """Return weights fitted to values of equal spread, as the ridge asks, but made for the values as they are."""
    spread = {name: float(np.std([row[name] for row in rows])) or 1.0 for name in rows[0] if name != "bias"}
    even = [{name: row[name] / size for name, size in spread.items()} for row in rows]
    weights = logistic(even, labels)
    return {name: weight / spread.get(name, 1.0) for name, weight in weights.items()}


def points(row, weights):
    return sum(weights[name] * value for name, value in row.items())


def tried(stories, rows, codes, numbers, labels, goals):
    """Return the mean of each threshold's first `goals` scores by cross-validation, blocks of fifty stories as one."""
    rng, found = random.Random(0), {threshold: [] for threshold in THRESHOLDS}
    blocks = [int(story["id"]) // 50 for story in stories]
    for _ in range(PARTINGS):
        fold_of = {block: rng.randrange(FOLDS) for block in sorted(set(blocks))}
        folds = np.array([fold_of[blocks[number]] for number in numbers])
        scored = np.zeros(len(rows))
        for fold in range(FOLDS):
            train = np.flatnonzero(folds != fold)
            weights = fitted([rows[at] for at in train], [labels[at] for at in train])
            for at in np.flatnonzero(folds == fold):
                scored[at] = sum(weights[name] * value for name, value in rows[at].items())
        for threshold in THRESHOLDS:
            answers = [set() for _ in stories]
            for at in np.flatnonzero(scored > logit(threshold)):
                answers[numbers[at]].add(codes[at])
            found[threshold].append(scores([story["countries"] for story in stories], answers)[:goals])
    return {threshold: float(np.mean(values)) for threshold, values in found.items()}


def logit(share):
    return math.log(share / (1 - share))


def table(stories, goals):
    """Return the weights for (story, tallies) pairs, and what a country chosen must have."""
    found = [
        (row, code, number)
        for number, (_, tallies) in enumerate(stories)
        for code, row in countries.features(tallies).items()
    ]
    rows, codes, numbers = zip(*found, strict=True)
    labels = [code in stories[number][0]["countries"] for code, number in zip(codes, numbers, strict=True)]
    means = tried([story for story, _ in stories], rows, codes, numbers, labels, goals)
    best = max(THRESHOLDS, key=means.__getitem__)
    sys.stdout.write("".join(f"{threshold:.3f} {means[threshold]:.4f}\n" for threshold in THRESHOLDS))
    return fitted(rows, labels) | {"chosen": logit(best), "doubtful": -1.0}


with lzma.open(sys.argv[1], "rt", encoding="utf-8") as lines:
    everything = list(told(halves(lines)[0]))
dated, undated = (
    table([(story, tallies) for story, tallies, found in everything if found is has], goals)
    for has, goals in ((True, 3), (False, 2))
)
table_rows = [f"{name}\t{weight:.3f}\t{undated[name]:.3f}\n" for name, weight in dated.items()]
countries.POINTS.write_text("".join(table_rows), encoding="utf-8")
