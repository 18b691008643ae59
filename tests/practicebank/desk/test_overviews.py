"""Health, log and pace: every number has its rows, and what must stay hidden does."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from desks import claim, publish, put_out, rate, seen, sit_down, two
from examples import NIGHT_WALKS

from practicebank.bank.shelf import Shelf
from practicebank.catalogue.schema import UNKNOWN_TERM
from practicebank.desk import decisions
from practicebank.desk.audit_view import HEADER, PER_PAGE, log_page, log_rows, prove
from practicebank.desk.health import health
from practicebank.desk.queue_view import pace
from practicebank.fields import REQUIRED_COLUMNS
from practicebank.search import unanswered
from practicebank.settings import Settings
from practicebank.submissions import codes
from practicebank.submissions.reading.audit_search import AuditQuery
from practicebank.submissions.states import Status, Step
from practicebank.submissions.storage.tables import events


def test_every_number_of_the_health_has_its_rows(ada, bank):
    found = health(ada)
    for finding in (*found.completeness, found.no_contact, found.no_date, found.stale, found.broken, found.twins):
        assert finding is not None
        assert finding.out_of == len(bank)
        assert len({row.slug for row in finding.rows}) == len(finding.rows)
        assert found.finding(finding.name) is finding
    missing = {finding.name: len(finding.rows) for finding in found.completeness}
    assert missing["no-effectiveness"] == 0
    assert missing["no-linked-to"] == int(bank.practices["linked_to"].isna().sum())
    assert (len(found.no_date.rows), len(found.stale.rows)) == (63, 0)
    assert found.finding("nonsense") is None


def test_the_faults_of_every_file_are_told(own_services, tmp_path: Path):
    names = ("practices.csv", "sources.csv", "accounts.csv", "places.csv")
    catalogue, sources, accounts, places = (tmp_path / name for name in names)
    catalogue.write_text(",".join(REQUIRED_COLUMNS) + "\nWalks,,Great,,,,\n", encoding="utf-8")
    sources.write_text("slug\n", encoding="utf-8")
    accounts.write_text(
        "slug,field,text,source_url,confidence\nnobody,aim,x,https://a.example,other\n", encoding="utf-8"
    )
    places.write_text("organisation\n", encoding="utf-8")
    own_services.shelf = Shelf(Settings(catalogue=catalogue, sources=sources, accounts=accounts, places=places))
    found = health(sit_down(own_services, "Ada"))
    told = list(dict.fromkeys(name for name, _ in found.faults))
    assert told == ["The catalogue", "The sources", "The accounts", "The places"]
    assert [row.detail for row in found.broken.rows] == [f"Effectiveness: Great. {UNKNOWN_TERM}"]
    assert found.problem == ""
    catalogue.write_text("title\n", encoding="utf-8")
    assert "practices.csv" in health(sit_down(own_services, "Ada")).problem


def test_a_published_practice_counts_in_the_health_of_the_bank(own_services, reference):
    ada = sit_down(own_services, "Ada")
    publish(ada, reference)
    found = health(ada, today=date.today() + timedelta(days=370))
    assert len(found.no_date.rows) == 63
    assert [row.slug for row in found.stale.rows] == ["night-walks"]
    assert "night-walks" in [row.slug for row in found.no_contact.rows]


def test_searches_that_found_nothing_are_shown_when_they_are_not_rare(ada, tmp_path: Path):
    file, today = tmp_path / "unanswered.sqlite3", date.today()
    for words, times in (("drones", 3), ("rare thing", 2)):
        for _ in range(times):
            assert unanswered.count(file, words, today)
    assert [each.term for each in health(ada, file).unanswered] == ["drones"]


def test_the_log_is_filtered_paged_and_exported_alike(ada, ben, reference):
    other = ada.queue.submit(NIGHT_WALKS, codes.new_key()).reference
    claim(ada, reference)
    claim(ben, other)
    for number in range(PER_PAGE):
        decisions.note(ada, reference, seen(ada, reference), f"Note {number}.")
    everything = log_page(ada, AuditQuery())
    assert (everything.total, everything.last_page) == (PER_PAGE + 4, 2)
    assert everything.events[0].note == f"Note {PER_PAGE - 1}."
    assert len(log_page(ada, AuditQuery(), 99).events) == 4
    for sought, number in [
        (AuditQuery(reference=other), 2),
        (AuditQuery(step=Step.CLAIM), 2),
        (AuditQuery(who="ben@example.org"), 1),
        (AuditQuery(who="-"), 2),
        (AuditQuery(since=datetime.now(UTC) + timedelta(days=1)), 0),
        (AuditQuery(before=datetime.now(UTC) + timedelta(days=1)), PER_PAGE + 4),
        (AuditQuery(reference=reference, step=Step.NOTE, who="ada@example.org"), PER_PAGE),
    ]:
        assert log_page(ada, sought).total == len(log_rows(ada, sought)) == number
    assert all(len(row) == len(HEADER) for row in log_rows(ada, AuditQuery()))


def test_the_log_does_not_tell_a_second_reviewer_what_the_first_said(ada, ben, reference):
    ada, ben = two(ada), two(ben)
    claim(ada, reference)
    decisions.note(ada, reference, seen(ada, reference), "I like it.")
    rate(ada, reference)
    assert "I like it" not in repr(log_page(ben, AuditQuery()))
    assert "I think" not in repr(log_rows(ben, AuditQuery()))
    assert "'verdict'" not in repr(log_page(ben, AuditQuery()))
    assert "I like it" in repr(log_page(ada, AuditQuery()))
    rate(ben, reference)
    put_out(ada, reference, seen(ada, reference))
    assert "I like it" in repr(log_page(ben, AuditQuery()))


def test_the_chain_is_proved_and_a_break_in_it_is_found(ada, reference):
    claim(ada, reference)
    assert prove(ada).faults == []
    assert prove(ada).events == 2
    if ada.queue.engine.dialect.name != "sqlite":
        return
    with ada.queue.engine.begin() as connection:
        connection.execute(sa.text("DROP TRIGGER events_no_update"))
        connection.execute(events.update().where(events.c.number == 2).values(who="somebody else"))
    assert "Event 2 was changed after it was written." in prove(ada).faults
    with ada.queue.engine.begin() as connection:
        connection.execute(events.update().where(events.c.number == 2).values(who="ada@example.org"))


def test_the_pace_counts_each_submission_once(ada):
    references = [ada.queue.submit(NIGHT_WALKS, codes.new_key()).reference for _ in range(4)]
    publish(ada, references[0])
    for reference in references[1:3]:
        claim(ada, reference)
    decisions.release(ada, references[1], seen(ada, references[1]))
    claim(ada, references[1])
    decisions.decline(ada, references[2], seen(ada, references[2]), "other", "No.")
    found = pace(ada)
    assert (found.pace.sent, found.pace.reviewed, found.pace.published, found.pace.declined) == (4, 3, 1, 1)
    assert found.pace.days_to_decision is not None
    assert found.pace.days_to_decision >= 0
    assert (found.stays[Status.WAITING].left, found.stays[Status.IN_REVIEW].left) == (4, 3)
    assert found.stays[Status.PUBLISHED].days is None


def test_the_pace_is_read_again_after_an_event(ada, reference):
    before = pace(ada)
    assert pace(ada) is before
    claim(ada, reference)
    assert pace(ada).pace.reviewed == 1
