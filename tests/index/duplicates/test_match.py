import random

import pytest

from index.duplicates.match import Text, Verdict, compare

RNG = random.Random(3)
NOUNS = [f"{a}{b}" for a in ("har", "min", "trea", "fish", "bor", "cof", "rail") for b in ("bour", "ing", "ty", "der")]
SENTENCES = [
    f"On {RNG.randrange(3, 99)} {' '.join(RNG.sample(NOUNS, 9))} Delegate {chr(65 + n % 26)}ann{n} spoke of "
    f"{' '.join(RNG.sample(NOUNS, 6))}."
    for n in range(20)
]
STORY = "Ministers sign the copper accord today\n\n" + "\n\n".join(SENTENCES)
LETTER = (
    "Senator announces ${amount} for {town}\n\nThe senator said today that the fire department of {town} receives "
    "${amount} from the federal programme for rural firefighters and their equipment.\n\nThis money helps those who "
    "risk their lives for others every day, he said, and the people of {town} will be safer for it.\n\nThe programme "
    "was made to help departments buy equipment, train their members and prevent fires where they are most likely."
)


def verdict(one, other):
    return compare(Text(one), Text(other))


def reworded(text, share):
    return " ".join("rather" if RNG.random() < share else word for word in text.split(" "))


def shuffled(text):
    parts = text.split("\n\n")
    return "\n\n".join(RNG.sample(parts, len(parts)))


@pytest.mark.parametrize(
    "copy",
    [
        STORY,
        STORY.upper(),
        STORY[: len(STORY) // 2],
        STORY[len(STORY) // 2 :],
        shuffled(STORY),
        reworded(STORY, 0.1),
        STORY.replace("Ministers sign the copper accord today", "A Headline of the Lima Gazette"),
        STORY + "\n\nTo unsubscribe write to us. " + " ".join(f"notice{n}" for n in range(100)),
        STORY.replace("Bann1", "Banne1"),
    ],
)
def test_copies_are_versions(copy):
    assert verdict(STORY, copy) is verdict(copy, STORY) is Verdict.VERSIONS


def test_form_letters_are_not():
    one, other = LETTER.format(town="Toney", amount="103,930"), LETTER.format(town="Kinsey", amount="85,493")
    assert verdict(one, other) is verdict(other, one) is Verdict.FORM_LETTERS


def test_a_corrected_figure_makes_no_form_letter():
    one, other = LETTER.format(town="Toney", amount="103,930"), LETTER.format(town="Toney", amount="103,390")
    assert verdict(one, other) is Verdict.VERSIONS


def test_lists_of_other_names_are_form_letters():
    frame = "Students of the county were named to the national honour roll for their work at school, {}, he said today."
    one, other = (frame.format(", ".join(f"{letter}na{n}" for n in range(5))) for letter in "AE")
    assert verdict(f"{LETTER} {one}", f"{LETTER} {other}") is Verdict.FORM_LETTERS


def test_other_texts_are_unlike():
    assert verdict(STORY, LETTER) is Verdict.UNLIKE


def test_a_passage_of_its_own_makes_another_release():
    ours, theirs = (" ".join(f"{kind}{n}" for n in range(150)) for kind in ("alpha", "beta"))
    assert verdict(f"{STORY}\n\n{ours}", f"{STORY}\n\n{theirs}") is Verdict.UNLIKE


def test_a_quotation_is_no_version():
    assert verdict(STORY, SENTENCES[0]) is Verdict.UNLIKE


@pytest.mark.parametrize(("other", "expected"), [("Two words", Verdict.VERSIONS), ("Two others", Verdict.UNLIKE)])
def test_the_shortest_texts_are_versions_if_they_are_equal(other, expected):
    assert verdict("Two words", other) is expected


def test_a_piece_that_was_changed_is_no_version():
    piece = " ".join(word if n % 20 else f"other{n}" for n, word in enumerate(STORY[: len(STORY) // 2].split(" ")))
    assert verdict(STORY, piece) is Verdict.UNLIKE
