"""What to do with memory after something large has been built that stays as long as the process."""

import ctypes
import gc

import pyarrow


def keep() -> None:
    """Keeps all there is out of every later garbage collection: walking it would cost each visitor a pause."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    give_back()


def give_back() -> None:
    """Gives back to the system what building has left free; without it a process stays as large as it ever was."""
    pyarrow.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # the C library of most Linux systems has it
    if trim is not None:
        trim(0)
