"""A server process for the fault tests: several sessions that submit at once, until somebody kills it.

A line is written for each submission once, and only once, `submit` has returned: that is what a contributor
has seen confirmed.
"""

import os
import threading
from pathlib import Path

from examples import NIGHT_WALKS, TERMS

from practicebank.submissions.digests import Reviewers, tell_reviewers
from practicebank.submissions.lost_links import Pages, made_with_links
from practicebank.submissions.mail.outbox import deliver_pending
from practicebank.submissions.queue import open_queue
from practicebank.submissions.useful import Useful, count_useful

SESSIONS = 4


def send(url: str, keys: list[str], confirmed: str) -> None:
    """Submits one form for each key, in four sessions, and confirms each in the file."""
    queue = open_queue(url, TERMS, mails=True, patience=30.0)
    out = os.open(confirmed, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def session(mine: list[str]) -> None:
        for key in mine:
            receipt = queue.submit(NIGHT_WALKS, key)
            os.write(out, f"{key} {receipt.reference}\n".encode())

    sessions = [threading.Thread(target=session, args=(keys[number::SESSIONS],)) for number in range(SESSIONS)]
    for one in sessions:
        one.start()
    for one in sessions:
        one.join()
    queue.engine.dispose()
    os.close(out)


def answer(url: str, slug: str, times: int) -> None:
    """Says so many times in each of four sessions that a practice was useful."""
    queue = open_queue(url, TERMS)

    def session() -> None:
        for _ in range(times):
            count_useful(queue, {slug}, slug, Useful.YES)

    sessions = [threading.Thread(target=session) for _ in range(SESSIONS)]
    for one in sessions:
        one.start()
    for one in sessions:
        one.join()
    queue.engine.dispose()


def write_mails(url: str, smtp: str) -> None:
    """Tells reviewers and sends what waits, as the threads of a server do, until it is killed."""
    queue = open_queue(url, TERMS, mails=True, patience=30.0)
    while True:
        tell_reviewers(queue, Reviewers())
        deliver_pending(queue, smtp, make=made_with_links(queue, Pages()))


def start(url: str, opened: str) -> None:
    """Opens the queue as a server does at its start, and says so."""
    queue = open_queue(url, TERMS)
    with open(opened, "a", encoding="utf-8") as file:
        file.write(f"{queue.revision()}\n")
    queue.engine.dispose()


def fill_the_disk(url: str, largest: int, said: str) -> None:
    """Submits until no file may grow any more, then is given room and sends the refused form again."""
    import resource

    from practicebank.submissions import codes
    from practicebank.submissions.storage.engine import QueueUnavailable

    queue = open_queue(url, TERMS)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
    sent = 0
    key = codes.new_key()
    try:
        while sent < 10_000:
            queue.submit(NIGHT_WALKS, key)
            sent, key = sent + 1, codes.new_key()
    except QueueUnavailable:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        queue.submit(NIGHT_WALKS, key)
        queue.submit(NIGHT_WALKS, key)
        with open(said, "w", encoding="utf-8") as file:
            file.write(f"{sent + 1}")
    queue.engine.dispose()


def on_a_disk_that_turns_read_only(url: str, folder: str, said: str) -> None:
    """Submits, then again when nothing in the folder may be written any more: as nobody, for root may always."""
    from practicebank.submissions import codes
    from practicebank.submissions.storage.engine import QueueUnavailable

    queue = open_queue(url, TERMS)
    receipt = queue.submit(NIGHT_WALKS, codes.new_key())
    queue.engine.dispose()
    out = os.open(said, os.O_WRONLY | os.O_CREAT)
    for path in (*Path(folder).iterdir(), Path(folder)):
        path.chmod(0o555)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setuid(65534)
    try:
        queue.submit(NIGHT_WALKS, codes.new_key())
    except QueueUnavailable as error:
        os.write(out, f"{receipt.reference} {error}".encode())
