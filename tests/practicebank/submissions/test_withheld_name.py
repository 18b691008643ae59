"""A name that shall not be published, in the words that will be."""

import time

import pytest
from examples import NIGHT_WALKS

from practicebank.submissions.form.checks import named_although_withheld
from practicebank.withheld_name import withheld_name_in, without_withheld_name, words_instead_of


@pytest.mark.parametrize(
    ("organisation", "text", "named"),
    [
        ("Dorset Police", "We at Dorset Police began.", ["Dorset Police"]),
        ("Dorset Police", "DORSET POLICE and dorset police", ["DORSET POLICE", "dorset police"]),
        ("Dorset Police", "Dorset Police's and Dorset’s vans", ["Dorset Police", "Dorset"]),
        ("Dorset Police", "All over Dorset.", ["Dorset"]),
        ("Dorset Police", "Dorset\n  Police", ["Dorset\n  Police"]),
        ("Dorset Police", "<b>Dorset</b>&nbsp;Police<br>", ["Dorset</b>&nbsp;Police"]),
        ("Dorset Police", "_Dorset_ and Dorset-wide", ["Dorset", "Dorset"]),
        ("Dorset Police", "https://www.dorset.police.uk/news", ["dorset.police"]),
        ("Dorset Police", "team@dorset.pnn.police.uk", ["dorset"]),
        ("dorset police", "Dorset had it first.", ["Dorset"]),
        ("The Dorset Police", "Dorset Police", ["Dorset Police"]),
        ("West Midlands Police", "the west midlands, @WestMidlands", ["west midlands", "WestMidlands"]),
        ("Greater Manchester Police", "GMP, as in Greater Manchester", ["GMP", "Greater Manchester"]),
        ("Metropolitan Police Service", "The Met met them.", ["Met"]),
        ("Avon & Somerset Police", "Avon and Somerset Police; Somerset", ["Avon and Somerset Police", "Somerset"]),
        ("Avon and Somerset Police", "Avon &amp; Somerset", ["Avon &amp; Somerset"]),
        ("Hampshire and Isle of Wight Constabulary", "Isle of Wight", ["Isle of Wight"]),
        ("Dyfed-Powys Police", "Dyfed–Powys", ["Dyfed–Powys"]),
        ("Office of the Police and Crime Commissioner for Kent", "Kent paid.", ["Kent"]),
        ("London Borough of Camden", "Camden paid.", ["Camden"]),
        ("Kent Fire and Rescue Service", "Kent paid.", ["Kent"]),
        ("Catch22", "Catch22’s workers", ["Catch22"]),
        ("Rock (UK) [Ltd.] .*", "Rock UK, rock and Ltd", ["Rock UK"]),
        ("King’s College Hospital", "King's College Hospital", ["King's College Hospital"]),
        ("Crédit Café", "Cre\u0301dit", []),
        ("Gwent Police", "Gwentian and AGwent", []),
        ("Home Office", "They were at home. The Home Office paid.", ["Home Office"]),
        ("Shelter", "A night shelter. Shelter paid.", ["Shelter"]),
        ("National Crime Agency", "a national crime, said the NCA", ["NCA"]),
        ("The Police", "The police came.", []),
        ("Council", "the Council", []),
        ("C++", "C++ and a C", []),
        (".*", "anything", []),
        ("", "anything", []),
        ("   ", "   ", []),
        ("Dorset Police", "", []),
    ],
)
def test_a_withheld_name_is_found(organisation, text, named):
    found = withheld_name_in(text, organisation)
    assert [each.text for each in found] == named
    assert [text[each.start : each.end] for each in found] == named
    assert {each.kind for each in found} <= {"name of the organisation"}


@pytest.mark.parametrize(
    ("organisation", "text", "reworded"),
    [
        ("Dorset Police", "The Dorset Police's vans. Dorset Police paid.", "Our force's vans. Our force paid."),
        ("Dorset Police", "We asked Dorset Police twice.", "We asked our force twice."),
        ("Westshire Council", "Paid by the Westshire Council", "Paid by the organisation"),
        ("Westshire Council", "Nobody paid.", "Nobody paid."),
        ("Westshire Council", "It began (see below): a long text, in Westshire.", None),
    ],
)
def test_other_words_take_its_place(organisation, text, reworded):
    expected = reworded or text.replace("Westshire", "the organisation")
    assert without_withheld_name(text, organisation) == expected
    assert withheld_name_in(expected, organisation) == []


def test_the_words_say_whether_it_is_a_force():
    assert words_instead_of("Durham Constabulary") == "our force"
    assert words_instead_of("Westshire Council") == "the organisation"


def test_only_what_readers_will_read_is_warned_of_and_only_where_it_is_withheld():
    named = NIGHT_WALKS.model_copy(
        update={
            "learning": "Ask Westshire Constabulary.",
            "links": ("https://example.org", "https://westshire.example.org"),
            "personal_data_answer": "Westshire agreed.",
            "contact_role": "Officer, Westshire Constabulary",
            "region": ("Westshire",),
        }
    )
    assert named_although_withheld(named) == []
    withheld = named.model_copy(update={"withhold_organisation": True})
    found = [(each.field, each.finding.text) for each in named_although_withheld(withheld)]
    assert found == [("learning", "Westshire Constabulary"), ("links", "westshire")]
    signed = withheld.model_copy(update={"publish_contact": True})
    assert [each.field for each in named_although_withheld(signed)] == ["learning", "links", "contact_role"]


@pytest.mark.parametrize("piece", ["a ", "a", "A<", "<b>", "the a ", "a&", "a.", "\n", "A and A ", "é"])
@pytest.mark.parametrize("organisation", ["a " * 100, "a<b>" * 50, "A and A Police", "(" * 200])
def test_long_text_is_looked_through_quickly(piece, organisation):
    began = time.perf_counter()
    withheld_name_in(piece * (100_000 // len(piece)), organisation)
    assert time.perf_counter() - began < 5
