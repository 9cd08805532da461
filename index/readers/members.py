"""The members of a file that holds several releases: read on past broken ones, report those at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from index.errors import UnreadableFile
from index.readers.document import RawDocument
from index.readers.kinds import SUFFIXES
from index.readers.read import failures_named, read_source
from index.readers.source import Source, suffix

REPORTED = 3


@dataclass(frozen=True, slots=True)
class Member:
    """A named part of a file; `name` is empty for the file's own text, `kind` is its suffix where the name has none."""

    name: str
    load: Callable[[], bytes]
    kind: str = ""
    declared: Mapping[str, str] = field(default_factory=dict)
    charset: str | None = None


def read_members(source: Source, members: Iterable[Member]) -> Iterator[RawDocument]:
    """Yield the documents of all members of known types; then raise UnreadableFile if any couldn't be read."""
    failed: list[UnreadableFile] = []
    names: Counter[str] = Counter()
    documents = broken = 0
    for member in members:
        if (member.kind or suffix(member.name)) not in SUFFIXES:
            continue
        names[member.name] += 1
        repeated = f"-{names[member.name]}" if names[member.name] > 1 else ""
        name = f"{source.name}#{member.name}{repeated}" if member.name else source.name
        try:
            for document in read_source(_source(source, member, name)):
                documents += 1
                yield document
        except UnreadableFile as error:
            broken += 1
            if broken <= REPORTED:  # an error keeps all that was under way when it was raised
                failed.append(error)
            if source.allowance.is_spent:
                break
    if failed and (documents or len(names) > 1):
        raise UnreadableFile(source.name, _report(failed, broken, documents))
    if failed:
        raise failed[0]
    if not documents:
        raise UnreadableFile(source.name, "holds no file of a known type")


def _source(source: Source, member: Member, name: str) -> Source:
    with failures_named(name):
        data = member.load()
    source.allowance.spend(name, len(data))
    declared = {**member.declared, **source.declared}
    kind = member.kind or suffix(member.name)
    return Source(name, data, source.depth + 1, source.allowance, declared, member.charset, kind)


def _report(failed: list[UnreadableFile], broken: int, documents: int) -> str:
    named = "; ".join(f"{error.path} {error.reason}" for error in failed)
    more = f" and {broken - len(failed)} more" if broken > len(failed) else ""
    return f"{broken} of its members can't be read ({documents} can): {named}{more}"
