"""The console script: has a command run by the resident process where the user keeps one, else runs it here.

All that it imports before it knows is what the interpreter has loaded anyway.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # typing's own takes a while to import
if TYPE_CHECKING:
    from _socket import socket
    from typing import Any, NoReturn

RESIDENT = frozenset(
    ("compare", "export", "facets", "first", "index", "run", "saved", "search", "show", "similar", "status", "timeline")
)
"""Commands that ask an index, or whether it is as its files are; others always run in a process of their own."""

GO, ALONE = b"\1", 255
"""What starts a command in the resident; and its exit code where it must be run alone after all, having done nothing.
"""

GARBAGE = 50_000
"""Objects after which the interpreter looks for garbage: more than a query makes, imports included."""

PATIENCE = 2.0
"""Seconds that the resident may take to answer."""


def run() -> NoReturn:
    """Run the command line as a process, whose memory the system frees many times faster than the interpreter."""
    code = _through_resident() if _may_go_through() else None
    if code is None:
        import gc

        gc.set_threshold(GARBAGE)
        from searcher.cli import run as run_here

        code = run_here()
    os._exit(code)


def _may_go_through() -> bool:
    command = next((word for word in sys.argv[1:] if word[:1] != "-"), None)
    return (
        command in RESIDENT
        and {"--debug", "--watch"}.isdisjoint(sys.argv)
        and "_SEARCHER_COMPLETE" not in os.environ
        and None not in (sys.stdin, sys.stdout, sys.stderr)
        and is_private(os.path.dirname(socket_path()))
    )


def socket_path() -> str:
    """Return where the resident listens: in a folder of the user's own that goes when the machine stops."""
    return f"{os.environ.get('XDG_RUNTIME_DIR') or '/tmp'}/searcher-{os.getuid()}/resident"  # noqa: S108 looked at first


def is_private(folder: str) -> bool:
    """Tell whether a folder is there, and this user's alone."""
    try:
        status = os.lstat(folder)
    except OSError:
        return False
    return status.st_uid == os.getuid() and status.st_mode & 0o170077 == 0o040000


def connected() -> socket | None:
    """Return a connection to the resident; a socket that nobody listens at is taken away."""
    from _socket import AF_UNIX, socket  # a tenth of the time that Python's own layer above it takes to import

    connection = socket(AF_UNIX)
    connection.settimeout(PATIENCE)
    try:
        connection.connect(socket_path())
    except ConnectionRefusedError:
        os.unlink(socket_path())
    except OSError:
        pass
    else:
        return connection
    connection.close()
    return None


def identity() -> tuple[Any, ...]:
    """Return what two interpreters must have in common for one to run the other's commands."""
    own = sorted((name, value) for name, value in os.environ.items() if name.startswith("PYTHON"))
    return __file__, sys.executable, sys.version, tuple(sys.flags), sys.getfilesystemencoding(), own


def _through_resident() -> int | None:
    """Return the exit code of the command run by the resident, None where it has to be run here."""
    connection = connected()
    if connection is None:
        return None
    try:
        process = _asked(connection)
        return _followed(connection, process) if process else None
    finally:
        connection.close()


def _asked(connection: socket) -> int:
    """Say what is to be run, where and how; return the process that would run it, 0 where none does."""
    from _socket import SCM_RIGHTS, SOL_SOCKET

    streams = sys.stdin, sys.stdout, sys.stderr
    try:
        os.umask(mask := os.umask(0o077))
        as_streams = [(stream.encoding, stream.errors) for stream in streams]
        what = identity(), sys.argv, os.getcwd(), mask, os.nice(0), dict(os.environ), as_streams
        data = repr(what).encode()  # in which halves of characters are written as escapes
        files = b"".join(stream.fileno().to_bytes(4, sys.byteorder) for stream in streams)
        connection.sendmsg([len(data).to_bytes(8)], [(SOL_SOCKET, SCM_RIGHTS, files)])
        connection.sendall(data)
        return int.from_bytes(connection.recv(8))
    except (OSError, ValueError):
        return 0


def _followed(connection: socket, process: int) -> int | None:
    """Have a process begin, hand signals on to it, and return its exit code, None where it leaves the command to us."""
    import _signal as signal  # type: ignore[import-not-found] # which loads at once, too

    ended_by = 0

    def forward(number: int, _: object) -> None:
        nonlocal ended_by
        ended_by = number
        os.kill(process, number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, forward)
    connection.settimeout(None)
    connection.sendall(GO)
    if code := connection.recv(1):
        return None if code[0] == ALONE else code[0]
    if ended_by:
        signal.signal(ended_by, signal.SIG_DFL)
        os.kill(os.getpid(), ended_by)
    sys.stderr.write("searcher: the resident process was stopped: run it again\n")
    return 2
