"""Two choices side by side: every number counted, every share of what is recorded, few read as few."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest

from practicebank.analysis.chance import difference_interval
from practicebank.analysis.gap_map import CROSSED
from practicebank.analysis.two_choices import COMPARED, Sides, contrast
from practicebank.bank.filters import Filters
from practicebank.bank.shelf import open_bank
from practicebank.fields import NOT_RECORDED, values_in
from practicebank.settings import Settings
from tests.practicebank.dated import practice, with_additions

TODAY = date(2026, 3, 1)
REAL = open_bank(Settings())
EVERYTHING = REAL.select(Filters())
RECORDS = REAL.practices.to_dict("records")


def terms(record, key):
    cell = record[CROSSED[key][0]]
    return values_in(CROSSED[key][0], cell) if isinstance(cell, str) else [NOT_RECORDED]


@pytest.mark.parametrize("by", CROSSED)
def test_every_number_is_the_number_of_practices(by):
    found = [term for term in REAL.facets[CROSSED[by][0]].terms if term != NOT_RECORDED][:3]
    for one, other in product(found, found):
        sides = Sides(by, one, other)
        drawn = contrast(REAL, EVERYTHING, sides, TODAY)
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
                    assert (
                        share is None
                        if recorded < 5 or line.label == NOT_RECORDED
                        else share == 100 * numbers[at] / recorded
                    )


def test_the_largest_difference_is_said_in_words_with_both_denominators():
    drawn = contrast(REAL, EVERYTHING, Sides("focus", "Prevention", "Organisational"), TODAY)
    assert drawn.in_words == "35 practices with Prevention, 22 practices with Organisational; 1 is on both sides."
    assert drawn.fields[0].sentence == (
        "Untested – new or innovative is 31 points more common with Organisational than with Prevention: "
        "15 of 22 against 13 of 35. Allowing for chance, it is between 4 and 52 points."
    )


def test_every_difference_comes_with_what_chance_leaves_open():
    drawn = contrast(REAL, EVERYTHING, Sides("focus", "Diversion", "Prevention"), TODAY)
    [rated] = [field for field in drawn.fields if field.key == "effectiveness"]
    assert rated.recorded == (8, 35)
    assert rated.sentence == (
        "Promising is 12 points more common with Diversion than with Prevention: 6 of 8 against 22 of 35. "
        "This could be chance: it may be anything from 25 points less to 36 points more."
    )
    [promising] = [line for line in rated.lines if line.label == "Promising"]
    assert promising.chance_range == pytest.approx([100 * each for each in difference_interval((22, 35), (6, 8))])
    row = drawn.table.set_index(["Field", "Term"]).loc[("Effectiveness", "Promising")]
    assert row["Prevention less Diversion, points"] == -12.1
    assert list(row.index[-2:]) == ["At least, allowing for chance", "At most, allowing for chance"]
    assert row.to_list()[-2:] == [round(points, 1) for points in promising.chance_range]
    for field in drawn.fields:
        for line in field.lines:
            assert (line.chance_range is None) == (line.apart is None)
            if line.chance_range:
                assert line.chance_range[0] <= line.apart <= line.chance_range[1]


def test_few_practices_are_flagged_and_have_no_shares():
    drawn = contrast(REAL, EVERYTHING, Sides("organisation", "Northamptonshire Police", "Surrey Police"), TODAY)
    assert "Northamptonshire Police and Surrey Police have fewer than five practices: read those." in drawn.caution
    assert all(share is None for field in drawn.fields for line in field.lines for share in line.shares)
    assert not any("points" in field.sentence for field in drawn.fields)
    assert any("Too few to say" in field.sentence for field in drawn.fields)
    assert not any(line.chance_range for field in drawn.fields for line in field.lines)
    assert "allows for chance" not in drawn.caution


def test_a_side_without_practice_says_that_nothing_can_be_compared():
    drawn = contrast(REAL, EVERYTHING, Sides("effectiveness", "Worked", "Promising"), TODAY)
    assert drawn.fields[0].sentence == "No focus is recorded for Worked, so there is nothing to compare."


def test_what_evaluations_say_is_compared_in_words_of_its_own():
    drawn = contrast(REAL, EVERYTHING, Sides("evaluator", "Independent", "In-house"), TODAY)
    assert drawn.in_words == "3 practices evaluated independently, 5 practices evaluated in-house."
    drawn = contrast(REAL, EVERYTHING, Sides("scale", "Local", "National"), TODAY)
    [found] = [field for field in drawn.fields if field.label == "Effectiveness"]
    assert "more common among practices done" in found.sentence
    drawn = contrast(REAL, EVERYTHING, Sides("focus", "Prevention", "Diversion"), TODAY)
    said = {field.label: field.sentence for field in drawn.fields}
    assert (
        said["How it was evaluated"]
        == "No evaluation design is recorded for Diversion, so there is nothing to compare."
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, Sides("focus", "Prevention", "Organisational")),
        ({"one": "Organisational"}, Sides("focus", "Organisational", "Prevention")),
        ({"other": "Prevention"}, Sides("focus", "Organisational", "Prevention")),
        ({"one": "Diversion", "other": "Diversion"}, Sides("focus", "Diversion", "Prevention")),
        ({"by": "title", "one": "<b>"}, Sides("focus", "Prevention", "Organisational")),
        ({"by": "time", "one": "Diversion"}, Sides("time", "A year ago", "Now")),
        ({"by": "scale", "one": "Regional", "other": "National"}, Sides("scale", "Regional", "National")),
    ],
)
def test_sides_from_an_address(query, expected):
    assert Sides.from_query(query, REAL, EVERYTHING) == expected


def test_filters_narrow_both_sides():
    promising = REAL.select(Filters({"effectiveness": ("Promising",)}))
    assert contrast(REAL, promising, Sides("focus", "Prevention", "Diversion"), TODAY).wholes == (22, 6)


def test_a_year_ago_and_now_with_what_carries_no_date_on_both_sides():
    old, new = (
        practice("night-walks", datetime(2025, 2, 28, tzinfo=UTC)),
        practice("day-walks", datetime(2025, 3, 2, tzinfo=UTC)),
    )
    gone = replace(practice("dusk-walks", datetime(2024, 1, 1, tzinfo=UTC)), listed=False)
    bank = with_additions(old, new, gone)
    drawn = contrast(bank, bank.select(Filters()), Sides("time", "A year ago", "Now"), TODAY)
    assert drawn.wholes == (64, 65)
    assert drawn.in_words == "64 practices a year ago, 65 practices now; 64 are on both sides."
    assert "63 practices carry no date and stand on both sides; what was retired since is on neither." in drawn.caution
    assert not drawn.nothing
    [promising] = [line for line in drawn.fields[0].lines if line.label == "Promising"]
    assert promising.numbers == (32, 33)
    row = drawn.table.set_index(["Field", "Term"]).loc[("Focus", "Diversion")]
    assert row.to_list()[:4] == [9, 64, 10, 65]
    assert row.to_list()[4] == round(100 * (10 / 65 - 9 / 64), 1)
    assert row.isna().to_list() == [False] * 5 + [True] * 2  # the same practices are on both sides
    assert "allows for chance" not in drawn.caution


def test_what_grew_is_said_by_its_time():
    many = [practice(f"walk-{number}", datetime(2025, 9, 1, tzinfo=UTC)) for number in range(30)]
    bank = with_additions(*many)
    drawn = contrast(bank, bank.select(Filters()), Sides("time", "A year ago", "Now"), TODAY)
    assert drawn.fields[0].sentence == (
        "Promising is 16 points more common now than a year ago: 61 of 93 against 31 of 63."
    )


def test_by_time_without_a_date_there_is_nothing_to_compare():
    drawn = contrast(REAL, EVERYTHING, Sides("time", "A year ago", "Now"), TODAY)
    assert "a year ago cannot be told from now" in drawn.nothing
