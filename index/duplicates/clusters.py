"""From pairs of versions to clusters of them."""

from __future__ import annotations

from collections.abc import Mapping

ROLE = "duplicates"
"""The name under which a commit knows the duplicates."""

Pair = tuple[int, int]


def clusters(verdicts: Mapping[Pair, bool]) -> list[list[int]]:
    """Return the releases that are versions of one another, in lists of two and more, in order.

    The verdicts say of pairs, the lower number first, whether they match. Two clusters are joined where at least as
    many of the judged pairs between them match as don't, so that a chain of small changes does not end in one cluster.
    """
    judged: dict[int, dict[int, bool]] = {}
    for (one, other), match in verdicts.items():
        judged.setdefault(one, {})[other] = match
        judged.setdefault(other, {})[one] = match
    members = {release: [release] for release in judged}
    for one, other in sorted(pair for pair, match in verdicts.items() if match):
        first, second = members[one], members[other]
        if first is second:
            continue
        between = [judged[a][b] for a in first for b in second if b in judged[a]]
        if 2 * sum(between) >= len(between):
            first.extend(second)
            members.update(dict.fromkeys(second, first))
    found = {id(cluster): sorted(cluster) for cluster in members.values() if len(cluster) > 1}
    return sorted(found.values())
