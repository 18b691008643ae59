"""What a reader says about a practice: who may, how often, and what is kept of it."""

from datetime import UTC, datetime

import pytest

from practicebank.bank.bank import Bank
from practicebank.bank.shelf import open_bank
from practicebank.settings import Settings
from practicebank.submissions.reading.open_remarks import waiting_remarks
from practicebank.submissions.remarks import Remark, send_remark
from practicebank.submissions.storage.rate_limits import REMARKS_OF_AN_ADDRESS, TooManyAttempts
from practicebank.submissions.storage.tables import metadata

SLUG = "panic-alarms"
ADDRESS = "192.0.2.44"


@pytest.fixture(scope="module")
def bank() -> Bank:
    return open_bank(Settings())


def test_an_address_says_so_much_an_hour_and_no_more(queue, bank):
    now = datetime(2026, 12, 1, 12, 5, tzinfo=UTC)
    for number in range(REMARKS_OF_AN_ADDRESS.most):
        send_remark(queue, bank, SLUG, Remark(words=f"Number {number}."), address=ADDRESS, now=now)
    with pytest.raises(TooManyAttempts):
        send_remark(queue, bank, SLUG, Remark(words="One more."), address=ADDRESS, now=now)
    send_remark(queue, bank, SLUG, Remark(words="Of another."), address="192.0.2.45", now=now)
    assert len(waiting_remarks(queue)[0].remarks) == REMARKS_OF_AN_ADDRESS.most + 1


def test_of_a_reader_nothing_is_kept_with_a_remark(queue, bank):
    send_remark(queue, bank, SLUG, Remark("cost", "£5", "It is on our page."), address=ADDRESS)
    with queue.engine.connect() as connection:
        rows = [repr(row) for table in metadata.sorted_tables for row in connection.execute(table.select())]
    assert rows
    assert not [row for row in rows if ADDRESS in row]
    [found] = waiting_remarks(queue)
    assert [(each.who, each.proposed, each.words) for each in found.remarks] == [
        ("", {"cost": "£5"}, "It is on our page.")
    ]


def test_text_is_cleaned_and_kept_as_it_is(queue, bank):
    send_remark(queue, bank, SLUG, Remark("result", "=1+1 <script>\u202e\x00 fell", source=" https://example.org/a "))
    [remark] = waiting_remarks(queue)[0].remarks
    assert remark.proposed == {"result": "=1+1 <script> fell"}
    assert remark.source == "https://example.org/a"
