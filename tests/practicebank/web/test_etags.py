import pytest

from practicebank.web.etags import has_copy, tag_of


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(None, False, id="nothing asked"),
        pytest.param('W/"a"', True, id="the same"),
        pytest.param('"a"', True, id="strong and weak compare equal"),
        pytest.param('W/"b", W/"a"', True, id="one of several"),
        pytest.param("*", True, id="any copy"),
        pytest.param('W/"b"', False, id="another"),
        pytest.param("a", False, id="no tag"),
    ],
)
def test_has_copy(asked: str | None, expected: bool) -> None:
    assert has_copy(asked, 'W/"a"') is expected


def test_where_parts_meet_makes_a_difference() -> None:
    assert tag_of(b"ab", b"c") != tag_of(b"a", b"bc")
