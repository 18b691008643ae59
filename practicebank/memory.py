"""What to do with memory after something large has been built that stays as long as the process, and before."""

import ctypes
import gc
import mmap
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO
from weakref import WeakSet

import pyarrow
from pyarrow import ipc

_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h
_POOLS = 2
_MOST_IN_MEMORY = 16_000_000
_MAPPED: "WeakSet[mmap.mmap]" = WeakSet()


def limit_malloc_pools() -> None:
    """Lets all threads to come share two pools of the C library.

    Else up to eight for each core have one, and each keeps the room that the largest run of a page ever took in it:
    300 MB with a million practices.
    """
    choose = getattr(ctypes.CDLL(None), "mallopt", None)  # the C library of most Linux systems has it
    if choose is not None:
        choose(_ARENA_MAX, _POOLS)


@contextmanager
def arrow_in_malloc_pools() -> Iterator[None]:
    """Meanwhile Arrow takes its memory where everything else does.

    Its own pool keeps what it has freed from all others, and asks the system anew for every piece of a file.
    """
    own = pyarrow.default_memory_pool()
    pyarrow.set_memory_pool(pyarrow.system_memory_pool())
    try:
        yield
    finally:
        pyarrow.set_memory_pool(own)


def freeze_heap() -> None:
    """Keeps all there is out of every later garbage collection: walking it would cost each visitor a pause."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    release_free_memory()


def mapped(file: BinaryIO) -> mmap.mmap:
    """The file as memory, which takes none until it is read. What was read is given back by `release_free_memory`, and
    comes from the disk again when somebody asks for it.
    """
    memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    _MAPPED.add(memory)
    return memory


def release_free_memory() -> None:
    """Gives back to the system what building has left free; without it a process stays as large as it ever was."""
    if hasattr(mmap, "MADV_DONTNEED"):  # as on most systems
        for memory in tuple(_MAPPED):
            memory.madvise(mmap.MADV_DONTNEED)
    pyarrow.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # the C library of most Linux systems has it
    if trim is not None:
        trim(0)


def gathered(batches: Iterable[pyarrow.RecordBatch], schema: pyarrow.Schema) -> pyarrow.Table:
    """One table of them. What does not fit into a little memory is written to disk as it comes."""
    on_disk: list[pyarrow.Table] = []
    waiting: list[pyarrow.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(each.nbytes for each in waiting) >= _MOST_IN_MEMORY:
            on_disk.append(_kept_on_disk(pyarrow.Table.from_batches(waiting, schema)))
            waiting = []
    return pyarrow.concat_tables([*on_disk, pyarrow.Table.from_batches(waiting, schema).combine_chunks()])


def _kept_on_disk(table: pyarrow.Table) -> pyarrow.Table:
    """The same table, mapped from a temporary file, which is gone when nobody holds the table."""
    number, name = tempfile.mkstemp(prefix="practicebank-")
    try:
        with os.fdopen(number, "w+b") as file:
            with ipc.new_file(file, table.schema) as writer:
                writer.write_table(table)
            file.flush()
            return ipc.open_file(pyarrow.py_buffer(mapped(file))).read_all()
    finally:
        os.unlink(name)
