"""Whether a rebuild would find anything to do, told from a digest of the listing alone, before anything is opened."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index import manifest
from index.derivation import SCHEMA_VERSION, derivation
from index.errors import HOSTILE, SearcherError
from index.manifest import Listing, Manifest, is_under
from index.report import Options, RebuildReport
from index.segment.commit import read_commit
from index.segment.head import read_meta
from index.walk import Walk, walk


def listings(found: Walk, asked: Sequence[str], known: Manifest) -> dict[str, Listing]:
    """Return the listings of roots whose files are all as the manifest knows them, and whose failures were told.

    Of those asked for now, from what was found under them; of the others as they were. None of a root under another,
    since a file would count twice.
    """
    apart = {root for root in known.roots if not is_under(root, {*known.roots} - {root})}
    kept = {root: known.listings.get(root) for root in apart if not any(is_under(one, [root]) for one in asked)}
    seen = kept | {root: _listing(root, found, known) for root in apart.intersection(asked)}
    return {root: listing for root, listing in seen.items() if listing}


def _listing(root: str, found: Walk, known: Manifest) -> Listing | None:
    files = [file for file in found.files if is_under(file.path, [root])]
    unseen = [failure for failure in found.failed if is_under(failure[0], [root])]
    entries = [entry for file in files if (entry := known.files.get(file.path))]
    failed = [entry.failure for entry in entries if entry.failure]
    is_known = [(entry.size, entry.mtime_ns) for entry in entries] == [file[1:] for file in files]
    if not is_known or not known.told.issuperset([*unseen, *failed]):
        return None
    below = len(known.under([path for path, _ in unseen]))  # what can't be looked at isn't gone
    return Listing(found.digests[root], failed, len(known.under([root])) - len(entries) - below)


def unchanged(folder: Path, roots: Sequence[Path], **asked: Any) -> RebuildReport | None:
    """Return what `rebuild` would report where its last commit saw the same files; else None, and it has to look.

    Reads the heads of two files of the index and lists the roots; holds no lock and writes nothing.
    """
    began, options = time.perf_counter(), Options(**asked)
    try:
        commit = read_commit(folder)
        known = read_meta(folder / commit.attachments[manifest.ROLE])
        all_roots = {os.path.abspath(root) for root in roots} or set(known["roots"])
        seen = {root: Listing(*known["listings"][root]) for root in all_roots}
        named = all_roots <= {*known["named"]}
        is_ours = (commit.schema_version, known["derivation"]) == (SCHEMA_VERSION, derivation())
    except (SearcherError, OSError, *HOSTILE):
        return None
    if not (seen and is_ours) or options.follow_links or options.repair or (options.dated_by_name and not named):
        return None
    report = RebuildReport(before=commit.generation, generation=commit.generation)
    report.releases = sum(entry.documents - entry.deleted for entry in commit.segments)
    for root, listing in sorted(seen.items()):
        found = walk([Path(root)])
        files = sum(len(columns.names) for columns in found.columns)
        if not files or found.digests[root] != listing.digest or (options.prune and listing.vanished):
            return None
        report.unchanged += files - len(listing.failed)
        report.failed += [*found.failed, *((path, reason) for path, reason in listing.failed)]
        report.ignored += Counter(found.ignored.values())
        report.vanished += listing.vanished
    report.seconds = time.perf_counter() - began
    return report
