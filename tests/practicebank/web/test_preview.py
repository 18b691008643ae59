import pytest
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient

from practicebank.services import services_of
from practicebank.settings import Settings
from practicebank.web.around_streamlit.preview import Preview, preview


@pytest.mark.parametrize(
    ("path", "query", "title"),
    [
        pytest.param("/practice", "practice=navigators&focus=Diversion", "Navigators – Practice bank", id="practice"),
        pytest.param("/", "focus=Diversion", "1 practice that is about Diversion – Practice bank", id="choice"),
        pytest.param(
            "/bank/overview", "q=burglary", "2 practices that match “burglary” – Practice bank", id="overview"
        ),
        pytest.param("/practice", "practice=nothing", "Practice bank", id="unknown slug"),
        pytest.param("/practice", "", "Practice bank", id="no slug"),
        pytest.param("/", "focus=Fishing", "4 practices – Practice bank", id="nonsense is dropped"),
        pytest.param("/", "", "Practice bank", id="no choice"),
        pytest.param("/describe", "p_text=our+secret", "Describe your problem – Practice bank", id="problem"),
        pytest.param("/shortlist", "", "Shortlist – Practice bank", id="empty shortlist"),
        pytest.param("/shortlist", "shortlist=navigators", "Shortlist of 1 practice – Practice bank", id="one kept"),
        pytest.param(
            "/shortlist",
            "shortlist=navigators&shortlist=safer-streets&shortlist=navigators&shortlist=none",
            "Shortlist of 2 practices – Practice bank",
            id="shortlist",
        ),
        pytest.param("/about", "focus=Diversion", "Practice bank", id="a page that shows no choice"),
    ],
)
def test_the_title_says_what_the_link_shows(settings: Settings, path: str, query: str, title: str) -> None:
    assert preview(services_of(settings).shelf, path, QueryParams(query)).title == title


def test_the_description_of_a_practice_is_its_summary(settings: Settings) -> None:
    found = preview(services_of(settings).shelf, "/practice", QueryParams("practice=safer-streets"))
    assert found.description == "Lamps against burglary."


def test_hostile_words_stay_words(client: TestClient) -> None:
    answer = client.get('/?q=</title><script>alert(1)</script>"><b')
    html = answer.text
    assert "<script>alert" not in html
    assert "“&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;b”" in html
    assert answer.headers["content-security-policy"] == client.get("/").headers["content-security-policy"]


def test_without_a_bank_the_shell_is_served_all_the_same(own_client: TestClient, settings: Settings) -> None:
    settings.catalogue.unlink()
    assert preview(services_of(settings).shelf, "/", QueryParams("focus=Diversion")) == Preview()
    assert own_client.get("/practice?practice=navigators").status_code == 200
