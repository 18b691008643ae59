"""A choice told in words, on pages and in briefings: one practice and many, and what is not recorded."""

import pytest

from practicebank.bank.filters import COLUMN_OF, Filters
from practicebank.fields import FIELDS, NOT_RECORDED
from tests.practicebank.small_tables import VOCABULARY


@pytest.mark.parametrize(
    ("filters", "number", "words"),
    [
        (Filters(), 63, "63 practices"),
        (Filters(), 1, "1 practice"),
        (Filters(), 0, "0 practices"),
        (Filters(), 12345, "12,345 practices"),
        (
            Filters({"effectiveness": ("Promising",), "focus": ("Diversion", "Reoffending")}),
            8,
            "8 practices that are Promising and are about Diversion or Reoffending",
        ),
        (
            Filters({"effectiveness": ("Promising",), "focus": ("Diversion", "Reoffending")}),
            1,
            "1 practice that is Promising and is about Diversion or Reoffending",
        ),
        (
            Filters({"focus": ("Prevention", "Diversion", "Reoffending")}),
            44,
            "44 practices that are about Prevention, Diversion or Reoffending",
        ),
        (Filters({"organisation": ("Kent Police",)}), 2, "2 practices that come from Kent Police"),
        (Filters({"organisation": ("Kent Police",)}), 1, "1 practice that comes from Kent Police"),
        (Filters({"linked_to": ("Tilley award",)}), 0, "0 practices that are linked to Tilley award"),
        (Filters({"linked_to": ("Tilley award",)}), 1, "1 practice that is linked to Tilley award"),
        (Filters({"topic": ("Crime prevention",)}), 3, "3 practices that have the topic Crime prevention"),
        (Filters({"topic": ("Crime prevention",)}), 1, "1 practice that has the topic Crime prevention"),
        (Filters({"evaluation_design": ("Randomised trial",)}), 3, "3 practices that have a randomised trial"),
        (Filters({"evaluated": ("Yes",)}), 13, "13 practices that have an evaluation on record"),
        (
            Filters({"evaluated": ("No", NOT_RECORDED)}),
            2,
            "2 practices that have no evaluation, according to those who did it or none recorded",
        ),
        (Filters({"evaluation_design": ("None",)}), 1, "1 practice that has no evaluation"),
        (
            Filters({"evaluation_design": ("Planned or under way", "None", "Cohort study")}),
            2,
            "2 practices that have an evaluation planned or under way, no evaluation or the evaluation design "
            "Cohort study",
        ),
        (Filters({"evaluator": ("Both",)}), 1, "1 practice that was evaluated both in-house and independently"),
        (
            Filters({"evaluator": ("A university", "In-house", "A charity")}),
            4,
            "4 practices that were evaluated by A university, in-house or A charity",
        ),
        (
            Filters({"outcome": ("Mixed", "Worsened")}),
            1,
            "1 practice that showed mixed results or a change for the worse",
        ),
        (Filters({"region": ("North East", "Wales")}), 4, "4 practices that were done in the North East or in Wales"),
        (Filters({"target_group": ("Offenders",)}), 1, "1 practice that is for Offenders"),
        (Filters({"partners": ("Police",)}), 3, "3 practices that were done with Police"),
        (Filters({"scale": ("Local", "National")}), 3, "3 practices that were done locally or nationally"),
        (Filters({"implementation_stage": ("Pilot",)}), 1, "1 practice that is at the stage Pilot"),
        (Filters({"started": ("2020", "2021")}), 7, "7 practices that started in 2020 or 2021"),
        (Filters(q="knife crime"), 5, "5 practices that match “knife crime”"),
        (Filters(q="knife crime"), 1, "1 practice that matches “knife crime”"),
        (
            Filters(
                {
                    "effectiveness": ("Promising",),
                    "focus": ("Diversion",),
                    "organisation": ("Kent Police",),
                    "linked_to": ("HMICFRS",),
                    "topic": ("Drugs and alcohol",),
                },
                q="van",
            ),
            1,
            "1 practice that is Promising, is about Diversion, comes from Kent Police, is linked to HMICFRS, "
            "has the topic Drugs and alcohol and matches “van”",
        ),
    ],
)
def test_the_choice_in_words(filters, number, words):
    assert filters.describe(number) == words


@pytest.mark.parametrize(
    ("key", "one", "many", "with_a_term"),
    [
        (
            "effectiveness",
            "has no effectiveness recorded",
            "have no effectiveness recorded",
            "are A or of effectiveness not recorded",
        ),
        ("focus", "has no focus recorded", "have no focus recorded", "are about A or a focus not recorded"),
        (
            "organisation",
            "has no organisation recorded",
            "have no organisation recorded",
            "come from A or an organisation not recorded",
        ),
        ("linked_to", "has no link recorded", "have no link recorded", "are linked to A or nothing recorded"),
        ("topic", "has no topic recorded", "have no topic recorded", "have the topic A or no topic recorded"),
        (
            "evaluated",
            "has no evaluation recorded",
            "have no evaluation recorded",
            "have the evaluation A or none recorded",
        ),
        (
            "evaluation_design",
            "has no evaluation design recorded",
            "have no evaluation design recorded",
            "have the evaluation design A or no design recorded",
        ),
        (
            "outcome",
            "has no outcome recorded",
            "have no outcome recorded",
            "showed the outcome A or no outcome recorded",
        ),
        (
            "evaluator",
            "has no evaluator recorded",
            "have no evaluator recorded",
            "were evaluated by A or by somebody not recorded",
        ),
        (
            "started",
            "has no starting year recorded",
            "have no starting year recorded",
            "started in A or in a year not recorded",
        ),
    ],
)
def test_a_missing_value_in_words(key, one, many, with_a_term):
    missing = Filters().with_only(key, [NOT_RECORDED])
    assert missing.describe(1) == f"1 practice that {one}"
    assert missing.describe(28) == f"28 practices that {many}"
    assert missing.toggled(key, "A").describe(28) == f"28 practices that {with_a_term}"


def test_every_key_has_its_words():
    for key in COLUMN_OF:
        assert Filters().with_only(key, ["A"]).describe(2).endswith("A")


def test_what_is_said_for_a_term_is_said_of_a_term_there_is():
    for field in FIELDS:
        assert field.said.keys() <= ({*VOCABULARY[field.name].names} if field.has_terms else set())
