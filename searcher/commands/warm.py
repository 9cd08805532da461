"""`warm`: a resident process that answers without the wait for imports."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing, suppress

import click

from index.errors import SearcherError
from searcher import options, output, start
from searcher.cli import FOUND, NOTHING_FOUND
from searcher.locations import Location


@click.command()
@click.option(
    "--minutes", type=click.IntRange(1), default=60, show_default=True, help="Stay so long after the last use."
)
@click.option("--stop", is_flag=True, help="End it.")
@options.index_option
def warm(minutes: int, stop: bool, folder: Location) -> int:
    """Keep a process in memory that answers at once, until it is no longer used.

    It belongs to the user and keeps the index open; every command, of other indexes, too, answers as without it. With
    --stop, exits with 1 where there is none.

    Example: searcher warm --minutes 30
    """
    if not hasattr(socket, "SO_PEERCRED"):
        raise SearcherError("this system can't tell who asks: there is no resident process here")
    place = os.path.dirname(start.socket_path())
    with suppress(FileExistsError):
        os.mkdir(place, 0o700)
    if not start.is_private(place):
        raise SearcherError(f"{place}: is not this user's alone: take it away")
    was_there = _stop()
    if stop:
        return FOUND if was_there else NOTHING_FOUND
    served = "import sys; from searcher.warm import serve; serve(float(sys.argv[1]), sys.argv[2])"
    command = [sys.executable, "-c", served, str(minutes), os.path.abspath(str(folder))]
    started = subprocess.Popen(  # noqa: S603 ourselves
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True
    )
    assert started.stdout
    if not started.stdout.read():
        raise SearcherError("the resident process did not start: see above")
    output.write(f"process {started.pid} answers until it has not been asked for {output.counted(minutes, 'minute')}")
    return FOUND


def _stop() -> bool:
    """End the resident process; return whether there was one."""
    from searcher.warm import process_behind

    connection = start.connected()
    if connection is None:
        return False
    with closing(connection):
        os.kill(process_behind(connection)[0], signal.SIGTERM)
    with suppress(FileNotFoundError):
        os.unlink(start.socket_path())
    return True
