"""What search engines and feed readers are told."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from served import serve
from starlette.testclient import TestClient

from practicebank.bank.publications import Notice, Publication, Publications
from practicebank.catalogue.accounts import Statement
from practicebank.fields import COLUMNS
from practicebank.services import services_of
from practicebank.settings import Settings
from practicebank.web.api.feeds import MOST_ENTRIES

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def linked_data(client: TestClient, address: str) -> list[dict[str, object]]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(address).text)
    return [json.loads(text) for text in found]


def test_the_feed_tells_when_the_data_changed_and_no_more(own_client: TestClient, settings: Settings) -> None:
    before = ElementTree.fromstring(own_client.get("/api/feed.atom").content)
    settings.catalogue.write_text(
        settings.catalogue.read_text(encoding="utf-8") + "New,New.,Worked,Diversion,,,\n", encoding="utf-8"
    )
    after = ElementTree.fromstring(own_client.get("/api/feed.atom").content)
    ids = [feed.findtext(f"{ATOM}entry/{ATOM}id") for feed in (before, after)]
    assert ids[0] != ids[1]
    assert after.findtext(f"{ATOM}entry/{ATOM}title") == "The practice bank holds 5 practices"
    assert len(after.findall(f"{ATOM}entry")) == 1


def test_the_map_names_every_page_and_practice(real_bank: TestClient) -> None:
    root = ElementTree.fromstring(real_bank.get("http://localhost:8501/sitemap.xml").content)
    found = [place.text or "" for place in root.iter(f"{MAP}loc")]
    assert "http://localhost:8501/" in found
    assert "http://localhost:8501/practice?practice=clear-hold-build" in found
    assert len([place for place in found if "/practice?" in place]) == 63


def test_a_public_address_is_used_and_named_for_robots() -> None:
    settings = Settings.from_environment({"PRACTICEBANK_PUBLIC_ADDRESS": "https://bank.example/b/"})
    with TestClient(serve(settings, base_path="b")) as client:
        assert "<loc>https://bank.example/b/gaps</loc>" in client.get("/b/sitemap.xml").text
        assert "Sitemap: https://bank.example/b/sitemap.xml" in client.get("/b/robots.txt").text
        assert 'href="https://bank.example/b/api/feed.atom"' in client.get("/b/api/feed.atom").text


def test_a_base_path_is_kept_without_one() -> None:
    with TestClient(serve(Settings(), base_path="b"), base_url="http://127.0.0.1") as client:
        assert "<loc>http://127.0.0.1/b/gaps</loc>" in client.get("/b/sitemap.xml").text
        assert 'href="http://127.0.0.1/b/api/feed.atom"' in client.get("/b/api/feed.atom").text


def test_without_a_public_address_a_strange_host_is_not_believed(real_bank: TestClient) -> None:
    for host in (
        "evil.example",
        "localhost.evil.example",
        "localhost@evil.example",
        "127.0.0.1.evil.example:80",
        "[",
        "",
    ):
        refused = real_bank.get("/sitemap.xml", headers={"Host": host})
        assert (refused.status_code, refused.headers["content-type"]) == (404, "application/problem+json")
        feed = real_bank.get("/api/feed.atom", headers={"Host": host}).text
        assert re.findall(r'href="(.*?)"', feed) == ["../api/feed.atom", "../", "../"]
        assert "evil" not in feed + refused.text


def test_there_is_no_map_without_a_bank(own_client: TestClient, settings: Settings) -> None:
    settings.catalogue.unlink()
    assert own_client.get("http://localhost/sitemap.xml").status_code == 503


def test_a_practice_says_what_it_is_and_nothing_that_is_not_recorded(real_bank: TestClient) -> None:
    [said] = linked_data(real_bank, "/practice?practice=clear-hold-build")
    assert said["@type"] == "CreativeWork"
    assert said["name"] == "Clear, hold, build"
    assert "creator" not in said
    [bank] = linked_data(real_bank, "/")
    assert (bank["@type"], bank["size"]) == ("Dataset", "63 practices")


def test_hostile_text_cannot_leave_the_block_of_data(tmp_path) -> None:
    path = tmp_path / "practices.csv"
    title = "</script><script>alert(1)</script>"
    path.write_text(
        f"title,summary,effectiveness,focus,organisation,linked_to,topics\n{title},x,Worked,Diversion,,,\n",
        encoding="utf-8",
    )
    with TestClient(serve(Settings.from_environment({"PRACTICEBANK_CATALOGUE": str(path)}))) as client:
        [slug] = [item["slug"] for item in client.get("/api/practices").json()["items"]]
        address = f"/practice?practice={slug}"
        assert [said["name"] for said in linked_data(client, address)] == [title]
        assert "<script>alert" not in client.get(address).text


def test_what_was_published_here_is_an_entry_of_its_own(own_client: TestClient, settings: Settings) -> None:
    day = datetime(2027, 3, 3, tzinfo=UTC)
    cells = {**dict.fromkeys(COLUMNS, ""), "slug": "night-walks", "title": "Night <walks>", "summary": "A & B"}
    account = (
        Statement("problem", "Too long for a feed."),
        Statement("result", "Fewer <b>thefts</b>\n\n& no \x01 harm."),
        Statement("learning", "</content><script>alert(1)</script>"),
    )
    shown = Publication(cells, account, ("Alex Example",), True, day, day.replace(year=2028), "", day, "", "")
    gone = replace(shown, cells={**cells, "slug": "gone"}, listed=False)
    services_of(settings).shelf.put(Publications((shown, gone)))
    text = own_client.get("/api/feed.atom").text
    entries = ElementTree.fromstring(text).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries][1:] == ["Night <walks>"]
    content = entries[1].find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    assert content.text == (
        "<p>A &amp; B</p><h2>The result</h2><p>Fewer &lt;b&gt;thefts&lt;/b&gt;</p><p>&amp; no  harm.</p>"
        "<h2>What others can learn</h2><p>&lt;/content&gt;&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    )
    assert entries[1].findtext(f"{ATOM}published") == "2027-03-03T00:00:00+00:00"
    assert entries[1].findtext(f"{ATOM}updated") == "2028-03-03T00:00:00+00:00"
    assert ElementTree.fromstring(text).findtext(f"{ATOM}updated") == "2028-03-03T00:00:00+00:00"
    assert "Alex Example" not in text


def heads(client: TestClient, query: str) -> list[tuple[str | None, str | None]]:
    """Name and title of each entry of the feed of a choice."""
    root = ElementTree.fromstring(client.get(f"/api/feed.atom?{query}").content)
    return [(each.findtext(f"{ATOM}id"), each.findtext(f"{ATOM}title")) for each in root.findall(f"{ATOM}entry")]


def test_a_choice_has_a_feed_of_its_own_with_its_words_as_title(real_bank: TestClient) -> None:
    answer = real_bank.get("http://localhost:8501/api/feed.atom?focus=Diversion&effectiveness=Promising")
    root = ElementTree.fromstring(answer.content)
    title = root.findtext(f"{ATOM}title")
    assert title == "Practice bank: practices that are Promising and are about Diversion"
    assert [each.findtext(f"{ATOM}title") for each in root.findall(f"{ATOM}entry")] == [
        "6 practices that are Promising and are about Diversion"
    ]
    [itself, page] = [link.get("href") for link in root.findall(f"{ATOM}link")]
    assert page == "http://localhost:8501/?effectiveness=Promising&focus=Diversion"
    assert itself == "http://localhost:8501/api/feed.atom?effectiveness=Promising&focus=Diversion"
    names = [
        root.findtext(f"{ATOM}id"),
        ElementTree.fromstring(real_bank.get("/api/feed.atom").content).findtext(f"{ATOM}id"),
    ]
    assert len(set(names)) == 2


def test_a_choice_tells_when_a_practice_joins_it_or_leaves_it_and_of_nothing_else(
    own_client: TestClient, settings: Settings
) -> None:
    def add(row: str) -> None:
        settings.catalogue.write_text(settings.catalogue.read_text(encoding="utf-8") + row, encoding="utf-8")

    before = heads(own_client, "focus=Diversion")
    words = heads(own_client, "q=lanterns")
    add("New,New.,Worked,Prevention,,,\n")
    assert heads(own_client, "focus=Diversion") == before
    add("Lanterns,Lanterns.,Worked,Diversion,,,\n")
    after = heads(own_client, "focus=Diversion")
    assert after != before
    assert heads(own_client, "q=lanterns")[0][0] != words[0][0]
    text = settings.catalogue.read_text(encoding="utf-8")
    settings.catalogue.write_text(text.replace("Lanterns,Lanterns.,Worked,Diversion,,,\n", ""), encoding="utf-8")
    assert heads(own_client, "focus=Diversion") == before


def test_what_was_published_is_told_to_those_whose_choice_it_joins(own_client: TestClient, settings: Settings) -> None:
    day = datetime(2027, 3, 3, tzinfo=UTC)
    cells = {**dict.fromkeys(COLUMNS, ""), "slug": "night-walks", "title": "Night walks", "focus": "Diversion"}
    shown = Publication(cells, (), (), True, day, None, "", day, "", "")
    services_of(settings).shelf.put(Publications((shown,)))
    assert [title for _, title in heads(own_client, "focus=Diversion")][1:] == ["Night walks"]
    assert [title for _, title in heads(own_client, "focus=Prevention")][1:] == []
    assert [title for _, title in heads(own_client, "shortlist=night-walks")] == [
        "A shortlist of 1 practice",
        "Night walks",
    ]


def test_what_the_desk_corrected_or_answered_is_told_to_those_who_follow_the_practice(
    own_client: TestClient, settings: Settings
) -> None:
    day = datetime(2099, 3, 3, tzinfo=UTC)
    cells = {**dict.fromkeys(COLUMNS, ""), "slug": "night-walks", "title": "Night <walks>", "focus": "Diversion"}
    shown = Publication(cells, (), (), True, day, None, "", day, "", "")
    gone = replace(shown, cells={**cells, "slug": "gone"}, listed=False)
    corrected = Notice(day.replace(month=4), ("started", "cost"), "A <b>report</b>\x01 & more.", ("https://a.example",))
    answered = Notice(day.replace(month=5), (), "Two comparisons.", ())
    services_of(settings).shelf.put(
        Publications((shown, gone), notices={"night-walks": (corrected, answered), "gone": (answered,)})
    )
    text = own_client.get("/api/feed.atom").text
    root = ElementTree.fromstring(text)
    assert [title for _, title in heads(own_client, "")][1:] == [
        "Answered: Night <walks>",
        "Corrected: Night <walks>",
        "Night <walks>",
    ]
    _, answer, correction, _ = root.findall(f"{ATOM}entry")
    assert correction.findtext(f"{ATOM}id") == "urn:practice-bank:notice:night-walks:2099-04-03T00:00:00+00:00"
    assert correction.findtext(f"{ATOM}updated") == "2099-04-03T00:00:00+00:00"
    assert correction.findtext(f"{ATOM}summary") == "Started, What it costs. A <b>report</b> & more."
    assert answer.findtext(f"{ATOM}summary") == "Two comparisons."
    assert root.findtext(f"{ATOM}updated") == "2099-05-03T00:00:00+00:00"
    assert len(heads(own_client, "focus=Diversion")) == len(heads(own_client, "shortlist=night-walks")) == 4
    assert len(heads(own_client, "focus=Prevention")) == len(heads(own_client, "shortlist=gone")) == 1


def test_the_latest_entries_are_told_whatever_they_are(own_client: TestClient, settings: Settings) -> None:
    notices = tuple(
        Notice(datetime(2099, 3, 3, 0, each // 60, each % 60, tzinfo=UTC), (), "x", ()) for each in range(150)
    )
    services_of(settings).shelf.put(Publications(notices={"navigators": notices}))
    told = heads(own_client, "")[1:]
    assert len(told) == len(set(told)) == MOST_ENTRIES
    assert told[0][0] == "urn:practice-bank:notice:navigators:2099-03-03T00:02:29+00:00"


def test_a_shortlist_goes_on_when_a_practice_is_withdrawn(own_client: TestClient, settings: Settings) -> None:
    day = datetime(2027, 3, 3, tzinfo=UTC)
    cells = {**dict.fromkeys(COLUMNS, ""), "slug": "night-walks", "title": "Night walks"}
    gone = Publication(cells, (), (), False, day, None, "", day, "", "")
    services_of(settings).shelf.put(Publications((gone,)))
    assert [title for _, title in heads(own_client, "shortlist=night-walks")] == ["A shortlist of 0 practices"]
    assert own_client.get("/api/feed.atom?shortlist=never-here").status_code == 400


@pytest.mark.parametrize("query", ["q=%3Cb%3E%26%22%27%01%EF%BF%BE", "q=%5D%5D%3E", "q=" + "%F0%9F%98%80" * 20])
def test_a_hostile_search_leaves_a_feed_whole(real_bank: TestClient, query: str) -> None:
    assert heads(real_bank, query)[0][1]


def test_the_page_of_a_choice_names_its_feed(real_bank: TestClient) -> None:
    for page, feed in (
        ("/?focus=Diversion&q=%22%3E%3Cb%3E", "./api/feed.atom?focus=Diversion&amp;q=%22%3E%3Cb%3E"),
        ("/shortlist?shortlist=jetskis&shortlist=nonsense", "./api/feed.atom?shortlist=jetskis"),
        ("/overview?focus=Nonsense", "./api/feed.atom"),
        ("/help", "./api/feed.atom"),
    ):
        [named] = re.findall(r'<link rel="alternate"[^>]* href="([^"]*)" />', real_bank.get(page).text)
        assert named == feed
