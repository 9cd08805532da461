"""No regular expression of the program takes much longer than its text is long, whatever the text."""

import importlib
import pkgutil
import re
import time

import pytest

import index
import searcher
import tui
from index.cleaner.lines import LONG, SHORT

SEEDS = (
    *("a", " ", "\n", "-", ".", "1", "<", "A b ", "aa1", "=\"'", "1, 2 ", "—\n", ">\n> ", "http://a.", "a@a."),
    *("(a", "[", "&#"),
)
SIZE = 2_000
"""At which what is quadratic takes fifty milliseconds, and all else one."""

MOST = 0.03  # seconds of the processor


def search_one_line(pattern, text):
    return pattern.search(" ".join(text.split()))


USES = {
    "index.cleaner.": (re.Pattern.finditer, LONG),
    "index.cleaner.lines._CLOSING": (re.Pattern.fullmatch, SHORT),
    "index.cleaner.lines._CITY": (re.Pattern.fullmatch, SHORT),
    "index.cleaner.lines._CAPITALS": (re.Pattern.fullmatch, SHORT),
    "index.metadata.titles._LEADING": (re.Pattern.match, SIZE),
    "index.metadata.titles._SUFFIX": (search_one_line, 2_000),
    "index.metadata.titles._FURNITURE": (re.Pattern.fullmatch, SIZE),
    "index.metadata.written_dates._WORD_BEFORE": (re.Pattern.search, 24),
}
"""How patterns are used that don't search whole texts, and how long the longest text is that they are given."""


def patterns():
    found = {}
    for package in (index, searcher, tui):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith("__main__"):
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                many = (
                    value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else [value]
                )
                for one in many:
                    if isinstance(one, re.Pattern):
                        found[one] = f"{module.name}.{name}"
    return [pytest.param(one, name, id=name) for one, name in found.items()]


def seconds(pattern, use, text):
    text = text if isinstance(pattern.pattern, str) else text.encode()
    began = time.process_time()
    found = use(pattern, text)
    if use is re.Pattern.finditer:
        list(found)
    return time.process_time() - began


@pytest.mark.parametrize(("pattern", "name"), patterns())
def test_a_pattern_is_fast_on_adversarial_text(pattern, name):
    use, size = next(
        (USES[key] for key in (name, name[: len("index.cleaner.")]) if key in USES), (re.Pattern.finditer, SIZE)
    )
    for seed in SEEDS:
        for end in ("", "!"):
            text = seed * (size // len(seed)) + end
            assert seconds(pattern, use, text) < MOST or seconds(pattern, use, text) < MOST, seed
