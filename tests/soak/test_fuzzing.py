"""Inputs that nobody wrote: none raises, and none takes longer than two seconds a megabyte.

FUZZ_SECONDS says for how long each target is fuzzed; `make soak-fuzz` gives an hour to all ten.
"""

import math
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.soak.fuzzing import TARGETS, harness, seeds

pytestmark = pytest.mark.slow
pytest.importorskip("atheris", reason="atheris is not installed")

SECONDS = int(os.environ.get("FUZZ_SECONDS", "20"))
SIZE = 1 << 18
LONGEST = 2 * SIZE / (1 << 20)  # seconds
TIMED = 10
PIECES_OF_MARKUP = (
    *(b"<a ", b"<i>x", b"<!-- ", b"</a ", b"<?", b"&a", b'<p title="', b"<table><tr>", b"<![CDATA[", b"]]>", b"<item>"),
    *(b"[", b'{"a":', b'{"text": "x"}\n', b"=?utf-8?q?", b"--\n", b"\n", b" ", b"a", b"A b ", b"1.", b"1, 2014 "),
    *(b"- a: b\n", b"http://a.", b"a@a.", b"obj <<", b"BT (x) Tj ", b"WARC/1.0\r\n\r\n", b"PK\x01\x02", b"\xff"),
)


def taken(take, data):
    """The seconds of processor time that an input takes, of three times the least where the first was long."""
    least = math.inf
    for _ in range(3):
        began = time.process_time()
        take(data)
        least = min(least, time.process_time() - began)
        if least <= LONGEST:
            break
    return least


@pytest.mark.parametrize("target", TARGETS)
def test_no_input_raises_or_takes_long(target, tmp_path):
    inputs, crashes, work = tmp_path / "inputs", tmp_path / "crashes", tmp_path / "work"
    for folder in (inputs, crashes, work):
        folder.mkdir()
    for number, seed in enumerate(seeds(target)):
        (inputs / str(number)).write_bytes(seed)
    options = ["-max_len=20000", "-rss_limit_mb=4096", "-timeout=60", "-report_slow_units=60"]
    options += [f"-max_total_time={SECONDS}", f"-artifact_prefix={crashes}/"]
    command = [sys.executable, "-m", "tests.soak.fuzzing", target, inputs, *options]
    ended = subprocess.run(
        [*map(str, command)], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False
    )
    crash = next((path.read_bytes()[:2000] for path in crashes.iterdir()), b"")
    assert (ended.returncode, crash) == (0, b""), ended.stderr[-4000:]
    take = harness(target, work)
    for seed in seeds(target):
        take(seed)
    size = 200 if target == "query" else SIZE
    found = sorted(inputs.iterdir(), key=lambda path: path.stat().st_mtime_ns)[-TIMED:]
    pieces = [*filter(None, (path.read_bytes() for path in found)), *PIECES_OF_MARKUP]
    sized = [piece * max(1, size // len(piece)) for piece in pieces]
    slow = {data[:100]: seconds for data in sized if (seconds := taken(take, data)) > LONGEST}
    assert slow == {}
