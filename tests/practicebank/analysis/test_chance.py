"""What chance leaves open between two shares, against published figures and against the equation itself."""

from collections.abc import Callable
from math import sqrt

import pytest

from practicebank.analysis.chance import difference_interval, interval

Z = 1.959964


def root(of: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that changes sign once is 0, by halving."""
    rises = of(high) > of(low)
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (low, middle) if (of(middle) > 0) == rises else (middle, high)
    return (low + high) / 2


def solved(number: int, whole: int) -> tuple[float, float]:
    """The shares whose own standard error puts what was counted exactly 1.96 of them away."""
    share = number / whole

    def off(way: int) -> Callable[[float], float]:
        return lambda truth: share - truth + way * Z * sqrt(truth * (1 - truth) / whole)

    low = root(off(-1), 0, share) if number else 0.0
    high = root(off(1), share, 1) if number < whole else 1.0
    return low, high


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_it_gives_the_figures_of_the_paper(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    """Table II of the paper named in the function, method 10."""
    assert difference_interval(one, other) == pytest.approx((low, high), abs=0.00006)


@pytest.mark.parametrize("whole", [1, 5, 9, 35, 1000])
def test_it_solves_the_score_equation(whole: int) -> None:
    for number in {0, 1, whole // 3, whole // 2, whole - 1, whole}:
        assert interval(number, whole) == pytest.approx(solved(number, whole), abs=1e-6)
        for others in (0, 4, 9):
            (low, high), (least, most) = solved(number, whole), solved(others, 9)
            first, second = number / whole, others / 9
            apart = first - second
            expected = (
                apart - sqrt((first - low) ** 2 + (most - second) ** 2),
                apart + sqrt((high - first) ** 2 + (second - least) ** 2),
            )
            assert difference_interval((number, whole), (others, 9)) == pytest.approx(expected, abs=1e-6)


def test_sides_changed_round_change_the_sign_alone() -> None:
    low, high = difference_interval((4, 9), (21, 35))
    assert difference_interval((21, 35), (4, 9)) == pytest.approx((-high, -low))
