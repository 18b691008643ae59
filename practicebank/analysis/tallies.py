"""The counts behind every chart of the overview, made from whole columns, with the words that keep them honest.

`TALLIES` names them in the order of the overview. Each takes the practices a reader chose and gives a `Tally`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from practicebank.analysis import sentences
from practicebank.analysis.tally import Bar, Tally
from practicebank.bank.bank import Bank, Selection
from practicebank.bank.facets import crossed
from practicebank.fields import FIELD, MAY_BE_RECORDED, NOT_RECORDED
from practicebank.words import are, practices

MOST_ORGANISATIONS = 10


def effectiveness_by_focus(bank: Bank, selection: Selection) -> Tally:
    ratings, whole = bank.facets["effectiveness"].terms, len(selection)
    parts_of = crossed(bank.facets["focus"], bank.facets["effectiveness"], selection.kept)
    bars = [
        Bar(focus, number, focus, tuple(parts))
        for (focus, number), parts in zip(_counts(bank, selection, "focus").items(), parts_of.tolist(), strict=True)
    ]
    few = [bar.label for bar in bars if 0 < bar.number < sentences.SMALL]
    return Tally(
        name="effectiveness-by-focus",
        key="focus",
        question="Where is practice promising, and where is it untested?",
        title=sentences.prevailing(bars, ratings),
        counted=sentences.mentions(bars, whole, "focuses"),
        sentence=sentences.compared(bars, ratings),
        caution=sentences.cautioned(sentences.CAUTION, whole, few),
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
        title=sentences.balance(bars, whole),
        counted=f"Practices by effectiveness, out of {practices(whole)}.",
        sentence=sentences.rated(bars),
        caution=sentences.cautioned(sentences.CAUTION, whole),
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
    linked = tally.whole - sentences.missing_in(tally.bars)
    title = f"{linked:,} of {practices(tally.whole)} {are(linked)} recorded as linked"
    return replace(tally, name="linked-to", title=title if tally.whole else sentences.NOTHING)


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
    said = (sentences.most(known), sentences.unrecorded(missing, "organisation"))
    return Tally(
        name="organisation",
        key="organisation",
        question="Who has shared?",
        title=title if whole else sentences.NOTHING,
        counted=f"Practices by organisation, out of {practices(whole)}.",
        sentence=" ".join(filter(None, said)) if whole else f"{sentences.NOTHING}.",
        caution=sentences.cautioned(sentences.CAUTION_FEW_HERE, whole),
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
        title=sentences.least_recorded(bars, whole),
        counted=f"Practices that record each field, out of {practices(whole)}.",
        sentence=sentences.always_recorded(bars, whole),
        caution=sentences.cautioned(sentences.CAUTION_UNKNOWN, whole),
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
        sentences.runners_up(bars),
        sentences.several(several, one),
        sentences.without_practice(bars, one, many),
        sentences.unrecorded(sentences.missing_in(bars), one),
    )
    field = FIELD[column]
    return Tally(
        name=field.key,
        key=field.key if field.filtered else "",
        question=question,
        title=sentences.leading(bars, whole, one),
        counted=sentences.mentions(bars, whole, many),
        sentence=" ".join(filter(None, said)) if whole else f"{sentences.NOTHING}.",
        caution=sentences.cautioned(sentences.CAUTION_FEW_HERE, whole),
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
