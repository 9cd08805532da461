"""The resident process answers as a process of one's own would."""

import io
import os
import pty
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
from contextlib import suppress

import pytest

from index.release import Release, ReleaseDate
from index.schema import SCHEMA_VERSION, day_of, schema, to_document
from index.segment.index import ArrayIndex
from searcher import cli, locations, start, warm
from searcher.request import SearchRequest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks the system who is at the other end of a socket")

PROGRAM = [sys.executable, "-c", "from searcher.start import run; run()"]
ONLY_THROUGH_IT = [sys.executable, "-c", f"import sys; sys.modules['searcher.cli'] = None; {PROGRAM[2]}"]


PATIENCE = 30
STOPPING = signal.SIGINT, signal.SIGTERM


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with an index, a pile that is indexed, and the socket of a resident process."""
    place = tmp_path_factory.mktemp("warm")
    (place / "run").mkdir()
    (place / "pile").mkdir()
    (place / "pile" / "a.txt").write_text("Copper mining in Peru\n\nThe mines of Peru opened.", encoding="utf-8")
    os.utime(place / "pile" / "a.txt", (1, 1))
    writer = ArrayIndex.create(place / "index", schema(), SCHEMA_VERSION).writer()
    for number, text in enumerate(("Copper of Peru", "Copper and gold", "Минг")):
        when = ReleaseDate(day_of(16_000 + number))
        writer.update_document(**to_document(Release(f"/{number}.txt", text, f"{text}.\n{text} again.", when)))
    writer.commit()
    assert cold(place, "index", "pile", "--index", "pile-index", "--jobs", "1").returncode == 0
    before = {number: signal.signal(number, signal.SIG_IGN) for number in STOPPING}  # as where a script begins it
    begun = ask(place, "warm", "--minutes", "5", "--index", "index").returncode
    for number, handler in before.items():
        signal.signal(number, handler)
    assert begun == 0
    yield place
    assert ask(place, "warm", "--stop").returncode == 0


def environment(place, run, **more):
    return {**os.environ, "XDG_RUNTIME_DIR": str(place / run), "XDG_DATA_HOME": str(place), **more}


def ask(place, *arguments, program=PROGRAM, run="run", env=None, **options):
    return subprocess.run(
        [*program, *arguments],
        cwd=place,
        env=environment(place, run, **(env or {})),
        capture_output=True,
        check=False,
        timeout=60,
        **options,
    )


def cold(place, *arguments, **options):
    return ask(place, *arguments, run="nowhere", **options)


def resident(place):
    """The process id of the resident."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(place / "run" / f"searcher-{os.getuid()}" / "resident"))
        return warm.process_behind(connection)[0]


def said(ended):
    """What a process said, without the time that it took."""
    timeless = [
        re.sub(rb'[\d.]+ m?s\b|"took_ms": [\d.]+|"seconds": [\d.]+', b"", text) for text in (ended.stdout, ended.stderr)
    ]
    return ended.returncode, *timeless


@pytest.mark.parametrize(
    "command",
    [
        "search copper --index index",
        "search copper --json --index index",
        "search copper -gold --facets --index index",
        "search --batch - --index index",
        "search silver --index index",
        "search (copper --index index",
        "search copper --csv --index elsewhere",
        "search copper --limit x --index index",
        "search Минг --paths --index index",
        "facets copper --index index",
        "timeline copper --by month --index index",
        "compare copper gold --index index",
        "first copper --index index",
        "similar /0.txt --index index",
        "show pile/a.txt --index pile-index",
        "export copper --format csv --index index",
        "status",
        "index pile --index pile-index",
        "index --json --index pile-index",
        "index --help",
    ],
)
def test_answers_are_those_without_it(place, command, monkeypatch, capfdbinary):
    asked = b"copper\ngold\n"
    through = ask(place, *command.split(), program=ONLY_THROUGH_IT, input=asked, env={"LC_ALL": "C.UTF-8"})
    monkeypatch.chdir(place)
    monkeypatch.setenv("XDG_DATA_HOME", str(place))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(asked)))
    with pytest.raises(SystemExit) as ended:
        cli.main(command.split())
    without = subprocess.CompletedProcess(command, ended.value.code, *capfdbinary.readouterr())
    assert said(through) == said(without)


def test_a_terminal_is_seen_and_its_width(place):
    def drawn(run):
        ours, theirs = pty.openpty()
        command = [*PROGRAM, "search", "copper", "--index", "index"]
        env = environment(place, run, COLUMNS="50", TERM="xterm")
        with subprocess.Popen(command, cwd=place, env=env, stdin=theirs, stdout=theirs, stderr=theirs) as process:
            process.wait(60)
        os.close(theirs)
        text = b""
        while True:
            try:
                text += os.read(ours, 1 << 16)
            except OSError:
                break
        os.close(ours)
        return re.sub(rb"[\d.]+ ms", b"", text)

    assert b"\x1b[" in drawn("run")
    assert drawn("run") == drawn("nowhere")


def test_what_reads_stops_it_as_it_stops_others(place):
    def cut(run):
        pipe = os.pipe()
        os.close(pipe[0])
        command = [*PROGRAM, "search", "copper", "--jsonl", "--index", "index"]
        ended = subprocess.run(
            command, cwd=place, env=environment(place, run), stdout=pipe[1], stderr=subprocess.PIPE, check=False
        )
        os.close(pipe[1])
        return ended.returncode, ended.stderr

    assert cut("run") == cut("nowhere") == (0, b"")


@pytest.mark.parametrize("number", STOPPING)
def test_signals_reach_it(place, number):
    def stopped(program, run):
        command = [*program, "search", "--batch", "-", "--index", "index"]
        streams = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        with subprocess.Popen(command, cwd=place, env=environment(place, run), **streams) as process:
            process.stdin.write(b"copper\n" * 2000)  # more than any buffer holds of the answers
            process.stdin.flush()
            process.stdout.read(1)
            process.send_signal(number)
            try:
                _, err = process.communicate(timeout=PATIENCE)
            finally:
                process.kill()
        return process.returncode, err

    before = signal.signal(number, signal.SIG_DFL)  # who runs the tests may ignore it, which processes inherit
    try:
        assert stopped(ONLY_THROUGH_IT, "run") == stopped(PROGRAM, "nowhere")
    finally:
        signal.signal(number, before)


def test_files_are_written_with_the_mask_of_who_asks(place):
    for mask in (0o022, 0o077):
        command = ["export", "copper", "--format", "csv", "--index", "index", "--output", f"{mask}.csv"]
        modes = []
        for run in ("run", "nowhere"):
            assert ask(place, *command, run=run, umask=mask).returncode == 0
            modes.append(stat.S_IMODE((place / f"{mask}.csv").stat().st_mode))
            (place / f"{mask}.csv").unlink()
        assert modes[0] == modes[1]


def test_a_new_generation_is_seen(place):
    count = "search", "silver", "--count", "--index", "index"
    assert ask(place, *count, program=ONLY_THROUGH_IT).stdout == b"0\n"
    writer = ArrayIndex(place / "index", schema(), SCHEMA_VERSION).writer()
    writer.update_document(**to_document(Release("/silver.txt", "Silver", "Silver")))
    writer.commit()
    assert ask(place, *count, program=ONLY_THROUGH_IT).stdout == b"1\n"


def test_an_index_made_anew_in_the_same_place_is_seen(place):
    kept = warm._Kept(place / "again")
    for text in ("Tin", "Zinc"):
        shutil.rmtree(place / "again", ignore_errors=True)
        writer = ArrayIndex.create(place / "again", schema(), SCHEMA_VERSION).writer()
        writer.update_document(**to_document(Release("/a.txt", text, text)))
        writer.commit()
        kept.refresh()
        assert locations.open_engine(place / "again") is locations.KEPT[place / "again"]
        assert locations.open_engine(place / "again").search(SearchRequest(text)).total == 1
    shutil.rmtree(place / "again")
    kept.refresh()
    assert locations.KEPT == {}


def test_a_rebuild_runs_in_a_process_of_its_own(place):
    (place / "pile" / "b.txt").write_text("Gold of Peru", encoding="utf-8")
    assert ask(place, "index", "pile", "--index", "pile-index", program=ONLY_THROUGH_IT).returncode == 1
    assert b"1 new" in ask(place, "index", "pile", "--index", "pile-index", "--jobs", "1").stdout


@pytest.mark.parametrize(
    ("arguments", "env"),
    [
        (["search", "copper", "--index", "index", "--debug"], {}),
        (["check", "--index", "index"], {}),
        (["--help"], {}),
        (["search", "copper", "--index", "index"], {"PYTHONHASHSEED": "7"}),
    ],
    ids=str,
)
def test_what_it_may_not_do_is_done_without_it(place, arguments, env):
    assert ask(place, *arguments, program=ONLY_THROUGH_IT, env=env).returncode == 1
    assert ask(place, *arguments, env=env).returncode == 0


def test_it_keeps_one_index_and_has_one_thread(place):
    process = f"/proc/{resident(place)}"
    opened = [os.readlink(f"{process}/fd/{number}") for number in os.listdir(f"{process}/fd")]
    assert [name for name in opened if not name.startswith(("/dev/null", "socket:", str(place / "index")))] == []
    assert (len(os.listdir(f"{process}/task")), os.readlink(f"{process}/cwd")) == (1, "/")


def test_only_its_user_may_reach_it(place):
    path = place / "run" / f"searcher-{os.getuid()}" / "resident"
    assert [stat.S_IMODE(p.stat().st_mode) for p in (path, path.parent)] == [0o600, 0o700]


def test_a_folder_that_others_may_write_to_is_not_trusted(tmp_path):
    folder = tmp_path / f"searcher-{os.getuid()}"
    folder.mkdir()
    folder.chmod(0o755)
    ended = ask(tmp_path, "warm", run="")
    assert (ended.returncode, ended.stderr) == (
        2,
        f"searcher: {folder}: is not this user's alone: take it away\n".encode(),
    )
    folder.rmdir()
    folder.symlink_to(tmp_path)
    assert not start.is_private(str(folder))


def test_one_that_died_is_done_without(place, tmp_path):
    environ = {"XDG_RUNTIME_DIR": str(tmp_path)}
    assert ask(place, "warm", env=environ).returncode == 0
    path = tmp_path / f"searcher-{os.getuid()}" / "resident"
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        os.kill(warm.process_behind(connection)[0], signal.SIGKILL)
        with suppress(ConnectionResetError):
            connection.recv(1)
    assert ask(place, "search", "copper", "--count", "--index", "index", env=environ).returncode == 0
    assert not path.exists()
    assert ask(place, "warm", "--stop", env=environ).returncode == 1


def test_it_goes_when_it_is_not_used(tmp_path):
    (tmp_path / f"searcher-{os.getuid()}").mkdir(0o700)
    command = [sys.executable, "-c", "from searcher.warm import serve; serve(1e-4, '/nonexistent')"]
    ended = subprocess.run(command, env=environment(tmp_path, ""), capture_output=True, check=True, timeout=60)
    assert ended.stdout == b"ready\n"
    assert list((tmp_path / f"searcher-{os.getuid()}").iterdir()) == []


@pytest.fixture
def listening(tmp_path):
    """A socket with one who asks."""
    with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as asking:
        listening.bind(str(tmp_path / "s"))
        listening.listen()
        asking.settimeout(10)
        asking.connect(str(tmp_path / "s"))
        yield listening, asking


def test_it_ends_when_the_program_has_changed(listening):
    assert warm._answered(listening[0], {"searcher/warm.py": 1}, None) is False
    assert listening[1].recv(1) == b""


def test_it_answers_no_other_user(listening, monkeypatch):
    monkeypatch.setattr(warm, "process_behind", lambda _: (1, os.getuid() + 1))
    monkeypatch.setattr(os, "fork", None)
    assert warm._answered(listening[0], warm._code(), None) is True
    assert listening[1].recv(1) == b""


def test_looking_for_it_imports_nothing():
    code = "import sys; before = set(sys.modules); import searcher.start; print(*set(sys.modules) - before)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert set(ended.stdout.split()) - {"__future__"} == {"searcher", "searcher.start"}
