"""From pairs of versions to clusters of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from index.duplicates.match import Verdict

Pair = tuple[int, int]


def clusters(verdicts: Mapping[Pair, Verdict]) -> list[list[int]]:
    """Return the releases that are versions of one another, in lists of two and more, in order.

    The verdicts come with the most alike pair first. Two clusters with a match are joined if two
    thirds of the judged pairs between them match: a piece that several releases have in common does not make one
    cluster of them.
    """
    judged: defaultdict[int, dict[int, Verdict]] = defaultdict(dict)
    for (one, other), verdict in verdicts.items():
        judged[one][other] = judged[other][one] = verdict
    members = {release: [release] for release in judged}
    for (one, other), verdict in verdicts.items():
        first, second = members[one], members[other]
        if verdict is not Verdict.VERSIONS or first is second:
            continue
        between = [judged[a][b] for a in first for b in second if b in judged[a]]
        if 3 * between.count(Verdict.VERSIONS) >= 2 * len(between):
            first.extend(second)
            members.update(dict.fromkeys(second, first))
    found = {id(cluster): sorted(cluster) for cluster in members.values() if len(cluster) > 1}
    return sorted(found.values())
