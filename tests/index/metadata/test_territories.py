"""Names of countries and their codes, as a query types them."""

import subprocess
import sys
import time

import pytest

from index.metadata import territories
from index.metadata.territories import code_of, fold, name_of


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("peru", "PE"),
        ("PE", "PE"),
        ("pe", "PE"),
        ("South Korea", "KR"),
        ("ROK", "KR"),
        ("DPRK", "KP"),
        ("U.S.", "US"),
        ("usa", "US"),
        ("UK", "GB"),
        ("Viet Nam", "VN"),
        ("Việt Nam", "VN"),
        ("vietnam", "VN"),
        ("Côte d’Ivoire", "CI"),
        ("Cote d'Ivoire", "CI"),
        ("Turkey", "TR"),
        ("Holland", "NL"),
        ("Россия", "RU"),
        ("페루", "PE"),
        ("秘鲁", "PE"),
        ("Alemania", "DE"),
        ("Georgia", "GE"),
        ("Bosnia & Herzegovina", "BA"),
        ("Kosovo", "XK"),
        ("Atlantis", None),
        ("zz", None),
        ("", None),
    ],
)
def test_a_country_is_known_by_code_name_alias_and_foreign_name(name, code):
    assert code_of(name) == code


@pytest.mark.parametrize(
    ("code", "name"), [("PE", "Peru"), ("US", "United States"), ("HK", "Hong Kong"), ("CD", "DR Congo"), ("ZZ", "ZZ")]
)
def test_a_code_has_its_short_english_name(code, name):
    assert name_of(code) == name


def test_every_shown_name_leads_back_to_its_code():
    codes = [line.split("\t")[0] for line in territories.TABLE.read_text(encoding="utf-8").splitlines()]
    assert [code_of(name_of(code)) for code in codes] == codes
    assert len(codes) == 250


def test_folding_drops_case_accents_and_punctuation():
    assert fold("  Çôte d'IVOIRE-(Đ) & U.S. ") == "cote divoire d and us"


def test_it_loads_quickly():
    territories._rows.cache_clear()
    territories._codes.cache_clear()
    territories._names.cache_clear()
    start = time.process_time()
    code_of("peru")
    assert time.process_time() - start < 0.05  # about 5 ms, with room for a busy machine


def test_a_query_needs_none_of_the_heavy_libraries():
    program = (
        "import sys, index.metadata.territories as t; t.code_of('peru');"
        "sys.exit(any(m in sys.modules for m in ('ahocorasick', 'py3langid', 'numpy', 'bs4')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
