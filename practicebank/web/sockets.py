"""Small messages go out at once.

Streamlit makes its listening socket without naming the protocol, and Python then leaves the system's default on:
a small message waits until the one before it has been acknowledged, which readers' systems put off by 40 ms. A page
is a dozen small messages. What is set on a listening socket holds for every connection it accepts.
"""

import os
import socket
from contextlib import suppress

_OPEN_FILES = "/dev/fd"


def send_at_once() -> int:
    """Switch the waiting off for every socket this process listens on; how many those are.

    Where a system does not list a process's open files, nothing is changed.
    """
    changed = 0
    with suppress(OSError):
        for number in map(int, os.listdir(_OPEN_FILES)):
            with suppress(OSError), socket.socket(fileno=os.dup(number)) as opened:
                listens = opened.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
                if listens and opened.family in (socket.AF_INET, socket.AF_INET6):
                    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    changed += 1
    return changed
