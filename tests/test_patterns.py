"""No regular expression of the program takes longer than its text is long, whatever the text."""

import importlib
import pkgutil
import re
import time

import pytest

import index
import searcher
import tui
from index.cleaner.lines import LONG

SEEDS = (
    "a",
    " ",
    "\n",
    "-",
    ".",
    "1",
    "<",
    "A b ",
    "aa1",
    "=\"'",
    "1, 2 ",
    "—\n",
    ">\n> ",
    "http://a.",
    "a@a.",
    "(a",
    "[",
    "&#",
)
SIZE = 20_000


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
                for number, one in enumerate(many):
                    if isinstance(one, re.Pattern):
                        found[one] = f"{module.name}.{name}[{number}]"
    return [pytest.param(one, name.startswith("index.cleaner."), id=name) for one, name in found.items()]


def seconds(pattern, text):
    text = text if isinstance(pattern.pattern, str) else text.encode()
    began = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - began


@pytest.mark.slow
@pytest.mark.parametrize(("pattern", "is_of_lines"), patterns())
def test_a_pattern_is_fast_on_adversarial_text(pattern, is_of_lines):
    """Twice the text may take twice the time, and what is lost to noise; a quadratic pattern would take four times.

    The cleaner's patterns see lines alone, and only those that are shorter than a long paragraph.
    """
    size = LONG if is_of_lines else SIZE
    for seed in SEEDS:
        for end in ("", "!", "\0"):
            text = seed * (size // len(seed)) + end
            taken = seconds(pattern, text)
            assert taken < 0.5 or seconds(pattern, text[: size // 2] + end) > taken / 3, seed
            assert taken < 2, seed
