"""Mail: the message as one document, and attached releases as further ones."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from functools import partial

from index.errors import UnreadableFile
from index.readers.declared import declare
from index.readers.document import RawDocument
from index.readers.members import Member, read_members
from index.readers.source import Source


def read(source: Source) -> Iterator[RawDocument]:
    """Yield the message, its plain part if it has one, then its attachments of known types as `file#attachment`."""
    message = message_from_bytes(source.data, policy=policy.default)
    if not message.keys():
        raise UnreadableFile(source.name, "is no mail message")
    yield from read_members(source, _members(message))


def _members(message: EmailMessage) -> Iterator[Member]:
    declared = _declared(message)
    body = message.get_body(("plain", "html"))
    if body is not None:
        kind = ".txt" if body.get_content_subtype() == "plain" else ".html"
        yield Member("", partial(_content, body), kind, declared, body.get_content_charset())
    for number, part in enumerate(message.iter_attachments(), 1):
        name = part.get_filename() or f"attachment{number}.{part.get_content_subtype()}"
        yield Member(name, partial(_content, part), charset=part.get_content_charset())


def _content(part: MIMEPart) -> bytes:
    """Return the decoded bytes of a part; an attached message as the bytes of a mail."""
    if part.get_content_type() == "message/rfc822":
        return bytes(part.get_content())
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _declared(message: EmailMessage) -> dict[str, str]:
    sender = message.get("from", "")
    says = {"title": message.get("subject"), "date": message.get("date"), "source": parseaddr(sender)[0] or sender}
    return declare(says, "header")
