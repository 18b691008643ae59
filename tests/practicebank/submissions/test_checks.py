from datetime import date

import pytest
from examples import LEAFLETS, NIGHT_WALKS, OLDER_WALKS, TERMS

from practicebank.evidence import NOT_EVALUATED, PROCESS_ONLY, UNDER_WAY
from practicebank.ratings import UNTESTED
from practicebank.submissions.form.checks import Problem, check, is_link, question_about_rating
from practicebank.submissions.form.model import PERSONAL, Neighbour, Relation, Submission, Way, changes, stored

TODAY = date(2026, 1, 31)


def problems(**changed):
    return check(NIGHT_WALKS.model_copy(update=changed), TERMS, today=TODAY)


@pytest.mark.parametrize("submission", [NIGHT_WALKS, LEAFLETS], ids=["a practice", "it did not work"])
def test_what_is_complete_has_no_problems(submission):
    assert check(submission, TERMS, today=TODAY) == []


def test_an_empty_form_lists_everything_in_its_order():
    found = check(Submission(), TERMS)
    assert [problem.field for problem in found] == [
        "title",
        "summary",
        "effectiveness",
        "focus",
        "organisation",
        "problem",
        "aim",
        "how_it_works",
        "evaluation_design",
        "learning",
        "contact_role",
        "contact_email",
        "authority",
    ]
    assert found[0] == Problem("title", "Enter a title for the practice")


def test_the_short_way_asks_less():
    fields = [problem.field for problem in check(Submission(way=Way.DID_NOT_WORK), TERMS)]
    assert fields == [
        "title",
        "organisation",
        "tried",
        "result",
        "why",
        "learning",
        "contact_role",
        "contact_email",
        "authority",
    ]


def test_messages_begin_with_the_verb():
    everything = [*check(Submission(), TERMS), *check(Submission(way=Way.DID_NOT_WORK), TERMS)]
    verbs = {problem.message.split()[0] for problem in everything}
    assert verbs == {"Enter", "Select", "Describe", "Say", "Confirm"}


@pytest.mark.parametrize(
    ("field", "called", "most"),
    [
        ("title", "title", 150),
        ("summary", "summary", 400),
        ("organisation", "organisation", 200),
        ("linked_to_evidence", "evidence of the recognition", 2_000),
        ("problem", "problem", 5_000),
        ("aim", "aim", 2_000),
        ("how_it_works", "description of how it works", 5_000),
        ("where", "description of where it is done", 2_000),
        ("resources", "resources", 2_000),
        ("cost", "cost", 1_000),
        ("tried", "description of what was tried", 5_000),
        ("evaluation", "description of the evaluation", 5_000),
        ("result", "description of what happened", 5_000),
        ("why", "reason why it did not work", 5_000),
        ("learning", "learning", 5_000),
        ("do_differently", "description of what you would do differently", 2_000),
        ("personal_data_answer", "answer about personal data", 1_000),
        ("contact_name", "name", 100),
        ("contact_role", "role", 100),
        ("contact_email", "e-mail address", 254),
    ],
)
def test_what_is_too_long_is_said_with_numbers(field, called, most):
    longest = "x" * most
    assert not [problem for problem in problems(**{field: longest}) if "Shorten" in problem.message]
    [problem] = [problem for problem in problems(**{field: longest + "yz"}) if "Shorten" in problem.message]
    assert problem == Problem(field, f"Shorten the {called} by 2 to {most:,} characters")


def test_no_text_of_any_length_gets_in():
    """Terms have their own limit, and dates and ticks need none."""
    endless = {field: "x" * 400_000 for field, value in Submission() if isinstance(value, str) and field != "way"}
    found = {problem.field for problem in problems(**endless)}
    assert found == set(endless)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"title": " \n "}, Problem("title", "Enter a title for the practice")),
        ({"focus": ()}, Problem("focus", "Select at least one focus")),
        ({"focus": ("Punishment",)}, Problem("focus", "Select the focus from the list")),
        ({"focus": ("Prevention",) * 2}, Problem("focus", "Select each focus once")),
        ({"effectiveness": "Splendid"}, Problem("effectiveness", "Select the effectiveness from the list")),
        ({"scale": "Galactic"}, Problem("scale", "Select the scale from the list")),
        (
            {"linked_to_evidence": ""},
            Problem("linked_to_evidence", "Say where the recognition can be checked"),
        ),
        ({"evaluation_design": ""}, Problem("evaluation_design", "Select how it was evaluated")),
        (
            {"evaluation_design": "Guesswork"},
            Problem("evaluation_design", "Select the evaluation design from the list"),
        ),
        ({"evaluator": "A friend"}, Problem("evaluator", "Select the evaluator from the list")),
        ({"outcome": "Improved; Mixed"}, Problem("outcome", "Select the outcome from the list")),
        ({"evaluation": ""}, Problem("evaluation", "Describe the evaluation, or what is planned")),
        (
            {"started": date(2026, 2, 1), "completed": None},
            Problem("started", "Enter a start date that is not in the future"),
        ),
        (
            {"completed": date(2023, 2, 28)},
            Problem("completed", "Enter a completion date that is not before the start date"),
        ),
        (
            {"links": ("https://example.org", "javascript:alert(1)")},
            Problem("links", "Enter link 2 as a web address that begins with http:// or https://"),
        ),
        (
            {"links": ("https://example.org/" + "x" * 500,)},
            Problem("links", "Shorten link 1 to 500 characters"),
        ),
        ({"links": ("https://example.org",) * 11}, Problem("links", "Enter at most 10 links")),
        ({"contact_name": "", "contact_role": " "}, Problem("contact_role", "Enter your role or your name")),
        (
            {"contact_email": "somebody"},
            Problem("contact_email", "Enter an e-mail address like community.safety@example.org: yours has no @"),
        ),
        ({"authority": False}, Problem("authority", "Confirm that you may share this practice")),
        (
            {"neighbours": (Neighbour(slug="walks"),)},
            Problem("neighbours", "Say how it differs from the similar practice"),
        ),
    ],
)
def test_one_thing_wrong_is_one_problem(changed, expected):
    assert problems(**changed) == [expected]


@pytest.mark.parametrize("left_out", ["contact_name", "contact_role"])
def test_a_name_or_a_role_is_enough(left_out):
    assert problems(**{left_out: ""}) == []


def test_not_evaluated_is_an_answer():
    assert problems(evaluation_design=NOT_EVALUATED, evaluator="", outcome="", evaluation="") == []


def test_what_is_planned_is_described_like_an_evaluation():
    [problem] = problems(evaluation_design=UNDER_WAY, evaluator="", outcome="", evaluation=" ")
    assert problem.field == "evaluation"


@pytest.mark.parametrize("evaluated", [True, False])
def test_who_was_asked_only_whether_it_was_evaluated_need_not_say_how(evaluated):
    older = OLDER_WALKS.model_copy(update={"evaluated": evaluated})
    assert check(older, TERMS, today=TODAY) == []
    assert [problem.field for problem in check(older.model_copy(update={"evaluated": None}), TERMS)] == [
        "evaluation_design"
    ]


def test_an_older_answer_still_asks_for_its_evaluation():
    [problem] = check(OLDER_WALKS.model_copy(update={"evaluation": ""}), TERMS, today=TODAY)
    assert problem.field == "evaluation"


def test_an_update_needs_no_difference():
    assert problems(neighbours=(Neighbour(slug="walks", relation=Relation.UPDATE),)) == []


def test_without_terms_no_word_is_unknown_but_none_may_break_a_cell():
    anything = NIGHT_WALKS.model_copy(update={"focus": ("Anything",), "topics": ("One; two",)})
    assert [problem.field for problem in check(anything, today=TODAY)] == ["topics"]


def test_an_erased_contact_is_no_problem_for_a_reviewer():
    erased = NIGHT_WALKS.model_copy(update=dict.fromkeys(PERSONAL, ""))
    assert check(erased, TERMS, today=TODAY, contact=False) == []


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "HTTPS://EXAMPLE.ORG/%20",
        "https://пример.рф/",
    ],
)
def test_a_link_on_the_web(link):
    assert is_link(link)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "example.org",
        "//example.org",
        "ftp://example.org",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https:///path",
        "https://user:secret@example.org",
        "https://example.org\n",
        "https://exa mple.org",
        "http://[",
        "https://example.org:port/",
        "https://example.org/<script>",
        "file:///etc/passwd",
        "https://.",
        "java\tscript:x",
        'https://example.org/"onclick=',
        "https:\\\\example.org",
    ],
)
def test_a_link_that_is_none(link):
    assert not is_link(link)


def test_content_and_contact_together_are_the_submission():
    assert stored(NIGHT_WALKS.content(), NIGHT_WALKS.contact()) == NIGHT_WALKS
    assert "Alex" not in NIGHT_WALKS.content()


def test_older_content_can_be_read():
    assert stored('{"title": "Night walks", "a_field_of_old": 1}') == Submission(title="Night walks")


def test_nothing_changed_is_no_change():
    assert changes(NIGHT_WALKS, NIGHT_WALKS.model_copy()) == {}


@pytest.mark.parametrize(
    ("rating", "design", "asked"),
    [
        ("Promising", NOT_EVALUATED, "say it has not been evaluated. What do you base the rating on?"),
        ("Worked", NOT_EVALUATED, "say it has not been evaluated. What do you base the rating on?"),
        ("Didn’t work", NOT_EVALUATED, "say it has not been evaluated. What do you base the rating on?"),
        ("Worked", UNDER_WAY, "its evaluation is not finished. What do you base the rating on?"),
        ("Worked", "Randomised trial", ""),
        ("Promising", "Survey or feedback only", ""),
        ("Worked", "", ""),
        (UNTESTED, "Before and after", "say that it has been evaluated. Does the rating still fit?"),
        (UNTESTED, PROCESS_ONLY, ""),
        (UNTESTED, UNDER_WAY, ""),
        (UNTESTED, NOT_EVALUATED, ""),
        ("A bank’s own word", NOT_EVALUATED, ""),
        ("", NOT_EVALUATED, ""),
    ],
)
def test_a_rating_that_does_not_go_with_its_evaluation_is_asked_about_and_no_problem(rating, design, asked):
    rated = NIGHT_WALKS.model_copy(update={"effectiveness": rating, "evaluation_design": design})
    question = question_about_rating(rated)
    assert question.endswith(asked)
    assert bool(question) is bool(asked)
    assert f"“{rating}”" in question or not asked
    assert not [each for each in check(rated, today=TODAY) if each.message == question]


@pytest.mark.parametrize(("evaluated", "asks"), [(True, False), (False, True), (None, False)])
def test_an_older_yes_or_no_counts_where_no_design_is_said(evaluated, asks):
    rated = OLDER_WALKS.model_copy(update={"effectiveness": "Promising", "evaluated": evaluated})
    assert bool(question_about_rating(rated)) is asks
