"""Small messages go out at once.

Streamlit makes its listening socket without naming the protocol, and Python then leaves the system's default on:
a small message waits until the one before it has been acknowledged, which readers' systems put off by 40 ms. A page
is a dozen small messages. What is set on a listening socket holds for every connection it accepts.
"""

import os
import socket
import stat
from contextlib import suppress

_OPEN_FILES = "/dev/fd"


def send_at_once() -> int:
    """Switch the waiting off for every socket this process listens on; how many those are.

    Where a system does not list a process's open files, nothing is changed.
    """
    numbers: list[str] = []
    with suppress(OSError):
        numbers = os.listdir(_OPEN_FILES)
    return sum(_switched_off(int(number)) for number in numbers)


def _switched_off(number: int) -> bool:
    with suppress(OSError):  # closed meanwhile
        if stat.S_ISSOCK(os.fstat(number).st_mode):  # the copy of anything else would never be closed again
            with socket.socket(fileno=os.dup(number)) as opened:
                listens = opened.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
                if listens and opened.family in (socket.AF_INET, socket.AF_INET6):
                    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    return True
    return False
