"""Which language a text is in."""

from __future__ import annotations

from functools import cache
from itertools import islice

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from index.release import Evidence

# Enough for certainty in one language, and a third of a millisecond.
SAMPLE = 300
# Fewer letters than this, or a probability below, and the answer is a guess.
FEWEST_LETTERS = 12
LEAST_CONFIDENCE = 0.6
# So many of these in a sample, and it is English: no other language has them together (measured: none of 2,900 texts).
ENGLISH = frozenset(("the", "and", "of", "to", "in", "for", "that", "with", "were", "have", "has", "by", "are", "as"))
ENOUGH_ENGLISH = 4


def language(text: str) -> tuple[str | None, Evidence]:
    """Return the ISO 639-1 code of a text's language and its evidence; None for text too short or too mixed to tell.

    Judged on a sample from the text's middle, where letterheads and menus are rare, by py3langid (a naive Bayes
    classifier over byte sequences: Lui & Baldwin 2012); confidence is its normalised probability. English that its
    commonest words prove needs no classifier, which takes half a millisecond.
    """
    start = max(0, min(len(text) // 4, 2_000))
    sample = " ".join(text[start : start + SAMPLE].split())
    if len(list(islice(filter(str.isalpha, sample), FEWEST_LETTERS))) < FEWEST_LETTERS:
        return None, Evidence("too-short", sample)
    if len(ENGLISH.intersection(sample.lower().split())) >= ENOUGH_ENGLISH:
        return "en", Evidence("words", sample[:60], 0.99)
    code, probability = _identifier().classify(sample)
    evidence = Evidence("py3langid", sample[:60], round(float(probability), 3))
    return (code if probability >= LEAST_CONFIDENCE else None), evidence


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in identifier.labels if len(code) == 2])
    return identifier
