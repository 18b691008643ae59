"""Sockets opened by strangers: by pages of other sites, and by programs that say nonsense or too much."""

from contextlib import suppress
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.attack.parsers import QUERIES, TYPED
from tests.attack.strangers import PUBLIC, Attacked, run_page
from tests.depth import examples

FOREIGN = (
    "http://evil.example",
    "https://share.streamlit.io",
    "http://localhost:9",
    "http://127.0.0.1:9",
    f"{PUBLIC}.evil.example",
    f"{PUBLIC}:444",
    "http://bank.example",
    "https://evil@bank.example",
    "null",
    "file://",
    "",
)


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_page_of_another_site_opens_no_socket(attacked: Attacked, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused, attacked.socket(origin):
        pass
    assert refused.value.response.status_code == 403


def test_what_only_begins_like_our_host_is_another_site(attacked: Attacked) -> None:
    with pytest.raises(InvalidStatus), attacked.socket(f"{attacked.address}.evil.example"):
        pass


def test_our_own_pages_and_programs_do(attacked: Attacked) -> None:
    for origin in (PUBLIC, PUBLIC.upper(), attacked.address, None):
        with attacked.socket(origin) as socket:
            assert run_page(socket)[-1].script_finished == 0


def test_nothing_is_asked_of_anybody_else(attacked: Attacked) -> None:
    """Neither when the server starts nor when a stranger comes."""
    for origin in ("http://evil.example", "http://other.example"):
        with pytest.raises(InvalidStatus), attacked.socket(origin):
            pass
    attacked.lives()
    assert attacked.asked_outside == []


def test_messages_for_developers_do_nothing(attacked: Attacked) -> None:
    with attacked.socket() as socket:
        run_page(socket)
        for name in ("debug_shutdown_runtime", "debug_disconnect_websocket", "clear_cache", "load_git_info"):
            asked = BackMsg()
            setattr(asked, name, True)
            socket.send(asked.SerializeToString())
        told = run_page(socket)
    assert "git_info_changed" not in {message.WhichOneof("type") for message in told}
    assert attacked.lives()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        pytest.param("text", 1003, id="text"),
        pytest.param(b"\xff" * 100, 1002, id="nonsense"),
        pytest.param(b"\0" * 6_000_000, 1009, id="too much to be handled"),
        pytest.param(b"\0" * 11_000_000, 1009, id="too much to be taken in"),
    ],
)
def test_whoever_says_nonsense_or_too_much_is_cut_off(attacked: Attacked, said: str | bytes, code: int) -> None:
    with attacked.socket() as socket:
        with suppress(ConnectionClosed):
            socket.send(said)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=30)
        # Who is still talking when the line is cut does not always hear why.
        assert closed.value.rcvd is None or closed.value.rcvd.code == code
    assert attacked.lives()
    assert "KeyError" not in attacked.log.read_text(encoding="utf-8")


def test_a_page_that_is_none_runs_no_other_file(attacked: Attacked) -> None:
    with attacked.socket() as socket:
        for page in ("../../etc/passwd", "practicebank/settings.py", "\x00"):
            told = run_page(socket, page=page)
            assert b"root:x" not in b"".join(message.SerializeToString() for message in told)


PAGES = ("", "practice", "describe", "compare", "overview", "gaps", "contrast", "share", "submission", "about", "desk")
ELSEWHERE = (
    "practice",
    "sort",
    "page",
    "compare",
    "row",
    "column",
    "gaps",
    "view",
    "submission",
    "do",
    "bulk",
    "which",
)
ELSEWHERE += ("standing", "of", "since", "step", "draft", "reference", "way", "embed", "embed_options")


def test_no_address_makes_a_page_fail(attacked: Attacked) -> None:
    more = st.dictionaries(st.sampled_from(ELSEWHERE), st.lists(TYPED, min_size=1, max_size=2), max_size=4)

    with attacked.socket() as socket:

        @settings(max_examples=examples(50), derandomize=True, database=None, suppress_health_check=list(HealthCheck))
        @given(st.sampled_from(PAGES), QUERIES, more)
        def drawn(page: str, query: dict[str, list[str]], also: dict[str, list[str]]) -> None:
            told = run_page(socket, urlencode({**query, **also}, doseq=True, errors="surrogatepass"), page)
            assert told[-1].script_finished == 0
            assert "exception" not in {message.delta.new_element.WhichOneof("type") for message in told}

        drawn()


def test_a_query_of_a_hundred_kilobytes_is_answered(attacked: Attacked) -> None:
    with attacked.socket() as socket:
        for key in ("q", "focus", "practice", "problem", "shortlist", "page", "sort", "view", "key"):
            assert run_page(socket, f"{key}={'a' * 100_000}")[-1].script_finished == 0
        many = "&".join(f"focus=Diversion&x{number}=1" for number in range(2_000))
        assert run_page(socket, many)[-1].script_finished == 0
