import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadableFile
from index.readers.encoding import decode, normalise

KOREAN = (
    "외교부 장관은 오늘 페루 외교장관과 회담을 갖고 양국 간 협력 방안에 "
    "대해 논의하였다. 양 장관은 교역과 투자가 꾸준히 증가하고 있음을 평가하였다."
)
RUSSIAN = (
    "Президент России провёл переговоры с Президентом Перу. Стороны "
    "обсудили развитие торговли и экономического сотрудничества."
)
FRENCH = (
    "Le ministre a annoncé hier à l'Assemblée que la coopération économique "
    "sera renforcée dès l'été prochain, a précisé le député."
)
SMART = "The “two leaders” agreed – today – to strengthen the treaty’s provisions. " * 10


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (KOREAN, "euc-kr"),
        (KOREAN, "utf-16-le"),
        (KOREAN, "utf-16-be"),
        (KOREAN, "utf-16"),
        (KOREAN, "utf-8-sig"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "utf-16-le"),
        (FRENCH, "latin-1"),
        (FRENCH, "utf-16-le"),
        (SMART, "cp1252"),
        (SMART, "utf-32"),
    ],
)
def test_text_in_any_usual_encoding_is_read_without_a_hint(text, encoding):
    assert decode(text.encode(encoding), "a.txt")[0] == text


def test_a_declared_encoding_is_widened_to_what_publishers_mean():
    assert decode("“naïve” – €5".encode("cp1252"), "a.html", "iso-8859-1") == ("“naïve” – €5", "cp1252")


def test_text_that_is_utf8_is_so_whatever_it_declares():
    assert decode("Việt Nam".encode(), "a.html", "iso-8859-1") == ("Việt Nam", "utf-8")


def test_seven_bit_encodings_are_believed():
    assert decode("日本語".encode("iso-2022-jp"), "a.eml", "iso-2022-jp")[0] == "日本語"


@pytest.mark.parametrize("declared", ["no-such-thing", "hex", "\0", "", None])
def test_a_nonsensical_declaration_is_ignored(declared):
    assert decode(FRENCH.encode("cp1252"), "a.html", declared)[0] == FRENCH


def test_damaged_utf8_keeps_all_that_is_whole():
    data = ("Lương Cường gặp Tổng thống Peru. " * 5).encode()
    assert decode(data[:40] + b"\xff" + data[40:], "a.txt")[0].count("\ufffd") >= 1
    assert "gặp Tổng thống Peru" in decode(data[:40] + b"\xff" + data[40:], "a.txt")[0]


def test_a_few_odd_bytes_tell_nothing_of_an_encoding():
    assert decode(b"The Ministry\xbf\xee\xc3 of Mines", "a.txt") == ("The Ministry¿îÃ of Mines", "cp1252")


def test_bytes_undefined_in_cp1252_are_dropped_not_fatal():
    assert decode(b"plain text \x81 with one odd byte " + b"and more plain words " * 20, "a.txt")[0].startswith(
        "plain text  with"
    )


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 40, random.Random(1).randbytes(20_000), b"\x89PNG\r\n\x1a\n" + bytes(500)]
)
def test_binary_data_is_refused_by_name(data):
    with pytest.raises(UnreadableFile, match=r"photo\.txt: is binary"):
        decode(data, "photo.txt")


def test_line_ends_controls_and_forms_are_normalised():
    assert normalise("a\r\nb\rc\x00\x1b[31m\x85d\u2028e\ufeff\xad\ud800 Vie\u0302\u0323t") == "a\nb\nc[31m\nd\ne Việt"


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "euc-kr", "utf-16", "utf-7", "rot13"]))
def test_any_bytes_become_clean_text_or_a_clear_error(data, declared):
    try:
        text, _ = decode(data or b"x", "f", declared)
    except UnreadableFile as error:
        assert error.path == "f"  # noqa: PT017 - one of two right outcomes
    else:
        assert text == normalise(text)
