"""From bytes to clean text: which encoding, and which characters may stay."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator

from index.errors import UnreadableFile

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What a declared name means in practice (WHATWG Encoding Standard, section 4.2: labels).
SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
}

# The encodings that are guessed at; rarer ones must be declared.
GUESSES = (
    *("cp1252", "cp1250", "cp1251", "koi8_r", "cp866", "cp1253", "cp1254", "cp1255", "cp1256", "cp1258"),
    *("cp949", "gb18030", "big5", "cp932", "euc_jp"),
)

SAMPLE_BYTES = 8_192
WESTERN_SHARE = 0.12  # no language of Western Europe has a greater part of accented letters
WESTERN = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŒœ‘’‚“”„–—…•«»‹›¡¿ºª°§©®™€£\xa0´·½¼")
FEWEST_FOREIGN = 4  # bytes that are not ASCII; fewer are damage, or tell nothing of an encoding
BINARY = 0.02  # above this share of control characters a file isn't text
SPACES = " \n\r\t"
SEVEN_BIT = ("iso2022", "hz", "utf-7")  # their bytes are ASCII, so they pass for UTF-8
DAMAGED = 0.1  # below this share of broken sequences a file is UTF-8 with damage

_CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))
_NON_ASCII_BYTES = bytes(range(128, 256))
_PLAIN_BYTES = bytes(range(32, 127)) + b"\t\n"
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u2028\u2029\ufeff\ud800-\udfff]")
_REPLACEMENTS = {"\f": "\n", "\v": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}


def decode(data: bytes, name: str, declared: str | None = None) -> tuple[str, str]:
    """Return the text of a file and the encoding it was in.

    Tried in turn: byte order mark, UTF-16 without a mark, strict UTF-8, the declared encoding, damaged UTF-8, a
    guess from a bounded sample. Raises UnreadableFile for binary data.
    """
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return normalise(data[len(bom) :].decode(encoding, "replace")), encoding
    for encoding, errors in _candidates(data, name, declared):
        try:
            return normalise(data.decode(encoding, errors)), encoding
        except (UnicodeDecodeError, LookupError):  # LookupError: codecs also knows transforms, such as hex
            continue
    return normalise(data.decode("latin-1")), "latin-1"


def normalise(text: str) -> str:
    r"""Return the text in NFC, with `\n` for every line end and without control characters and lone surrogates."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and not text.encode().translate(None, _PLAIN_BYTES):  # ten times as fast as a search
        return text
    return unicodedata.normalize("NFC", _UNWANTED.sub(lambda match: _REPLACEMENTS.get(match[0], ""), text))


def _candidates(data: bytes, name: str, declared: str | None) -> Iterator[tuple[str, str]]:
    sample = data[:SAMPLE_BYTES]
    if wide := _wide(sample):
        yield wide, "strict"
    if _count(sample, _CONTROL_BYTES) > BINARY * len(sample):
        raise UnreadableFile(name, "is binary, not text")
    known = _codec(declared)
    if known and known.startswith(SEVEN_BIT):
        yield known, "strict"
    yield "utf-8", "strict"
    if known:
        yield known, "strict"
    if _is_damaged_utf8(data):
        yield "utf-8", "replace"
    yield _guess(data), "strict"
    yield "cp1252", "strict"


def _codec(declared: str | None) -> str | None:
    """Return Python's name for a declared encoding, widened to what publishers mean by it."""
    if not declared:
        return None
    try:
        found = codecs.lookup(declared.strip())
    except (LookupError, ValueError):
        return None
    return SUPERSETS.get(found.name, found.name)


def _wide(sample: bytes) -> str | None:
    """Return the UTF-16 encoding in which the bytes have spaces and line ends and little that isn't text."""
    if 0 not in sample:
        return None
    even = sample[: len(sample) // 2 * 2]
    readings = {encoding: even.decode(encoding, "ignore") for encoding in ("utf-16-le", "utf-16-be")}
    encoding, text = max(readings.items(), key=lambda reading: sum(map(reading[1].count, SPACES)))
    odd = sum(unicodedata.category(char) in {"Cc", "Cn", "Co"} and char not in SPACES for char in text)
    spaced = sum(map(text.count, SPACES)) * 200 >= len(text) > 0
    return encoding if spaced and odd <= BINARY * len(text) else None


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell whether bytes are UTF-8 but for a few broken sequences."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    foreign = len(text.encode("ascii", "ignore")) - len(text)
    return broken <= DAMAGED * -foreign


def _guess(data: bytes) -> str:
    """Return the likeliest encoding of bytes that nothing declares."""
    first = next(re.finditer(rb"[\x80-\xff]", data)).start()
    start = max(0, first - SAMPLE_BYTES // 8)
    sample = data[start : start + SAMPLE_BYTES]
    foreign, western = _count(sample, _NON_ASCII_BYTES), sample.decode("cp1252", "ignore")
    is_western = all(char in WESTERN for char in western if char > "\x7f")
    if foreign < FEWEST_FOREIGN or (is_western and foreign < WESTERN_SHARE * len(sample)):
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample, steps=4, chunk_size=512, cp_isolation=list(GUESSES), enable_fallback=False).best()
    return best.encoding if best else "cp1252"


def _count(sample: bytes, wanted: bytes) -> int:
    return len(sample) - len(sample.translate(None, wanted))
