"""The counts behind every chart of the overview, made from whole columns, with the words that keep them honest.

`TALLIES` names them in the order of the overview. Each takes the practices a reader chose and gives a `Tally`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from practicebank.bank.facets import crossed
from practicebank.bank.shelf import Bank, Selection
from practicebank.fields import FIELD, MAY_BE_RECORDED, NOT_RECORDED
from practicebank.tallies import words
from practicebank.tallies.tally import Bar, Tally
from practicebank.words import are, practices

MOST_ORGANISATIONS = 10


def effectiveness_by_focus(bank: Bank, selection: Selection) -> Tally:
    ratings, whole = bank.facets["effectiveness"].terms, len(selection)
    parts_of = crossed(bank.facets["focus"], bank.facets["effectiveness"], selection.kept)
    bars = [
        Bar(focus, number, focus, tuple(parts))
        for (focus, number), parts in zip(_counts(bank, selection, "focus").items(), parts_of.tolist(), strict=True)
    ]
    few = [bar.label for bar in bars if 0 < bar.number < words.SMALL]
    return Tally(
        name="effectiveness-by-focus",
        key="focus",
        question="Where is practice promising, and where is it untested?",
        title=words.prevailing(bars, ratings),
        counted=words.mentions(bars, whole, "focuses"),
        sentence=words.compared(bars, ratings),
        caution=words.cautioned(words.CAUTION, whole, few),
        heading=bank.vocabulary["focus"].label,
        bars=bars,
        whole=whole,
        part_names=ratings,
    )


def effectiveness(bank: Bank, selection: Selection) -> Tally:
    bars, whole = _bars(bank, selection, "effectiveness"), len(selection)
    return Tally(
        name="effectiveness",
        key="effectiveness",
        question="Does it work?",
        title=words.balance(bars, whole),
        counted=f"Practices by effectiveness, out of {practices(whole)}.",
        sentence=words.rated(bars),
        caution=words.cautioned(words.CAUTION, whole),
        heading=bank.vocabulary["effectiveness"].label,
        bars=bars,
        whole=whole,
    )


def focus(bank: Bank, selection: Selection) -> Tally:
    return _by_terms(bank, selection, "focus", "What is practice for?", "focus", "focuses")


def topic(bank: Bank, selection: Selection) -> Tally:
    return _by_terms(bank, selection, "topics", "What is practice about?", "topic", "topics")


def linked_to(bank: Bank, selection: Selection) -> Tally:
    tally = _by_terms(bank, selection, "linked_to", "Which practice is recognised elsewhere?", "linkage", "linkages")
    linked = tally.whole - words.missing_in(tally.bars)
    title = f"{linked:,} of {practices(tally.whole)} {are(linked)} recorded as linked"
    return replace(tally, name="linked-to", title=title if tally.whole else words.NOTHING)


def organisation(bank: Bank, selection: Selection) -> Tally:
    """The organisations with most practices, the rest together, *not recorded* apart."""
    counted, whole = dict(_counts(bank, selection, "organisation")), len(selection)
    missing = counted.pop(NOT_RECORDED, 0)
    known = sorted(((name, number) for name, number in counted.items() if number), key=lambda each: -each[1])
    first, rest = known[:MOST_ORGANISATIONS], known[MOST_ORGANISATIONS:]
    bars = [Bar(name, number, name) for name, number in first]
    if rest:
        bars.append(Bar(f"Other organisations ({len(rest):,})", sum(number for _, number in rest)))
    bars.append(Bar(NOT_RECORDED, missing, NOT_RECORDED))
    are = "organisation is" if len(known) == 1 else "organisations are"
    title = f"{len(known):,} {are} recorded, for {whole - missing:,} of {practices(whole)}"
    said = (words.most(known), words.unrecorded(missing, "organisation"))
    return Tally(
        name="organisation",
        key="organisation",
        question="Who has shared?",
        title=title if whole else words.NOTHING,
        counted=f"Practices by organisation, out of {practices(whole)}.",
        sentence=" ".join(filter(None, said)) if whole else f"{words.NOTHING}.",
        caution=words.cautioned(words.CAUTION_FEW_HERE, whole),
        heading="Organisation",
        bars=bars,
        whole=whole,
    )


def completeness(bank: Bank, selection: Selection) -> Tally:
    """For each field, how many of the practices record it."""
    whole = len(selection)
    bars = [
        Bar(bank.vocabulary.label(column), int(np.count_nonzero(_recorded(bank, column) & selection.kept)))
        for column in MAY_BE_RECORDED
    ]
    return Tally(
        name="completeness",
        key="",
        question="How much is recorded?",
        title=words.least_recorded(bars, whole),
        counted=f"Practices that record each field, out of {practices(whole)}.",
        sentence=words.always_recorded(bars, whole),
        caution=words.cautioned(words.CAUTION_UNKNOWN, whole),
        heading="Field",
        bars=bars,
        whole=whole,
    )


TALLIES: Mapping[str, Callable[[Bank, Selection], Tally]] = {
    "effectiveness-by-focus": effectiveness_by_focus,
    "effectiveness": effectiveness,
    "focus": focus,
    "organisation": organisation,
    "linked-to": linked_to,
    "topic": topic,
    "completeness": completeness,
}


def _by_terms(bank: Bank, selection: Selection, column: str, question: str, one: str, many: str) -> Tally:
    """A tally of a field whose practices may have several terms, or none recorded."""
    facet, bars, whole = bank.facets[column], _bars(bank, selection, column), len(selection)
    several = int(np.count_nonzero((facet.holds.sum(axis=1) > 1)[facet.codes] & selection.kept))
    said = (
        words.runners_up(bars),
        words.several(several, one),
        words.without_practice(bars, one, many),
        words.unrecorded(words.missing_in(bars), one),
    )
    field = FIELD[column]
    return Tally(
        name=field.key,
        key=field.key if field.filtered else "",
        question=question,
        title=words.leading(bars, whole, one),
        counted=words.mentions(bars, whole, many),
        sentence=" ".join(filter(None, said)) if whole else f"{words.NOTHING}.",
        caution=words.cautioned(words.CAUTION_FEW_HERE, whole),
        heading=bank.vocabulary.label(column),
        bars=bars,
        whole=whole,
    )


def _bars(bank: Bank, selection: Selection, column: str) -> list[Bar]:
    return [Bar(term, number, term) for term, number in _counts(bank, selection, column).items()]


def _counts(bank: Bank, selection: Selection, column: str) -> Mapping[str, int]:
    """How many of the practices shown hold each term. The selection knows already of a filter that is not chosen."""
    key = FIELD[column].key
    if key in selection.counts and not selection.filters.chosen(key):
        return selection.counts[key]
    return bank.facets[column].counts(selection.kept)


def _recorded(bank: Bank, column: str) -> npt.NDArray[np.bool_]:
    """Which practices record a field. The last cell of a facet is the empty one."""
    if column in bank.facets:
        return np.asarray(bank.facets[column].codes != len(bank.facets[column].holds) - 1)
    return np.asarray(bank.practices[column].notna())
