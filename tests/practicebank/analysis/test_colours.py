"""The colours of the ratings, as they are and as people see them who see colours otherwise, or on grey paper."""

from itertools import pairwise

import numpy as np
import pytest

from practicebank.fields import NOT_RECORDED
from practicebank.ratings import OTHERS, RATINGS, SHAPES, SIGNS, UNTESTED, Rating, rating_of, style_sheet

# How a colour is seen without one of the three kinds of cones: Machado, Oliveira and Fernandes, "A physiologically-based
# model for simulation of color vision deficiency" (2009), severity 1, on linear RGB.
SEEN = {
    "as it is": np.eye(3),
    "without red cones": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "without green cones": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "without blue cones": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
    "in grey": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),
}
# What a bar stands on, light and dark (`backgroundColor` of .streamlit/config.toml).
PAPER = ("#ffffff", "#14171c")
VIEWS = [(dark, seen) for dark in (False, True) for seen in SEEN]
# Linear RGB to OKLab, in which a distance of 0.02 can just be told apart: Ottosson, "A perceptual color space" (2020).
CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def colour(rating: Rating, dark: bool) -> str:
    return rating.dark if dark else rating.light


def seen_as(colour: str, seen: str) -> np.ndarray:
    """Linear RGB."""
    values = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return np.clip(SEEN[seen] @ linear, 0, 1)


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """The contrast ratio of WCAG 2.2."""
    dark, light = sorted(float(each @ [0.2126, 0.7152, 0.0722]) for each in (one, other))
    return (light + 0.05) / (dark + 0.05)


def distance(one: np.ndarray, other: np.ndarray) -> float:
    first, second = (OKLAB @ np.cbrt(CONES @ each) for each in (one, other))
    return float(np.linalg.norm(first - second))


@pytest.mark.parametrize(("dark", "seen"), VIEWS)
def test_every_rating_stands_out_from_its_ground(dark: bool, seen: str) -> None:
    least = 3 if seen in ("as it is", "in grey") else 2.9
    ground = seen_as(PAPER[dark], seen)
    ratios = {each.name: contrast(seen_as(colour(each, dark), seen), ground) for each in (*RATINGS, *OTHERS)}
    assert {rating: ratio for rating, ratio in ratios.items() if ratio < least} == {}


@pytest.mark.parametrize(("dark", "seen"), [view for view in VIEWS if view[1] != "in grey"])
def test_ratings_that_stand_side_by_side_are_told_apart(dark: bool, seen: str) -> None:
    known = [(each.name, seen_as(colour(each, dark), seen)) for each in RATINGS if each.term != NOT_RECORDED]
    others = [(each.name, seen_as(colour(each, dark), seen)) for each in (*OTHERS, OTHERS[0])]
    neighbours = (*pairwise(known), (known[-1], others[0]), *pairwise(others))
    # Where a bank has ratings that are not known here, four quiet tones leave less room than five colours.
    assert [(one[0], other[0]) for one, other in pairwise(known) if distance(one[1], other[1]) < 0.15] == []
    assert [(one[0], other[0]) for one, other in neighbours if distance(one[1], other[1]) < 0.11] == []


def test_in_grey_the_pattern_and_the_shape_tell_them_apart() -> None:
    ratings = (*RATINGS, *OTHERS)
    assert len({rating.pattern for rating in ratings}) == len(ratings)
    assert len({rating.shape for rating in ratings}) == len({rating.name for rating in ratings}) == len(ratings)
    assert SHAPES.keys() == SIGNS.keys()
    assert len(set(SIGNS.values())) == len(SIGNS)


@pytest.mark.parametrize("dark", [False, True])
def test_numbers_on_bars_can_be_read(dark: bool) -> None:
    inks = {rating.name: "#ffffff" if rating.light_ink and not dark else "#14171c" for rating in (*RATINGS, *OTHERS)}
    ratios = {
        each.name: contrast(seen_as(colour(each, dark), "as it is"), seen_as(inks[each.name], "as it is"))
        for each in (*RATINGS, *OTHERS)
    }
    assert {rating: ratio for rating, ratio in ratios.items() if ratio < 4.5} == {}


def test_unknown_ratings_are_drawn_in_their_order_and_share_when_there_are_many() -> None:
    terms = ("Worked", "A", UNTESTED, "B", "C", "D", "E", NOT_RECORDED)
    drawn = [rating_of(term, terms).name for term in terms]
    assert drawn == ["worked", "other-1", "untested", "other-2", "other-3", "other-4", "other-1", "not-recorded"]
    assert rating_of("Never seen", terms) == OTHERS[1]


def test_every_rating_has_its_rules() -> None:
    rules = style_sheet()
    for rating in (*RATINGS, *OTHERS):
        for selector in (f".mark.{rating.name},", f".dot.{rating.name}::before", f".bar-{rating.name} "):
            assert selector in rules
