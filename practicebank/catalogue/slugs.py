"""Readable names for practices, as they stand in addresses."""

import re
from collections.abc import Collection, Iterable

from slugify import slugify

LONGEST_SLUG = 60
_PLAIN_TITLE = re.compile(r"[A-Za-z0-9 -]+")


def derive_slugs(titles: Iterable[str], taken: Collection[str] = ()) -> list[str]:
    """Readable, unique slugs for titles in their order, the same for the same titles; none of those taken.

    A title already met gets "-2", "-3", ...; one with no letter or digit becomes "practice".
    """
    used = set(taken)
    numbers: dict[str, int] = {}
    slugs = []
    for title in titles:
        base = _slug(title) or "practice"
        slug = base
        while slug in used:
            numbers[base] = numbers.get(base, 1) + 1
            slug = f"{base}-{numbers[base]}"
        used.add(slug)
        slugs.append(slug)
    return slugs


def _slug(title: str) -> str:
    if len(title) <= LONGEST_SLUG and _PLAIN_TITLE.fullmatch(title):
        return "-".join(title.lower().replace("-", " ").split())  # the same, ten times as fast
    return slugify(title, max_length=LONGEST_SLUG, word_boundary=True)
