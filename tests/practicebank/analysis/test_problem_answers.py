"""A described problem, from its query string to ranked practices with reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicebank.analysis.problem_answers import (
    KEYS,
    LONGEST_ACCOUNT,
    LONGEST_CORNER,
    MOST_RULED_OUT,
    TO_KNOW,
    DescribedProblem,
    ProblemAnswers,
    answer,
    words_ruled_out,
)
from practicebank.search import SearchIndex, Synonyms
from practicebank.settings import Settings
from tests.practicebank.small_tables import table

FOCUSES = ("Prevention", "Diversion", "Reoffending", "Organisational")
PRACTICES = table(
    [
        {
            "slug": "shed-alarms",
            "title": "Shed alarms",
            "summary": "Alarms lent to victims of burglary so that sheds are not broken into again.",
            "effectiveness": "Promising",
            "focus": "Prevention",
            "organisation": "Borsetshire Police",
            "partners": "Police; Local authority",
        },
        {
            "slug": "burglar-mentors",
            "title": "Mentors for burglars",
            "summary": "Mentors meet prolific burglars after prison.",
            "effectiveness": "Untested – new or innovative",
            "focus": "Reoffending",
        },
        {
            "slug": "scam-calls",
            "title": "Blocking scam calls",
            "summary": "Call blockers stop fraud against elderly people at home.",
            "effectiveness": "Promising",
            "focus": "Prevention; Organisational",
        },
        {
            "slug": "wellbeing",
            "title": "Officer wellbeing app",
            "summary": "An app for officers on night shifts.",
            "effectiveness": "Promising",
            "focus": "Organisational",
        },
    ]
)
INDEX = SearchIndex.build(PRACTICES, Synonyms.load(Settings().synonyms))
QUERIES = st.dictionaries(st.sampled_from(KEYS), st.lists(st.text(max_size=80) | st.sampled_from(FOCUSES), max_size=4))


def asked(**said: object) -> ProblemAnswers:
    return answer(DescribedProblem(**said), PRACTICES, INDEX)  # type: ignore[arg-type]


def slugs(found: ProblemAnswers) -> list[str]:
    return [str(PRACTICES["slug"].iloc[each.row]) for each in found.answers]


@given(query=QUERIES)
def test_a_problem_read_from_an_address_survives_the_way_there_and_back(query: dict[str, list[str]]):
    problem = DescribedProblem.from_query(query, FOCUSES)
    assert DescribedProblem.from_query(problem.to_query(), FOCUSES) == problem


@given(query=QUERIES)
def test_no_problem_raises(query: dict[str, list[str]]):
    answer(DescribedProblem.from_query(query, FOCUSES), PRACTICES, INDEX)


def test_what_is_too_long_is_cut():
    problem = DescribedProblem.from_query({"p_text": ["a" * 5000], "p_place": ["b" * 500]}, FOCUSES)
    assert (len(problem.text), len(problem.place)) == (LONGEST_ACCOUNT, LONGEST_CORNER)


def test_line_breaks_of_the_account_stay_and_control_characters_go():
    assert DescribedProblem.from_query({"p_text": ["one\n\ttwo\x00  three"]}, FOCUSES).text == "one\ntwo three"


def test_a_value_ruled_out_is_a_focus_or_words():
    problem = DescribedProblem.from_query({"p_without": ["Diversion", "drones, new staff", "Drones"]}, FOCUSES)
    assert problem.without_focus == ("Diversion",)
    assert problem.without == ("Drones", "new staff")


def test_no_more_words_are_ruled_out_than_a_link_can_carry():
    assert len(words_ruled_out(",".join(f"word{number}" for number in range(99)))) == MOST_RULED_OUT


def test_a_problem_without_words_has_no_answers():
    assert asked(focus=("Prevention",)) == ProblemAnswers((), (), (), nearest=False)


def test_a_long_account_finds_the_practice_whatever_else_it_tells():
    account = (
        "We have had fourteen reports since March and nobody knows where to turn. Most weeks somebody on the "
        "estate is phoned by a man who says that he is from the bank. Pensioners hand over their savings."
    )
    assert slugs(asked(text=account))[0] == "scam-calls"


def test_each_corner_of_the_triangle_moves_the_ranking():
    assert slugs(asked(text="burglary", target="victims of burglary"))[0] == "shed-alarms"
    assert slugs(asked(text="burglary", offender="prolific burglars"))[0] == "burglar-mentors"


def test_the_reasons_say_which_part_is_answered_by_which_words():
    [first, *_] = asked(target="pensioners", place="motorways").answers
    target, place = first.reasons
    assert [(link.typed, link.written) for link in target.links] == [("pensioners", "elderly people")]
    assert (place.part, place.links) == ("place", ())
    assert first.marks["summary"].spans


def test_a_wanted_focus_comes_first_and_hides_no_other():
    found = asked(text="burglary", focus=("Reoffending",))
    assert slugs(found) == ["burglar-mentors", "shed-alarms"]
    assert [each.wanted for each in found.answers] == [True, False]


def test_words_ruled_out_leave_practices_out_and_name_them():
    found = asked(text="burglary", without=("mentoring", "sheds"))
    assert slugs(found) == []
    assert {each.because for each in found.left_out} == {"Mentions “sheds”", "Mentions “mentoring”"}


def test_a_focus_ruled_out_leaves_out_every_practice_that_has_it():
    found = asked(text="scams", without_focus=("Organisational",))
    assert slugs(found) == []
    assert [each.because for each in found.left_out] == ["Focus: Organisational"]


def test_what_is_known_and_what_is_not_recorded_add_up():
    [first, *_] = asked(text="shed burglary").answers
    assert dict(first.known)["partners"] == ("Police", "Local authority")
    assert dict(first.known)["organisation"] == ("Borsetshire Police",)
    assert {name for name, _ in first.known} | set(first.not_recorded) == set(TO_KNOW)
    assert "region" in first.not_recorded


def test_typing_errors_are_put_right_and_told_unless_words_are_meant_as_typed():
    found = asked(text="burglery")
    assert [(each.typed, each.used) for each in found.corrections] == [("burglery", "burglary")]
    assert "shed-alarms" in slugs(found)
    assert asked(text="burglery", as_typed=True).corrections == ()


def test_a_problem_that_nothing_answers_is_said_to_have_only_near_answers():
    assert asked(text="xyzzy plugh").nearest
    assert not asked(text="burglary of sheds").nearest


@pytest.mark.parametrize(
    "hostile",
    ["NEAR(", '"', "*", "' OR 1=1 --", "\x00", "🚓" * 400, "\u202eحريق", "a" * 100_000, ".".join("a" * 2000)],
)
def test_hostile_accounts_are_only_words(hostile: str):
    problem = DescribedProblem.from_query({"p_text": [hostile], "p_without": [hostile]}, FOCUSES)
    assert len(answer(problem, PRACTICES, INDEX).answers) <= len(PRACTICES)
