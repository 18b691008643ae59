"""Two choices side by side: every number counted, every share of what is recorded, few read as few."""

from itertools import product

import pytest

from practicebank.contrast import COMPARED, Sides, contrast
from practicebank.filters import Filters
from practicebank.gaps import DIMENSIONS
from practicebank.practice import NOT_RECORDED, values_in
from practicebank.published import open_bank
from practicebank.settings import Settings

REAL = open_bank(Settings())
EVERYTHING = REAL.select(Filters())
RECORDS = REAL.practices.to_dict("records")


def terms(record, key):
    cell = record[DIMENSIONS[key][0]]
    return values_in(DIMENSIONS[key][0], cell) if isinstance(cell, str) else [NOT_RECORDED]


@pytest.mark.parametrize("by", DIMENSIONS)
def test_every_number_is_the_number_of_practices(by):
    found = [term for term in REAL.facets[DIMENSIONS[by][0]].terms if term != NOT_RECORDED][:3]
    for one, other in product(found, found):
        sides = Sides(by, one, other)
        drawn = contrast(REAL, EVERYTHING, sides)
        inside = [[record for record in RECORDS if term in terms(record, by)] for term in (one, other)]
        assert drawn.wholes == tuple(len(side) for side in inside)
        assert drawn.both == len([record for record in inside[0] if other in terms(record, by)])
        for key, field in zip([key for key in COMPARED if key != by], drawn.fields, strict=True):
            for line in field.lines:
                numbers = tuple(sum(line.label in terms(record, key) for record in side) for side in inside)
                assert line.numbers == numbers
                for at, share in enumerate(line.shares):
                    recorded = sum(terms(record, key) != [NOT_RECORDED] for record in inside[at])
                    assert field.recorded[at] == recorded
                    assert share is None if recorded < 5 or line.label == NOT_RECORDED else share == 100 * numbers[at] / recorded


def test_the_largest_difference_is_said_in_words_with_both_denominators():
    drawn = contrast(REAL, EVERYTHING, Sides("focus", "Prevention", "Organisational"))
    assert drawn.in_words == "35 practices with Prevention, 22 practices with Organisational; 1 is on both sides."
    assert drawn.fields[0].sentence == (
        "Untested – new or innovative is 31 points more common with Organisational than with Prevention: "
        "15 of 22 against 13 of 35."
    )


def test_few_practices_are_flagged_and_have_no_shares():
    drawn = contrast(REAL, EVERYTHING, Sides("organisation", "Northamptonshire Police", "Surrey Police"))
    assert "Northamptonshire Police and Surrey Police have fewer than five practices: read those." in drawn.caution
    assert all(share is None for field in drawn.fields for line in field.lines for share in line.shares)
    assert not any("points" in field.sentence for field in drawn.fields)


def test_a_side_without_practice_says_that_nothing_can_be_compared():
    drawn = contrast(REAL, EVERYTHING, Sides("linked_to", "Tilley award", "HMICFRS"))
    assert drawn.fields[0].sentence == "No effectiveness is recorded for Tilley award, so there is nothing to compare."


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, Sides("focus", "Prevention", "Organisational")),
        ({"one": "Organisational"}, Sides("focus", "Organisational", "Prevention")),
        ({"other": "Prevention"}, Sides("focus", "Organisational", "Prevention")),
        ({"one": "Diversion", "other": "Diversion"}, Sides("focus", "Diversion", "Prevention")),
        ({"by": "title", "one": "<b>"}, Sides("focus", "Prevention", "Organisational")),
        ({"by": "scale", "one": "Regional", "other": "National"}, Sides("scale", "Regional", "National")),
    ],
)
def test_sides_from_an_address(query, expected):
    assert Sides.from_query(query, REAL, EVERYTHING) == expected


def test_filters_narrow_both_sides():
    promising = REAL.select(Filters(effectiveness=("Promising",)))
    assert contrast(REAL, promising, Sides("focus", "Prevention", "Diversion")).wholes == (22, 6)
