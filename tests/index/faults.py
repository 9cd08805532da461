"""A file system that fails at a chosen step, every call that changes or flushes anything counted; and hostile files."""

import os
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from index.segment import container
from index.segment.container import Container, ContainerWriter

CALLS = ("open", "fsync", "replace", "unlink", "ftruncate", "pwrite", "mkdir")


class Crash(BaseException):
    """Stands for the end of the process: nothing more reaches the disk."""


class Disk:
    """Lets `steps` calls through; the next one raises `error`, and where it stays broken, so do all after it."""

    def __init__(self, steps, error, *, stays_broken):
        self.left, self.error, self.stays_broken = steps, error, stays_broken
        self.failed = False

    def step(self):
        if self.failed and not self.stays_broken:
            return
        if self.left == 0:
            self.failed = True
            raise self.error
        self.left -= 1

    def counted(self, call):
        def counting(*arguments, **named):
            self.step()
            return call(*arguments, **named)

        return counting

    def file_of(self, opening):
        def counting(*arguments, **named):
            return File(self, opening(*arguments, **named))

        return counting


class File:
    """An open file whose writes are steps."""

    def __init__(self, disk, file):
        self.disk, self.file = disk, file

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def __getattr__(self, name):
        return getattr(self.file, name)

    def write(self, data):
        self.disk.step()
        return self.file.write(data)


@contextmanager
def failing(disk):
    """Run on a disk that fails."""
    with ExitStack() as patches:
        for call in CALLS:
            patches.enter_context(patch.object(os, call, disk.counted(getattr(os, call))))
        patches.enter_context(patch.object(container, "open", disk.file_of(open), create=True))
        patches.enter_context(patch.object(container, "_spool", disk.file_of(container._spool)))
        yield


def rewritten(path, changed):
    """Replace some sections of a file, under right checksums."""
    read = Container(path)
    sections = {name: read.array(name) for name in read} | changed
    path.unlink()
    writer = ContainerWriter(path)
    for name, array in sections.items():
        writer.append(name, array)
    writer.finish(read.meta)
