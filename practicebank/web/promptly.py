"""Lets answers go out as soon as they are written.

A small packet waits by default until the one before it was acknowledged, which a browser may put off for 40 ms. asyncio
switches that off, but only for sockets that name their protocol, and the one Streamlit listens on does not. Accepted
connections take the setting over from the socket that listens.
"""

import os
import socket
import stat
from contextlib import suppress

_OPEN_FILES = "/dev/fd"  # of this process, on Linux and macOS; elsewhere things stay as they are


def send_promptly() -> int:
    """Sets every socket this process listens on; how many those were."""
    listening = 0
    for number in map(int, os.listdir(_OPEN_FILES) if os.path.isdir(_OPEN_FILES) else ()):
        with suppress(OSError):  # closed meanwhile, or no socket of the network
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            with socket.socket(fileno=os.dup(number)) as each:
                if each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    listening += 1
    return listening
