"""The counts behind every chart of the overview, with the words that keep them honest.

A tally is made from whole columns and knows its title, what it counts and out of how many, one sentence of what
it shows, and the table that its chart, its text twin and its CSV all come from.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicebank.facets import Facet
from practicebank.filters import COLUMN_OF
from practicebank.practice import MULTI_VALUED, NOT_RECORDED, SORTED_BY
from practicebank.published import Bank, Selection

MOST_ORGANISATIONS = 10
SMALL = 5
SELF_CHOSEN = "Entries are self-chosen, so a share of promising practices is not a success rate."
FEW = "Fewer than five practices: read the practices, not the shares."
UNTESTED = "Untested – new or innovative"


@dataclass(frozen=True)
class Bar:
    """One row of a chart. `term` is what it narrows `key` to; "" when it cannot be chosen.

    `parts` are the counts of a stacked bar, in the order of `Tally.part_names`; a plain bar has none.
    """

    label: str
    number: int
    term: str = ""
    parts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Tally:
    name: str
    key: str
    question: str
    title: str
    counted: str
    sentence: str
    caution: str
    heading: str
    bars: Sequence[Bar]
    whole: int
    part_names: tuple[str, ...] = ()

    @property
    def longest(self) -> int:
        return max((bar.number for bar in self.bars), default=0)

    def total_of(self, part: str) -> int:
        """How many mentions one part has over all bars."""
        at = self.part_names.index(part)
        return sum(bar.parts[at] for bar in self.bars)

    @property
    def alt(self) -> str:
        """The chart in words, for whoever cannot see it."""
        return f"{self.title}. {self.sentence} {self.counted}"

    @property
    def table(self) -> pd.DataFrame:
        """The same numbers, one row a bar, counts and shares in per cent of the row or of all practices."""
        columns: dict[str, list[object]] = {self.heading: [bar.label for bar in self.bars]}
        columns["Practices"] = [bar.number for bar in self.bars]
        if not self.part_names:
            columns["Share of practices, %"] = [share(bar.number, self.whole) for bar in self.bars]
        for at, part in enumerate(self.part_names):
            columns[part] = [bar.parts[at] for bar in self.bars]
            columns[f"{part}, %"] = [share(bar.parts[at], bar.number) for bar in self.bars]
        return pd.DataFrame(columns)


def share(part: int, whole: int) -> float | None:
    """Per cent with one decimal; None when there is nothing to divide by."""
    return round(100 * part / whole, 1) if whole else None


def effectiveness_by_focus(bank: Bank, selection: Selection) -> Tally:
    crossed = _crossed(bank.facets["focus"], bank.facets["effectiveness"], selection)
    focuses, ratings = bank.facets["focus"].terms, bank.facets["effectiveness"].terms
    totals = _counts(bank, selection, "focus")
    bars = [
        Bar(focus, totals[focus], focus, tuple(int(number) for number in row))
        for focus, row in zip(focuses, crossed, strict=True)
    ]
    whole = len(selection)
    read = "; ".join(f"{bar.label} {_parts(bar, ratings)}" for bar in bars if bar.number)
    return Tally(
        name="effectiveness-by-focus",
        key="focus",
        question="Where is practice promising, and where is it untested?",
        title=_title_by_focus(bars, ratings),
        counted=_mentions(sum(bar.number for bar in bars), whole, "focus", "focuses"),
        sentence=f"{read}." if read else "No practice is shown.",
        caution=_cautions(whole),
        heading="Focus",
        bars=bars,
        whole=whole,
        part_names=ratings,
    )


def _parts(bar: Bar, ratings: Sequence[str]) -> str:
    return _list([f"{number:,} {rating}" for rating, number in zip(ratings, bar.parts, strict=True) if number])


def _title_by_focus(bars: Sequence[Bar], ratings: Sequence[str]) -> str:
    """The focus with most untested practice, when that is more than half of at least five."""
    if UNTESTED in ratings:
        at = list(ratings).index(UNTESTED)
        mostly = [bar for bar in bars if bar.number >= SMALL and bar.parts[at] * 2 > bar.number]
        if mostly:
            most = max(mostly, key=lambda bar: bar.parts[at] / bar.number)
            return f"Most {most.label} practices are {UNTESTED}"
    return "How effectiveness divides by focus"


def effectiveness(bank: Bank, selection: Selection) -> Tally:
    bars = _bars(bank, selection, "effectiveness")
    there = [f"{bar.number:,} {'is' if bar.number == 1 else 'are'} {bar.label}" for bar in bars if bar.number]
    none = [bar.label for bar in bars if not bar.number]
    missing = f" None is {_list(none, 'or')}." if none and there else ""
    whole = len(selection)
    return Tally(
        name="effectiveness",
        key="effectiveness",
        question="Does it work?",
        title=_leading(bars, whole, "effectiveness rating"),
        counted=f"Practices by effectiveness, out of {whole:,}.",
        sentence=f"{_list(there)}.{missing}" if there else "No practice is shown.",
        caution=_cautions(whole),
        heading="Effectiveness",
        bars=bars,
        whole=whole,
    )


def focus(bank: Bank, selection: Selection) -> Tally:
    return _plain(bank, selection, "focus", "focus", "What is practice for?", "focus", "focuses")


def topic(bank: Bank, selection: Selection) -> Tally:
    return _plain(bank, selection, "topic", "topic", "What is practice about?", "topic", "topics")


def linked_to(bank: Bank, selection: Selection) -> Tally:
    tally = _plain(
        bank, selection, "linked_to", "linked-to", "Which practice is recognised elsewhere?", "linkage", "linkages"
    )
    whole = len(selection)
    linked = whole - _missing(tally.bars)
    title = f"{linked:,} of {whole:,} {_noun(whole)} {'is' if linked == 1 else 'are'} recorded as linked"
    return _replaced(tally, title=title, heading="Linked to")


def organisation(bank: Bank, selection: Selection) -> Tally:
    """The organisations with most practices, the rest together, *not recorded* apart."""
    counted = _counts(bank, selection, "organisation")
    missing = counted.pop(NOT_RECORDED, 0)
    known = sorted(((name, number) for name, number in counted.items() if number), key=lambda each: -each[1])
    first, rest = known[:MOST_ORGANISATIONS], known[MOST_ORGANISATIONS:]
    bars = [Bar(name, number, name) for name, number in first]
    if rest:
        bars.append(Bar(f"Other organisations ({len(rest):,})", sum(number for _, number in rest)))
    bars.append(Bar(NOT_RECORDED, missing, NOT_RECORDED))
    whole = len(selection)
    most = [name for name, number in known if number == known[0][1]]
    leading = f"{_list(most[:3])} {'has' if len(most) == 1 else 'have'} most: {known[0][1]:,}." if known else ""
    if len(most) > 3:
        leading = f"No organisation has more than {known[0][1]:,}; {len(most):,} have that many."
    return Tally(
        name="organisation",
        key="organisation",
        question="Who has shared?",
        title=f"{len(known):,} {'organisation is' if len(known) == 1 else 'organisations are'} recorded, "
        f"for {whole - missing:,} of {whole:,} {_noun(whole)}",
        counted=f"Practices by organisation, out of {whole:,}. The list of organisations is incomplete.",
        sentence=f"{leading} For {missing:,} {_noun(missing)} none is recorded.".strip(),
        caution=_cautions(whole, shares=False),
        heading="Organisation",
        bars=bars,
        whole=whole,
    )


def completeness(bank: Bank, selection: Selection) -> Tally:
    """For each field, how many of the practices record it."""
    whole = len(selection)
    bars = []
    for column in ("summary", *SORTED_BY, "page_url"):
        recorded = int(bank.practices[column].notna().to_numpy()[selection.kept].sum())
        bars.append(Bar(field_label(bank, column), recorded))
    least = min(bars, key=lambda bar: bar.number)
    full = sum(bar.number == whole for bar in bars)
    return Tally(
        name="completeness",
        key="",
        question="How much is recorded?",
        title=f"{least.label} is recorded least often: for {least.number:,} of {whole:,} {_noun(whole)}",
        counted=f"Practices that record each field, out of {whole:,}.",
        sentence=f"{full} of {len(bars)} fields are recorded for every practice.",
        caution="A field that is not recorded is not known. It does not mean “none” or “no”.",
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


def field_label(bank: Bank, column: str) -> str:
    """What a column is called on screen."""
    if column in bank.vocabulary.fields:
        return bank.vocabulary[column].label
    return {"page_url": "Page at the source"}.get(column, column.capitalize())


def _plain(bank: Bank, selection: Selection, key: str, name: str, question: str, one: str, many: str) -> Tally:
    bars = _bars(bank, selection, key)
    whole = len(selection)
    missing = _missing(bars)
    none = [bar.label for bar in bars if not bar.number and bar.label != NOT_RECORDED]
    parts = []
    if whole and none:
        parts.append(
            f"No practice shown has the {one if len(none) == 1 else many} {_list(none)}." if len(none) < 6 else ""
        )
    if missing:
        parts.append(f"For {missing:,} {_noun(missing)} no {one} is recorded.")
    return Tally(
        name=name,
        key=key,
        question=question,
        title=_leading(bars, whole, one),
        counted=_mentions(sum(bar.number for bar in bars) - missing, whole - missing, one, many)
        if COLUMN_OF[key] in MULTI_VALUED
        else f"Practices by {one}, out of {whole:,}.",
        sentence=" ".join(parts) or f"Every {one} has at least one practice.",
        caution=_cautions(whole, shares=False),
        heading=field_label(bank, COLUMN_OF[key]),
        bars=bars,
        whole=whole,
    )


def _replaced(tally: Tally, *, title: str, heading: str) -> Tally:
    return Tally(**{**tally.__dict__, "title": title, "heading": heading})


def _counts(bank: Bank, selection: Selection, key: str) -> dict[str, int]:
    return bank.facets[COLUMN_OF[key]].counts(selection.kept)


def _bars(bank: Bank, selection: Selection, key: str) -> list[Bar]:
    return [Bar(term, number, term) for term, number in _counts(bank, selection, key).items()]


def _crossed(rows: Facet, columns: Facet, selection: Selection) -> npt.NDArray[np.int64]:
    """How many practices hold each pair of terms: shape (terms of rows, terms of columns)."""
    pairs = rows.codes[selection.kept].astype(np.int64) * len(columns.holds) + columns.codes[selection.kept]
    shape = (len(rows.holds), len(columns.holds))
    per_pair = np.bincount(pairs, minlength=shape[0] * shape[1]).reshape(shape)
    return np.asarray(rows.holds.T.astype(np.int64) @ per_pair @ columns.holds.astype(np.int64))


def _missing(bars: Sequence[Bar]) -> int:
    return sum(bar.number for bar in bars if bar.label == NOT_RECORDED)


def _leading(bars: Sequence[Bar], whole: int, one: str) -> str:
    """The most common term, ties named together."""
    known = [bar for bar in bars if bar.label != NOT_RECORDED and bar.number]
    if not known:
        return f"No {one} is recorded"
    most = max(bar.number for bar in known)
    names = [bar.label for bar in known if bar.number == most]
    if len(names) > 3:
        return f"{len(names)} terms share the lead, with {most:,} of {whole:,} {_noun(whole)} each"
    if len(names) > 1:
        return f"{_list(names)} are equally common: {most:,} of {whole:,} {_noun(whole)} each"
    return f"{names[0]} is the most common {one}: {most:,} of {whole:,} {_noun(whole)}"


def _mentions(mentions: int, whole: int, one: str, many: str) -> str:
    counted = f"{mentions:,} {'mention' if mentions == 1 else 'mentions'} over {whole:,} {_noun(whole)}"
    return f"{counted}: a practice with two {many} counts in both."


def _cautions(whole: int, shares: bool = True) -> str:
    said = [SELF_CHOSEN] if shares else ["Entries are self-chosen: few here does not mean little is done."]
    return " ".join([*said, FEW] if 0 < whole < SMALL else said)


def _noun(number: int) -> str:
    return "practice" if number == 1 else "practices"


def _list(words: Sequence[str], last: str = "and") -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
