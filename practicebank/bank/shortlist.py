"""The practices a reader keeps for later: kept in the link and nowhere else."""

from collections.abc import Sequence

from practicebank.bank.bank import Bank

MOST_KEPT = 20
MOST_COMPARED = 4


def shortlist_in(slugs: Sequence[str], bank: Bank) -> tuple[str, ...]:
    """The slugs of an address that the bank knows, each once, in the order they were kept."""
    return tuple(slug for slug in dict.fromkeys(slugs) if slug in bank.row_of)[:MOST_KEPT]


def toggled(shortlist: Sequence[str], slug: str) -> list[str]:
    """With the practice kept, or taken away if it was; a full shortlist takes no more."""
    if slug in shortlist:
        return [kept for kept in shortlist if kept != slug]
    return [*shortlist, slug][:MOST_KEPT]
