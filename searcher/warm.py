"""The resident process: has everything imported, and runs each command of its user in a fork of itself.

It keeps one index open, and holds no lock. A fork takes over streams, folder, mask and environment of the process that
asked, and opens any other index anew, as that would have.
"""

from __future__ import annotations

import ast
import gc
import os
import signal
import socket
import struct
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from index.errors import SearcherError
from index.segment.commit import COMMIT
from searcher import start
from searcher.cli import COMMANDS, run
from searcher.locations import KEPT, open_engine
from searcher.request import SearchRequest

_LOADED = ("index.metadata.territories", "index.unchanged", "rich.progress", "searcher.console", "searcher.matched")
"""What commands import when they need it, beside themselves."""

_STREAMS = ("stdin", "stdout", "stderr")
_CREDENTIALS = struct.Struct("3i")


class _Alone(BaseException):
    """The command needs a process of its own: it would rebuild an index."""


def serve(minutes: float, folder: str) -> None:
    """Answer until nobody has asked for so long, or a file of the program has changed; keep the index there open."""
    gc.set_threshold(start.GARBAGE)
    path = start.socket_path()
    _load()
    index, code = _Kept(Path(folder)), _code()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        os.chmod(path, 0o600)
        listening.listen(64)
        _detach()
        listening.settimeout(minutes * 60)
        with suppress(TimeoutError):
            while _answered(listening, code, index):
                pass
    os.unlink(path)


class _Kept:
    """An index that is open, and has answered once; opened anew where another commit is there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._commit: object = ...
        self.refresh()

    def refresh(self) -> None:
        """Keep what the folder holds now."""
        commit: object = None
        with suppress(OSError):
            known = os.stat(self._folder / COMMIT)
            commit = known.st_ino, known.st_mtime_ns
        if commit == self._commit:
            return
        self._commit = commit
        KEPT.clear()
        with suppress(SearcherError, OSError):
            engine = open_engine(self._folder)
            engine.search(SearchRequest(" OR ".join(engine.examples())))
            KEPT[self._folder] = engine
        gc.freeze()  # else each fork would copy what it looks through for garbage


def _answered(listening: socket.socket, code: dict[str, int], index: _Kept) -> bool:
    """Wait for one who asks, and answer in a fork; False where the code is no longer that on the disk."""
    connection, _ = listening.accept()
    with connection:
        if process_behind(connection)[1] != os.getuid():
            return True
        if not code.items() <= _code().items():
            return False
        index.refresh()
        if not os.fork():
            listening.close()
            _answer(connection)
    return True


def process_behind(connection: socket.SocketType) -> tuple[int, int]:
    """Return the process at the other end of a connection, and its user, as the system knows them."""
    known = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    process, user, _ = _CREDENTIALS.unpack(known)
    return process, user


def _load() -> None:
    for name in (*_LOADED, *(COMMANDS[name].function.partition(":")[0] for name in start.RESIDENT)):
        import_module(name)

    def rebuild(*_: object, **__: object) -> NoReturn:
        raise _Alone

    for name in ("index.rebuild", "index.opensearch.feed"):
        stand_in: Any = ModuleType(name)
        stand_in.rebuild = stand_in.feed = rebuild
        sys.modules[name] = stand_in


def _code() -> dict[str, int]:
    """Return the time of the file of each module."""
    times = {}
    for module in [*sys.modules.values()]:
        if file := getattr(module, "__file__", None):
            with suppress(OSError):
                times[file] = os.stat(file).st_mtime_ns
    return times


def _detach() -> None:
    """Tell who started the process that it is ready, and keep nothing of theirs."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    os.chdir("/")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # which stops it, whatever it was begun with


def _answer(connection: socket.socket) -> NoReturn:
    """Run what one asks for, in its place; exits without a word where it has to do so itself."""
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # who began the resident may ignore it
        for handled in (signal.SIGCHLD, signal.SIGHUP, signal.SIGTERM):
            signal.signal(handled, signal.SIG_DFL)
        connection.settimeout(start.PATIENCE)
        size, streams, _, _ = socket.recv_fds(connection, 8, 3)
        with connection.makefile("rb") as sent:
            data = sent.read(int.from_bytes(size))
        who, sys.argv, folder, mask, niceness, environment, texts = ast.literal_eval(data.decode())
        if who != start.identity():
            os._exit(0)
        connection.sendall(os.getpid().to_bytes(8))
        if connection.recv(1) != start.GO:
            os._exit(0)
        os.chdir(folder)
        os.umask(mask)
        os.nice(max(0, niceness - os.nice(0)))
        os.environ.clear()
        os.environ.update(environment)
        time.tzset()
        for number, (name, (encoding, errors)) in enumerate(zip(_STREAMS, texts, strict=True)):
            os.dup2(streams[number], number)
            os.close(streams[number])
            stream = open(number, "w" if number else "r", -1, encoding, errors, "\n", closefd=False)  # noqa: SIM115 it stays
            setattr(sys, name, stream)
        sys.stderr.reconfigure(line_buffering=True)  # type: ignore[union-attr]
        connection.sendall(bytes([run()]))
    except _Alone:
        connection.sendall(bytes([start.ALONE]))
    finally:
        os._exit(0)
