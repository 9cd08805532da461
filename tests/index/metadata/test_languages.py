"""Which language a text is in, and when that can't be told."""

import pytest

from index.metadata.languages import language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The ministers of both countries met in Lima on Monday and agreed on trade.", "en"),
        ("Los ministros de ambos países se reunieron el lunes en Lima y acordaron comerciar.", "es"),
        ("Les ministres des deux pays se sont réunis lundi à Lima pour parler de commerce.", "fr"),
        ("Министры двух стран встретились в понедельник в Лиме и договорились о торговле.", "ru"),
        ("양국 장관은 월요일 리마에서 만나 무역에 합의했다.", "ko"),
        ("Bộ trưởng hai nước đã gặp nhau hôm thứ Hai tại Lima và thống nhất về thương mại.", "vi"),
        ("两国部长周一在利马会晤,就贸易达成一致意见并签署协议。", "zh"),
        ("التقى وزيرا البلدين يوم الاثنين في ليما واتفقا على التجارة بين البلدين", "ar"),
        ("THE MINISTERS OF BOTH COUNTRIES MET IN LIMA ON MONDAY AND AGREED ON TRADE.", "en"),
    ],
)
def test_a_sentence_is_enough(text, code):
    assert language(text)[0] == code


def test_the_menu_above_a_text_does_not_decide():
    body = "The ministers of both countries met in Lima on Monday and agreed on trade. " * 20
    assert language("바로가기 메뉴\n본문 바로가기\n\n" + body)[0] == "en"


@pytest.mark.parametrize("text", ["", "Lima", "12 34 56 78 90 12 34 56"])
def test_too_few_letters_are_no_language(text):
    assert (language(text)[0], language(text)[1].rule) == (None, "too-short")


def test_a_guess_is_no_answer():
    code, evidence = language("Lima Quito Bogota La Paz Oslo")
    assert (code is None) == (evidence.confidence < 0.6)
