"""Servers that are killed while they write and send mail: nobody gets anything twice, and what was not sent is known."""

import random
import re
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import sender
import sqlalchemy as sa
from examples import NIGHT_WALKS, TERMS

from practicebank.submissions import codes
from practicebank.submissions.digests import Reviewers, tell_reviewers
from practicebank.submissions.lost_links import Pages, ask_for_links, made_with_links
from practicebank.submissions.mail.outbox import deliver_pending
from practicebank.submissions.queue import open_queue
from practicebank.submissions.storage.audit_log import verify_log
from practicebank.submissions.storage.reviewer_mail import Wish, keep_wish, wish_of
from practicebank.submissions.storage.tables import outbox
from practicebank.submissions.tracking import track

KILLS, PEOPLE = 6, 24
LINKS = "Your links to the practice bank"


def test_servers_killed_while_they_send_mail_send_nothing_twice(url, tmp_path, processes, postbox, smtp):
    queue, chance = open_queue(url, TERMS, mails=True), random.Random(3)
    everybody = [f"{number}@example.org" for number in range(PEOPLE)]
    for email in everybody:
        wish_of(queue, email)
        keep_wish(queue, email, Wish.AT_ONCE)
    sent = {
        email: queue.submit(NIGHT_WALKS.model_copy(update={"contact_email": email}), codes.new_key())
        for email in everybody
    }
    for email in everybody:
        ask_for_links(queue, email)

    for _ in range(KILLS):
        servers = [processes.Process(target=sender.write_mails, args=(url, smtp)) for _ in range(2)]
        until = len(postbox.taken) + chance.randrange(1, 12)
        for server in servers:
            server.start()
        deadline = time.monotonic() + 5
        while len(postbox.taken) < until and time.monotonic() < deadline:
            time.sleep(0.001)
        for server in servers:
            server.kill()
            server.join()
            server.close()
    tell_reviewers(queue, Reviewers())
    deliver_pending(queue, smtp, now=datetime.now(UTC) + timedelta(hours=1), make=made_with_links(queue, Pages()))

    with queue.engine.connect() as connection:
        outcomes = Counter(connection.scalars(sa.select(outbox.c.outcome)))
    assert set(outcomes) <= {"sent", "unknown"}
    assert outcomes.total() == 3 * PEOPLE
    assert outcomes["unknown"] <= 2 * KILLS
    identities = [mail["Message-ID"] for _, mail in postbox.taken]
    assert len(identities) == len(set(identities))
    assert outcomes["sent"] <= len(identities) <= outcomes.total()
    told = Counter((mail["To"], re.sub("PB-.*", "", mail["Subject"])) for _, mail in postbox.taken)
    assert max(told.values()) == 1

    opened = 0
    for recipients, mail in postbox.taken:
        if mail["Subject"] == LINKS:
            code = re.search(r"Private code: ([\w-]+)", mail.get_content())[1]
            queue_says = [event.step for event in queue.history(sent[recipients[0]].reference)]
            if "new code" in queue_says:
                assert track(queue, sent[recipients[0]].reference, code)
                opened += 1
    assert opened >= PEOPLE - outcomes["unknown"]
    assert verify_log(queue.engine) == []
    queue.engine.dispose()
