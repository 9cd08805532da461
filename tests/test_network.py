"""Nothing is ever asked of another machine: not to index, not to search, and not for what a file refers to."""

import json
import subprocess
import sys

import pytest

from tests.index.readers.test_containers import RSS, crawl, zipped

GUARDED = """
import os, socket, sys
ASKING = ("connect", "sendto", "sendmsg", "getaddrinfo", "gethostbyname", "gethostbyaddr")
def guard(event, arguments):
    name = event.partition("socket.")[2]
    if name in ASKING and getattr(arguments[0], "family", None) != socket.AF_UNIX:
        os.write(2, f"{event}{arguments}".encode())
        os._exit(77)
sys.addaudithook(guard)
"""
RUN = """
import json
from searcher.cli import main
codes = []
for command in json.loads(sys.argv[1]):
    try:
        main(command)
    except SystemExit as ended:
        codes.append(ended.code)
print(codes)
"""

PAGE = """<!DOCTYPE html SYSTEM "http://127.0.0.1:9/x.dtd"><html><head><base href="http://127.0.0.1:9/">
<link rel="stylesheet" href="style.css"><meta http-equiv="refresh" content="0; url=http://127.0.0.1:9/"></head>
<body><h1>Copper accord</h1><img src="http://127.0.0.1:9/a.png"><iframe src="http://127.0.0.1:9/"></iframe>
<p>The ministers of Peru signed an accord on copper at http://127.0.0.1:9/accord today.</p></body></html>"""


def guarded(code, *arguments):
    command = [sys.executable, "-c", GUARDED + code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def pile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pile")
    external = RSS.replace("file:///etc/passwd", "http://127.0.0.1:9/x.xml")
    mail = f"Subject: Copper\nContent-Type: text/html\n\n{PAGE}"
    served = crawl([("http://127.0.0.1:9/", "200 OK", "text/html", PAGE.encode())])
    for name, data in {
        "a.html": PAGE.encode(),
        "a.xml": external.encode(),
        "a.eml": mail.encode(),
        "a.warc.gz": served,
        "a.zip": zipped({"b.html": PAGE.encode()}),
        "a.jsonl": b'{"title": "Copper", "url": "http://127.0.0.1:9/", "body": "<img src=http://127.0.0.1:9/>Copper"}',
    }.items():
        (folder / name).write_bytes(data)
    return folder


def test_the_guard_sees_what_is_asked():
    ended = guarded("socket.create_connection(('127.0.0.1', 9))")
    assert (ended.returncode, ended.stderr[:18]) == (77, "socket.getaddrinfo")


def test_no_command_opens_a_connection(pile, tmp_path):
    page = str(pile / "a.html")
    commands = [
        ["index", str(pile), "--jobs", "1"],
        ["search", "copper", "--facets"],
        ["show", page, "--evidence"],
        ["similar", page],
        ["export", "copper", "--format", "md"],
        ["check"],
    ]
    ended = guarded(RUN, json.dumps([[*command, "--index", str(tmp_path)] for command in commands] + [["clean", page]]))
    assert (ended.returncode, ended.stdout.splitlines()[-1], ended.stderr) == (0, str([0] * 7), "")
