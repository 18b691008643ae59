"""What the process does with memory, asked of the C library in a process of its own."""

import re
import subprocess
import sys
from pathlib import Path

import pyarrow

from practicebank.memory import arrow_in_malloc_pools, mapped, release_free_memory

MANY_THREADS = """
import ctypes, sys, threading
from practicebank.memory import limit_malloc_pools
if sys.argv[1] == "few":
    limit_malloc_pools()
together = threading.Barrier(12)
def take():
    together.wait()
    kept = [bytes(2_000) for _ in range(2_000)]
    together.wait()
threads = [threading.Thread(target=take) for _ in range(12)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc = ctypes.CDLL(None)
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


def pools(chosen: str) -> int:
    told = subprocess.run([sys.executable, "-c", MANY_THREADS, chosen], capture_output=True, text=True, check=True)
    return len(re.findall("<heap nr=", told.stdout))


def test_many_threads_share_two_pools_of_memory() -> None:
    assert pools("many") > 2, "without being told the library makes more"
    assert pools("few") == 2


def test_arrow_shares_the_pools_for_a_while() -> None:
    own = pyarrow.default_memory_pool().backend_name
    assert own != "system"
    with arrow_in_malloc_pools():
        assert pyarrow.default_memory_pool().backend_name == "system"
    assert pyarrow.default_memory_pool().backend_name == own


def resident_of_files() -> int:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.findall(r"RssFile:\s+(\d+) kB", status)[0]) * 1024


def test_what_was_read_of_a_mapped_file_is_given_back_and_can_be_read_again(tmp_path: Path) -> None:
    size = 32_000_000
    path = tmp_path / "file"
    path.write_bytes(b"a" * size)
    with path.open("rb") as file:
        memory = mapped(file)
    assert memory[:].count(b"a") == size
    before = resident_of_files()
    release_free_memory()
    assert resident_of_files() < before - size * 0.9
    assert memory[-1:] == b"a"
