"""Fits points.tsv of index/metadata to the tuning half: `python -m tests.eval.train_countries newswire-countries.jsonl.xz`.

The half is told with and without datelines. What a country chosen must have is the threshold of the best scores by
cross-validation, over several ways to part the stories.
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


def candidates(stories):
    """Return a row of features for each country of each story, the country, and the number of the story."""
    rows, codes, numbers = [], [], []
    for number, (title, body) in enumerate(stories):
        tallies, place = countries.tally(title, body, None)
        named = {code for code, counted in tallies.items() if counted.is_named}
        for code in sorted(tallies):
            rows.append(countries.features(tallies[code], place is None, code, None, named))
            codes.append(code)
            numbers.append(number)
    return rows, codes, numbers


def fitted(rows, labels):
    """Return weights fitted to values of equal spread, as the ridge asks, but made for the values as they are."""
    spread = {name: float(np.std([row[name] for row in rows])) for name in rows[0] if name != "bias"}
    even = [{name: row[name] / size for name, size in spread.items()} for row in rows]
    weights = logistic(even, labels)
    return {name: weight / spread.get(name, 1.0) for name, weight in weights.items()}


def points(row, weights):
    return sum(weights[name] * value for name, value in row.items())


def main(path):
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        tune, _ = halves(lines)
    told = [(story["title"], f"{story['dateline']} {story['body']}") for story in tune]
    told += [(story["title"], story["body"]) for story in tune]
    golds = [set(story["countries"]) for story in tune] * 2
    rows, codes, numbers = candidates(told)
    labels = [code in golds[number] for code, number in zip(codes, numbers, strict=True)]
    rng, tried = random.Random(0), {threshold: [] for threshold in THRESHOLDS}
    blocks = sorted({int(story["id"]) // 50 for story in tune})
    for _ in range(PARTINGS):
        fold_of = {block: rng.randrange(FOLDS) for block in blocks}
        folds = [fold_of[int(tune[number % len(tune)]["id"]) // 50] for number in numbers]
        found = np.zeros(len(rows))
        for fold in range(FOLDS):
            train = [at for at, other in enumerate(folds) if other != fold]
            weights = fitted([rows[at] for at in train], [labels[at] for at in train])
            found[[at for at, other in enumerate(folds) if other == fold]] = [
                points(row, weights) for row, other in zip(rows, folds, strict=True) if other == fold
            ]
        for threshold in THRESHOLDS:
            answers = [set() for _ in told]
            for code, number, score in zip(codes, numbers, found, strict=True):
                if score > math.log(threshold / (1 - threshold)):
                    answers[number].add(code)
            for half in (slice(None, len(tune)), slice(len(tune), None)):
                tried[threshold].append(scores(golds[half], answers[half]))
    means = {threshold: float(np.mean(found)) for threshold, found in tried.items()}
    best = max(THRESHOLDS, key=means.__getitem__)
    sys.stdout.write("".join(f"{threshold:.3f} {means[threshold]:.4f}\n" for threshold in THRESHOLDS))
    table = fitted(rows, labels) | {"chosen": math.log(best / (1 - best)), "doubtful": -1.0}
    lines = [f"{name}\t{weight:.3f}\n" for name, weight in table.items()]
    countries.POINTS.write_text("".join(lines), encoding="utf-8")


main(sys.argv[1])
