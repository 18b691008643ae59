"""How far apart two shares may really be: what chance leaves open when practices are few."""

from math import hypot, sqrt
from statistics import NormalDist

_Z = NormalDist().inv_cdf(0.975)  # 95 %


def interval(number: int, whole: int) -> tuple[float, float]:
    """Wilson's score interval (95 %) for a share: the shares from which what was counted is less than 1.96 standard
    errors away. `whole` is not 0.
    """
    share, squared = number / whole, _Z * _Z
    middle = share + squared / (2 * whole)
    reach = _Z * sqrt(share * (1 - share) / whole + squared / (4 * whole * whole))
    low, high = ((middle + way * reach) / (1 + squared / whole) for way in (-1, 1))
    return max(low, 0.0), min(high, 1.0)


def difference_interval(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, float]:
    """The 95 % interval for the share of `one` less that of `other`, each a number and its whole, which is not 0.

    Newcombe's hybrid score interval without correction for continuity: R. G. Newcombe, "Interval estimation for the
    difference between independent proportions: comparison of eleven methods", Statistics in Medicine 1998; 17:
    873–890, method 10. It takes the two for independent: with rows in both it is wider than it need be.
    """
    first, second = (number / whole for number, whole in (one, other))
    (low, high), (least, most) = interval(*one), interval(*other)
    apart = first - second
    return apart - hypot(first - low, most - second), apart + hypot(high - first, second - least)
