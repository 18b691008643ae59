import gc
import threading
from dataclasses import replace
from urllib.robotparser import RobotFileParser

import pytest
from served import serve
from starlette.applications import Starlette
from starlette.testclient import TestClient

from practicebank.services import services_of
from practicebank.settings import Settings
from practicebank.web.routes import lifespan


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_process_says_that_it_lives(client: TestClient, method: str) -> None:
    answer = client.request(method, "/healthz")
    assert (answer.status_code, answer.text) == (200, "ok" if method == "GET" else "")
    assert answer.headers["cache-control"] == "no-store"


def test_ready_says_what_is_served(client: TestClient) -> None:
    answer = client.get("/readyz")
    version = client.get("/api/practices").json()["data_version"]
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "practices": 4,
        "data_version": version,
        "problem": "",
        "faults": {"number": 0, "first": []},
        "queue": "not asked",
    }


def test_ready_names_the_faults_of_the_files(own_client: TestClient, settings: Settings) -> None:
    columns = len(settings.catalogue.read_text(encoding="utf-8").splitlines()[0].split(","))
    with settings.catalogue.open("a", encoding="utf-8") as catalogue:
        catalogue.write(f"{',' * (columns - 1)}No title\n" + f"Too short{',' * (columns - 2)}\n" * 20)
    answer = own_client.get("/readyz")
    faults = answer.json()["faults"]
    assert answer.status_code == 200
    assert len(faults["first"]) == 12 < faults["number"]
    assert faults["first"][0].startswith("The catalogue, line 6")


def test_ready_says_when_an_older_version_is_served(own_client: TestClient, settings: Settings) -> None:
    before = own_client.get("/readyz").json()
    settings.catalogue.write_text("nothing,of,the,kind\n", encoding="utf-8")
    after = own_client.get("/readyz")
    assert after.status_code == 200
    assert after.json() | {"problem": ""} == before
    assert "practices.csv" in after.json()["problem"]


def test_ready_says_that_the_queue_is_away_and_stays_ready(settings: Settings) -> None:
    away = replace(settings, database_url="postgresql://nobody@127.0.0.1:1/none")
    client, stop = TestClient(serve(away)), threading.Event()
    assert client.get("/readyz").json()["queue"] == "not asked"
    thread = threading.Thread(target=services_of(away).watch.run, args=(stop,))
    thread.start()
    for _ in range(600):
        if services_of(away).shelf.queue != "not asked":
            break
        stop.wait(0.05)
    stop.set()
    thread.join()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"], answer.json()["queue"]) == (200, True, "away")


def test_not_ready_says_why(own_client: TestClient, settings: Settings) -> None:
    settings.catalogue.unlink()
    answer = own_client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert "practices.csv" in answer.json()["problem"]
    assert str(settings.catalogue.parent) not in answer.text
    assert own_client.get("/healthz").status_code == 200


def test_a_mended_file_makes_it_ready(own_client: TestClient, settings: Settings) -> None:
    good = settings.catalogue.read_text(encoding="utf-8")
    settings.catalogue.unlink()
    assert own_client.get("/readyz").status_code == 503
    settings.catalogue.write_text(good, encoding="utf-8")
    assert own_client.get("/readyz").json()["practices"] == 4


def test_robots_may_find_pages_and_practices_but_nothing_private(client: TestClient) -> None:
    text = client.get("/robots.txt").text
    robots = RobotFileParser()
    robots.parse(text.splitlines())
    for path in ("/", "/overview", "/practice?practice=navigators", "/about"):
        assert robots.can_fetch("*", path)
    for path in ("/desk", "/submission?key=1", "/api/practices"):
        assert not robots.can_fetch("*", path)
    for key in ("focus", "exact", "p_text", "p_place", "p_without", "near", "shortlist", "compare"):
        assert f"Disallow: /*?*{key}=" in text


def test_the_server_starts_warm_and_without_a_bank(settings: Settings) -> None:
    settings.catalogue.unlink()
    with TestClient(serve(settings)) as client:
        assert client.get("/readyz").status_code == 503


def test_what_lives_as_long_as_the_process_is_not_collected_again(settings: Settings) -> None:
    gc.unfreeze()
    warmed: list[str] = []
    with TestClient(Starlette(lifespan=lifespan(services_of(settings), lambda: warmed.append("warm")))):
        assert gc.get_freeze_count() > 10_000
    assert warmed == ["warm"]


def test_every_answer_has_an_id_of_its_own_that_no_stranger_chooses(client: TestClient) -> None:
    ids = [
        client.get(path, headers={"X-Request-Id": "x"}).headers["x-request-id"]
        for path in ("/api/practices", "/api/no", "/readyz")
    ]
    assert len(set(ids)) == 3
    assert all(each.startswith("r-") and len(each) == 14 for each in ids)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/compare?shortlist=a&shortlist=b&compare=a", "shortlist?shortlist=a&shortlist=b&compare=a"),
        ("/contrast?by=focus&one=%C3%A9", "two-choices?by=focus&one=%C3%A9"),
        ("/contrast", "two-choices"),
        ("/compare?next=//evil.example", "shortlist?next=//evil.example"),
    ],
)
def test_an_old_address_leads_on_with_everything_it_says(client: TestClient, old: str, new: str) -> None:
    answer = client.get(old, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, new)
