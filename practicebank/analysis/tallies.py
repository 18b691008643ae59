"""The counts behind every chart of the overview, made from whole columns, with the words that keep them honest.

`TALLIES` names them in the order of the overview. Each takes the practices a reader chose and gives a `Tally`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from practicebank.analysis import sentences
from practicebank.analysis.evaluations import UNNAMED, evaluation_counts, evaluations
from practicebank.analysis.tally import SMALL, Bar, Tally
from practicebank.bank.bank import Bank, Selection
from practicebank.bank.facets import crossed
from practicebank.evidence import NOT_EVALUATED, RANDOMISED, RUNGS, UNDER_WAY
from practicebank.fields import ACCOUNT_FIELD, ALWAYS_RECORDED, EVIDENCE, FIELD, MAY_BE_RECORDED, NOT_RECORDED, WITHHELD
from practicebank.words import are, counted, practices

MOST_ORGANISATIONS = 10
MOST_EMPTY_YEARS = 3
_YEAR = re.compile(r"[12][0-9]{3}").fullmatch
_EVALUATION_LABELS = {NOT_EVALUATED: sentences.NOT_EVALUATED}
_LINKS = "links"
_NOT_DRAWN = ("summary", *ALWAYS_RECORDED, *EVIDENCE)
"""The fields that the chart of how much is recorded leaves out."""


def effectiveness_by_focus(bank: Bank, selection: Selection) -> Tally:
    ratings, whole = bank.facets["effectiveness"].terms, len(selection)
    parts_of = crossed(bank.facets["focus"], bank.facets["effectiveness"], selection.kept)
    bars = [
        Bar(focus, number, focus, tuple(parts))
        for (focus, number), parts in zip(bank.shown(selection, "focus").items(), parts_of.tolist(), strict=True)
    ]
    few = [bar.label for bar in bars if 0 < bar.number < SMALL]
    return Tally(
        name="effectiveness-by-focus",
        key="focus",
        question="Where is practice promising, and where is it untested?",
        title=sentences.prevailing(bars, ratings),
        counted=sentences.mentions(bars, whole, "focuses"),
        sentence=sentences.compared(bars, ratings),
        caution=sentences.cautioned(sentences.CAUTION_FEW_HERE, whole, few),
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


def evaluation(bank: Bank, selection: Selection) -> Tally:
    """Each practice once, by its design; a bar that the filter of designs would not show alike cannot be chosen."""
    counts = evaluation_counts(bank, selection)
    shown = bank.facets["evaluation_design"].counts(selection.kept)
    said = (
        sentences.tested(*(counts.designs.get(term, 0) for term in (RANDOMISED, UNNAMED, UNDER_WAY, NOT_RECORDED))),
        sentences.without_evaluation(counts.focuses_without),
    )
    return Tally(
        name="evaluation",
        key="evaluation_design",
        question="How was it evaluated?",
        title=sentences.on_record(counts.on_record, counts.whole),
        counted=f"Practices by the design of their evaluation, out of {practices(counts.whole)}.",
        sentence=sentences.together(said, counts.whole),
        caution=sentences.cautioned(sentences.CAUTION_EVALUATED, counts.whole),
        heading=bank.vocabulary.label("evaluation_design"),
        bars=[
            Bar(_EVALUATION_LABELS.get(term, term), number, term if shown.get(term) == number else "")
            for term, number in counts.designs.items()
        ],
        whole=counts.whole,
    )


def outcome(bank: Bank, selection: Selection) -> Tally:
    """Out of the practices that were evaluated, or have a finding recorded all the same."""
    counts = evaluation_counts(bank, selection)
    bars = [Bar(term, number, term) for term, number in counts.outcomes.items()]
    said = (
        sentences.without_finding(counts.without_finding, counts.on_record),
        sentences.without_practice(bars, "finding", "finding") if counts.measured else "",
    )
    whole = counts.measured + counts.without_finding
    return Tally(
        name="outcome",
        key="outcome",
        question="What was found?",
        title=sentences.found(counts.outcomes) if counts.whole else sentences.NOTHING,
        counted=f"Practices by what their evaluation found, out of {practices(whole)} evaluated.",
        sentence=sentences.together(said, counts.whole),
        caution=sentences.cautioned(sentences.CAUTION_EVALUATED, counts.whole),
        heading=bank.vocabulary.label("outcome"),
        bars=[*bars, Bar("Evaluated, finding not recorded", counts.without_finding)],
        whole=whole,
    )


def effectiveness_by_evaluation(bank: Bank, selection: Selection) -> Tally:
    """The bank's label against the evaluation: a randomised trial, any other, and what is not on record."""
    ratings, made = bank.facets["effectiveness"].terms, evaluations(bank)
    parts_of = crossed(made.how, bank.facets["effectiveness"], selection.kept)
    rows: dict[str, npt.NDArray[np.int64]] = {}
    for term, parts in zip(made.how.terms, parts_of, strict=True):
        other = term == UNNAMED or (term != RANDOMISED and RUNGS.get(term))
        label = "Another evaluation on record" if other else _EVALUATION_LABELS.get(term, term)
        rows[label] = rows.get(label, 0) + parts
    evaluated = bank.facets["effectiveness"].counts(selection.kept & made.on_record)
    trials = dict(zip(ratings, rows.get(RANDOMISED, np.zeros(len(ratings), dtype=np.int64)).tolist(), strict=True))
    counts = {
        rating: (number, evaluated[rating], trials[rating])
        for rating, number in bank.shown(selection, "effectiveness").items()
        if number
    }
    bars = [
        Bar(label, int(parts.sum()), label if label in (RANDOMISED, UNDER_WAY) else "", tuple(parts.tolist()))
        for label, parts in rows.items()
    ]
    few = [bar.label for bar in bars if 0 < bar.number < SMALL]
    return Tally(
        name="effectiveness-by-evaluation",
        key="evaluation_design",
        question="How many with each label were evaluated?",
        title=sentences.label_most_evaluated(counts),
        counted=f"Practices by evaluation and by label, out of {practices(len(selection))}.",
        sentence=sentences.label_and_evaluation(counts),
        caution=sentences.cautioned(f"{sentences.CAUTION_EVALUATED} {sentences.CAUTION}", len(selection), few),
        heading="Evaluation",
        bars=bars,
        whole=len(selection),
        part_names=ratings,
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
    """The organisations with most practices, the rest together, *withheld* and *not recorded* apart."""
    numbers, whole = dict(bank.shown(selection, "organisation")), len(selection)
    missing, withheld = numbers.pop(NOT_RECORDED, 0), numbers.pop(WITHHELD, 0)
    known = sorted(((name, number) for name, number in numbers.items() if number), key=lambda each: -each[1])
    first, rest = known[:MOST_ORGANISATIONS], known[MOST_ORGANISATIONS:]
    bars = [Bar(name, number, name) for name, number in first]
    if rest:
        bars.append(Bar(f"Other organisations ({len(rest):,})", sum(number for _, number in rest)))
    if withheld:
        bars.append(Bar(WITHHELD, withheld, WITHHELD))
    bars.append(Bar(NOT_RECORDED, missing, NOT_RECORDED))
    recorded = f"{counted(len(known), 'organisation')} {are(len(known))} recorded"
    title = f"{recorded}, for {whole - missing - withheld:,} of {practices(whole)}"
    said = (sentences.most(known), sentences.unrecorded(missing, "organisation"))
    return Tally(
        name="organisation",
        key="organisation",
        question="Who has shared?",
        title=title if whole else sentences.NOTHING,
        counted=f"Practices by organisation, out of {practices(whole)}.",
        sentence=sentences.together(said, whole),
        caution=sentences.cautioned(sentences.CAUTION_FEW_HERE, whole),
        heading="Organisation",
        bars=bars,
        whole=whole,
    )


def started(bank: Bank, selection: Selection) -> Tally:
    """The years from the first that is recorded to the last, out of the practices of which one is; then what a file
    has in place of a year.
    """
    counts = bank.facets["started"].counts(selection.kept)
    missing = counts.pop(NOT_RECORDED)
    years, whole = _years(counts), len(selection) - missing
    said = (sentences.first_and_last(years), sentences.fullest(years), sentences.unrecorded(missing, "starting year"))
    return Tally(
        name="started",
        key="started",
        question="When did it start?",
        title=sentences.began(years) if len(selection) else sentences.NOTHING,
        counted=f"Practices by the year they started, out of {practices(whole)} with a year on record.",
        sentence=sentences.together(said, len(selection)),
        caution=sentences.cautioned(sentences.CAUTION_FEW_HERE, whole),
        heading=bank.vocabulary.label("started"),
        bars=[*years, *(Bar(term, number, term) for term, number in counts.items() if number and not _YEAR(term))],
        whole=whole,
    )


def _years(counts: Mapping[str, int]) -> list[Bar]:
    """A bar for each year from the first with a practice to the last; a long run of years without one has one bar."""
    found = sorted(int(term) for term, number in counts.items() if number and _YEAR(term))
    bars = [Bar(str(found[0]), counts[str(found[0])], str(found[0]))] if found else []
    for before, year in pairwise(found):
        empty = range(before + 1, year)
        if len(empty) > MOST_EMPTY_YEARS:
            bars.append(Bar(f"{empty[0]} to {empty[-1]}", 0))
        else:
            bars += [Bar(str(each), 0, str(each) if str(each) in counts else "") for each in empty]
        bars.append(Bar(str(year), counts[str(year)], str(year)))
    return bars


def accounts(bank: Bank, selection: Selection) -> Tally:
    """For each part of an account, how many of the practices tell it. Links alone are no account."""
    whole, kept = len(selection), selection.kept
    told = np.zeros(len(bank), dtype=bool)
    for part in ACCOUNT_FIELD.keys() - {_LINKS}:
        told[bank.told[part]] = True
    links = bank.told[_LINKS]
    links_only = int(np.count_nonzero(kept[links] & ~told[links]))
    bars = [
        Bar(field.label, int(np.count_nonzero(kept[bank.told[part]])))
        for part, field in ACCOUNT_FIELD.items()
        if not field.by_some
    ]
    texts = [bar for bar in bars if bar.label != ACCOUNT_FIELD[_LINKS].label]
    return Tally(
        name="accounts",
        key="",
        question="How complete are the accounts?",
        title=sentences.with_account(int(np.count_nonzero(told & kept)), whole),
        counted=f"Practices that describe each part in words, out of {practices(whole)}.",
        sentence=sentences.parts_told(texts, links_only, whole) if whole else f"{sentences.NOTHING}.",
        caution=sentences.cautioned(sentences.CAUTION_UNKNOWN, whole),
        heading="Part",
        bars=bars,
        whole=whole,
    )


def completeness(bank: Bank, selection: Selection) -> Tally:
    """For each field, how many of the practices record it; without the fields that hardly a practice lacks, and those
    of which other charts tell more.
    """
    whole = len(selection)
    every = {
        column: Bar(bank.vocabulary.label(column), int(np.count_nonzero(_recorded(bank, column) & selection.kept)))
        for column in MAY_BE_RECORDED
    }
    bars = [bar for column, bar in every.items() if column not in _NOT_DRAWN]
    return Tally(
        name="completeness",
        key="",
        question="How much is recorded?",
        title=sentences.least_recorded(bars, whole),
        counted=f"Practices that record each field, out of {practices(whole)}.",
        sentence=sentences.always_recorded([*every.values()], whole),
        caution=sentences.cautioned(sentences.CAUTION_UNKNOWN, whole),
        heading="Field",
        bars=bars,
        whole=whole,
    )


TALLIES: Mapping[str, Callable[[Bank, Selection], Tally]] = {
    "effectiveness-by-focus": effectiveness_by_focus,
    "topic": topic,
    "linked-to": linked_to,
    "evaluation": evaluation,
    "outcome": outcome,
    "effectiveness-by-evaluation": effectiveness_by_evaluation,
    "effectiveness": effectiveness,
    "focus": focus,
    "organisation": organisation,
    "started": started,
    "accounts": accounts,
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
        *_came_later(bank, column, bars),
        sentences.unrecorded(sentences.missing_in(bars), one),
    )
    field = FIELD[column]
    return Tally(
        name=field.key,
        key=field.key if field.filtered else "",
        question=question,
        title=sentences.leading(bars, whole, one),
        counted=sentences.mentions(bars, whole, many),
        sentence=sentences.together(said, whole),
        caution=sentences.cautioned(sentences.CAUTION_FEW_HERE, whole),
        heading=bank.vocabulary.label(column),
        bars=bars,
        whole=whole,
    )


def _came_later(bank: Bank, column: str, bars: Sequence[Bar]) -> Iterator[str]:
    """Why practices lack the terms that were not there yet when they were sorted."""
    without = {bar.label for bar in bars if not bar.number}
    for term in bank.vocabulary[column].terms if column in bank.vocabulary.fields else ():
        if term.later and term.term in without:
            yield term.later


def _bars(bank: Bank, selection: Selection, column: str) -> list[Bar]:
    return [Bar(term, number, term) for term, number in bank.shown(selection, column).items()]


def _recorded(bank: Bank, column: str) -> npt.NDArray[np.bool_]:
    """Which practices record a field. The last cell of a facet is the empty one."""
    if column in bank.facets:
        return np.asarray(bank.facets[column].codes != len(bank.facets[column].holds) - 1)
    return np.asarray(bank.practices[column].notna())
