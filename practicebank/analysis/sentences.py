"""Findings, rules and cautions in plain words, all computed: nothing here knows what the data say.

Each function is right for none, one, ties and many. A sentence that has nothing to say is "".
"""

from collections.abc import Iterable, Mapping, Sequence

from practicebank.analysis.tally import SMALL, Bar
from practicebank.fields import CROSSED, FIELD, FILTERS, NOT_RECORDED
from practicebank.ratings import FAILED, UNTESTED, WORKED
from practicebank.words import are, counted, have, listed, practices, was

NOT_EVALUATED = "Not evaluated, according to those who did it"
NOTHING = "No practice is shown"
CAUTION = "People chose what to put in, so a share of promising practices is not a success rate."
CAUTION_FEW_HERE = (
    "People chose what to put in: few here does not mean little is done. "
    "A share of promising practices is not a success rate."
)
CAUTION_EVALUATED = "Not recorded is not the same as not evaluated. Evaluated does not mean that it worked."
CAUTION_UNKNOWN = f"What is not recorded is not known: it does not mean “none” or “no”. {CAUTION}"


def most_prevailing(bars: Sequence[Bar], ratings: Sequence[str]) -> tuple[Bar, int] | None:
    """The focus in which one rating prevails most clearly, among those with five practices or more, and which of the
    ratings that is. A focus in which untested practice prevails goes first: there leadership has something to find out.
    """
    found = [
        (rating == UNTESTED, bar.parts[at] / bar.number, bar.label, bar, at)
        for bar in bars
        if bar.number >= SMALL
        for at, rating in enumerate(ratings)
        if bar.parts[at] * 2 > bar.number
    ]
    return max(found, key=lambda each: each[:3])[3:] if found else None


def prevailing(bars: Sequence[Bar], ratings: Sequence[str]) -> str:
    found = most_prevailing(bars, ratings)
    if found is None:
        return "How effectiveness divides by focus" if any(bar.number for bar in bars) else NOTHING
    bar, at = found
    return f"{'All' if bar.parts[at] == bar.number else 'Most'} {bar.label} practices are {ratings[at]}"


def compared(bars: Sequence[Bar], ratings: Sequence[str]) -> str:
    """The two most common ratings, focus by focus, and the ratings that no practice has."""
    totals = [sum(bar.parts[at] for bar in bars) for at in range(len(ratings))]
    rated = sorted((at for at, total in enumerate(totals) if total), key=lambda at: -totals[at])
    if not rated:
        return f"{NOTHING}."
    if len(rated) == 1:
        where = listed([f"{bar.label} ({bar.number:,})" for bar in bars if bar.number])
        return f"Every practice shown is {ratings[rated[0]]}: {where}."
    one, other = sorted(rated[:2])
    said: list[str] = []
    for how, than, sign in (("more", "than", 1), ("fewer", "than", -1), ("as many", "as", 0)):
        where = listed(
            [
                f"{bar.label} ({bar.parts[one]:,} to {bar.parts[other]:,})"
                for bar in bars
                if bar.parts[one] + bar.parts[other] and _sign(bar.parts[one] - bar.parts[other]) == sign
            ]
        )
        if where:
            said.append(f"{how} {'' if said else f'{ratings[one]} {than} {ratings[other]} practices '}in {where}")
    none = [rating for rating, total in zip(ratings, totals, strict=True) if not total]
    return f"There are {'; '.join(said)}.{_none_is(none)}"


def rated(bars: Sequence[Bar]) -> str:
    """How many practices have each rating, and which ratings none has."""
    there = [f"{bar.number:,} {are(bar.number)} {bar.label}" for bar in bars if bar.number]
    return f"{listed(there)}.{_none_is([bar.label for bar in bars if not bar.number])}" if there else f"{NOTHING}."


def proven(ratings: Mapping[str, int], whole: int) -> str:
    """What a leader must know first: how many practices are rated as having worked, and how many as having failed.
    Nothing where the vocabulary has neither rating.
    """
    known = [rating for rating in (WORKED, FAILED) if rating in ratings]
    if not whole or not known:
        return ""
    if whole == 1:
        rated = [rating for rating in known if ratings[rating]]
        return f"The one practice shown is rated {rated[0]}." if rated else ""
    if not any(ratings[rating] for rating in known):
        return f"None of the {practices(whole)} is rated {listed(known, 'or')}."
    said = [f"{ratings[rating]:,} {are(ratings[rating])}" if ratings[rating] else "none is" for rating in known]
    said = [f"{words} rated {rating}" for words, rating in zip(said, known, strict=True)]
    return f"Of {practices(whole)}, {listed(said)}."


def balance(bars: Sequence[Bar], whole: int) -> str:
    """How the two most common ratings stand to each other; a lead of less than a tenth is not called one."""
    if not whole:
        return NOTHING
    first, *others = _most_first(bars) or [Bar("", 0)]
    if not first.number:
        return "No effectiveness is recorded"
    if first.number == whole:
        return f"Every practice shown is {first.label}" if whole > 1 else f"The one practice shown is {first.label}"
    second = others[0] if others else Bar("", 0)
    if first.number == second.number:
        return f"As many practices are {first.label} as {second.label}: {first.number:,} each"
    if second.number >= 0.9 * first.number:
        numbers = f"{second.number:,} and {first.number:,}"
        return f"Nearly as many practices are {second.label} as {first.label}: {numbers}"
    if first.number * 2 > whole:
        return f"Most practices are {first.label}: {first.number:,} of {whole:,}"
    return f"{first.label} is the most common rating: {first.number:,} of {practices(whole)}"


def leading(bars: Sequence[Bar], whole: int, one: str) -> str:
    """The most common term, ties named together."""
    known = _most_first(bars)
    if not known:
        return f"No {one} is recorded" if whole else NOTHING
    most = known[0].number
    names = [bar.label for bar in known if bar.number == most]
    if whole == 1:
        return f"The one practice shown has {listed(names) if len(names) < 4 else f'{len(names)} terms'}"
    if len(names) > 3:
        return f"{len(names):,} terms share the lead, with {most:,} of {practices(whole)} each"
    if len(names) > 1:
        return f"{listed(names)} are equally common: {most:,} of {practices(whole)} each"
    return f"{names[0]} is the most common {one}: {most:,} of {practices(whole)}"


def runners_up(bars: Sequence[Bar]) -> str:
    """The second and the third term; nothing when any of the first four tie."""
    known = _most_first(bars)
    numbers = [bar.number for bar in known[:4]]
    if len(known) < 2 or len(set(numbers)) < len(numbers):
        return ""
    names = [f"{bar.label} ({bar.number:,})" for bar in known[1:3]]
    return f"{listed(names)} {'follows' if len(names) == 1 else 'follow'}."


def most(known: Sequence[tuple[str, int]]) -> str:
    """Who has most, of names with their numbers, most first."""
    if not known:
        return ""
    number = known[0][1]
    names = [name for name, each in known if each == number]
    if len(names) > 3:
        return f"No organisation has more than {practices(number)}; {len(names):,} have that many."
    return f"{listed(names)} {have(len(names))} most: {practices(number)}{' each' if len(names) > 1 else ''}."


def without_practice(bars: Sequence[Bar], one: str, many: str) -> str:
    none = [bar.label for bar in bars if not bar.number and bar.label != NOT_RECORDED]
    if len(none) > 3:
        return f"{len(none):,} {many} have no practice."
    return f"No practice has the {one if len(none) == 1 else many} {listed(none, 'or')}." if none else ""


def several(number: int, one: str) -> str:
    return f"{practices(number)} {have(number)} more than one {one}." if number else ""


def unrecorded(number: int, one: str) -> str:
    return f"For {practices(number)} no {one} is recorded." if number else ""


def on_record(number: int, whole: int) -> str:
    """How many practices have an evaluation on record."""
    return _have(number, whole, "an evaluation on record", "No evaluation is on record")


def with_account(number: int, whole: int) -> str:
    return _have(number, whole, "an account", "No account is recorded")


def _have(number: int, whole: int, what: str, none: str) -> str:
    if not number:
        return none if whole else NOTHING
    if number == whole:
        return f"{'Every' if whole > 1 else 'The one'} practice shown has {what}"
    return f"{number:,} of {practices(whole)} {have(number)} {what}"


def tested(trials: int, unnamed: int, planned: int, unknown: int) -> str:
    """The evaluations, from the strongest to what is not known. `trials` are randomised; `unnamed` have no design."""
    said = (
        f"{trials:,} {was(trials)} tested in a randomised trial." if trials else "No randomised trial is on record.",
        f"For {counted(unnamed, 'evaluation')} no design is recorded." if unnamed else "",
        f"{counted(planned, 'evaluation')} {are(planned)} planned or under way." if planned else "",
        f"For {practices(unknown)} nothing is recorded." if unknown else "",
    )
    return " ".join(filter(None, said))


def without_evaluation(focuses: Mapping[str, int]) -> str:
    """Where to evaluate next: the focuses that have so many practices, and no evaluation on record."""
    if len(focuses) > 4:
        return f"{len(focuses):,} focuses have practices, but no evaluation on record."
    if len(focuses) > 1:
        where = listed([f"{focus} ({number:,})" for focus, number in focuses.items()], "or")
        return f"No evaluation is on record for {where}."
    for focus, number in focuses.items():
        if number == 1:
            return f"The one {focus} practice has no evaluation on record."
        return f"None of the {number:,} {focus} practices has an evaluation on record."
    return ""


LabelCounts = Mapping[str, tuple[int, int, int]]
"""For each label how many practices have it, how many of them were evaluated, and how many in a randomised trial."""


def label_most_evaluated(counts: LabelCounts) -> str:
    """The label of which most practices were evaluated."""
    if not counts:
        return NOTHING
    label, (number, evaluated, _) = max(counts.items(), key=lambda each: each[1][1])
    if not evaluated:
        return "No evaluation is on record"
    if number == 1:
        return f"The one {label} practice has an evaluation on record"
    who = f"All {number:,}" if evaluated == number else f"{evaluated:,} of {number:,}"
    return f"{who} {label} practices {have(evaluated)} an evaluation on record"


def label_and_evaluation(counts: LabelCounts) -> str:
    """The bank's labels against what was evaluated."""
    said: list[str] = []
    for label, (number, evaluated, trials) in counts.items():
        had = "" if said else f" {have(evaluated or 1)} an evaluation on record"
        randomised = f", {f'{trials:,} of them ' if evaluated > 1 else ''}a randomised trial" if trials else ""
        said.append(f"{number:,} {label}, {f'{evaluated:,}' if evaluated else 'none'}{had}{randomised}")
    return f"Of {'; of '.join(said)}." if said else f"{NOTHING}."


def found(outcomes: Mapping[str, int]) -> str:
    """What evaluations found, out of those of which that is recorded."""
    there = {term: number for term, number in outcomes.items() if number}
    measured = sum(there.values())
    if not measured:
        return "No finding is on record"
    if len(there) == 1:
        who = f"All {measured:,} practices" if measured > 1 else "The one practice"
        return f"{who} with a finding on record {_did(next(iter(there)), measured)}"
    said = [f"{number:,} {_did(term, number)}" for term, number in there.items()]
    return f"Of {practices(measured)} with a finding on record, {listed(said)}"


def _did(outcome: str, number: int) -> str:
    found = FIELD["outcome"].said.get(outcome)
    return f"showed {found}" if found else f"{have(number)} the finding {outcome}"


def without_finding(number: int, evaluated: int) -> str:
    """Of how many practices evaluated it is not recorded what was found."""
    if not number:
        return "" if evaluated else "No evaluation is on record."
    if number == evaluated:
        return f"{practices(number)} {was(number)} evaluated, but what was found is not recorded."
    return f"For {number:,} of the {evaluated:,} practices evaluated it is not recorded what was found."


def began(years: Sequence[Bar]) -> str:
    """Since when most practices have started, of those with a year on record; `years` are the first to the last."""
    whole = sum(bar.number for bar in years)
    if not whole:
        return "No starting year is on record"
    first, last = years[0].label, years[-1].label
    if first == last:
        who = "The one practice" if whole == 1 else f"All {whole:,} practices"
        return f"{who} with a year on record started in {first}"
    late = 0
    for bar in reversed(years):
        late += bar.number
        if late * 2 > whole:
            break
    if bar.label == first:
        return f"Practices with a year on record started between {first} and {last}"
    return f"Most practices with a year on record started in {bar.label}{'' if bar.label == last else ' or later'}"


def first_and_last(years: Sequence[Bar]) -> str:
    return f"The first started in {years[0].label}, the last in {years[-1].label}." if len(years) > 1 else ""


def fullest(years: Sequence[Bar]) -> str:
    """The years in which most practices started; nothing where there is but one year."""
    most = max((bar.number for bar in years), default=0)
    names = [bar.label for bar in years if bar.number == most]
    if len(years) < 2:
        return ""
    if len(names) > 3 or most == 1:
        return f"No year saw more than {most:,}."
    return f"{listed(names)} saw the most: {most:,}{' each' if len(names) > 1 else ''}."


def parts_told(bars: Sequence[Bar], links_only: int, whole: int) -> str:
    """How many practices have links alone, and the parts of an account that are told most and least often."""
    most, least = max(bar.number for bar in bars), min(bar.number for bar in bars)
    said = [f"{links_only:,}{' more' if most else ''} {have(links_only)} links only."] if links_only else []
    if not most:
        said.append("No part is told.")
    elif whole == 1:
        told = sum(bar.number for bar in bars)
        said.append(f"{told} of {len(bars)} parts {are(told)} told.")
    elif most == least:
        said.append(f"Each part is told for {practices(most)}.")
    else:
        said += [_told(bars, most, "most"), _told(bars, least, "least")]
    return " ".join(said)


def _told(bars: Sequence[Bar], number: int, how: str) -> str:
    names = [f"“{bar.label}”" for bar in bars if bar.number == number]
    named = listed(names) if len(names) < 4 else f"{len(names)} parts"
    return f"{named} {are(len(names))} told {how} often: for {practices(number)}{' each' if len(names) > 1 else ''}."


def least_recorded(bars: Sequence[Bar], whole: int) -> str:
    if not whole:
        return NOTHING
    least = min(bar.number for bar in bars)
    names = [f"“{bar.label}”" for bar in bars if bar.number == least]
    if least == whole:
        return "Every field is recorded"
    named = f"{listed(names)} {are(len(names))}" if len(names) < 3 else f"{len(names):,} fields are"
    if whole == 1:
        return f"{named} not recorded"
    if not least:
        return f"{named} recorded for none of {practices(whole)}"
    return f"{named} recorded least often: for {least:,} of {practices(whole)}{' each' if len(names) > 2 else ''}"


def always_recorded(bars: Sequence[Bar], whole: int) -> str:
    full = [bar.label for bar in bars if bar.number == whole]
    if not whole:
        return f"{NOTHING}."
    if len(full) > 4:
        return f"{len(full)} of {len(bars)} fields are recorded for every practice shown."
    return f"{listed(full) or 'No field'} {are(len(full) or 1)} recorded for every practice shown."


def together(said: Iterable[str], whole: int) -> str:
    """The sentences that have something to say, of so many practices."""
    return " ".join(filter(None, said)) if whole else f"{NOTHING}."


def mentions(bars: Sequence[Bar], whole: int, many: str) -> str:
    """The rule of a field with several values: mentions, and the practices they are spread over."""
    missing = missing_in(bars)
    number = sum(bar.number for bar in bars) - missing
    if number == whole - missing:
        return f"Out of {practices(number)}."
    return f"{number:,} mentions over {practices(whole - missing)}: a practice with two {many} counts in both."


def cautioned(caution: str, whole: int, few: Sequence[str] = ()) -> str:
    """A caution, and what is too few for shares: all that is shown, or only those named."""
    if 0 < whole < SMALL:
        return f"{caution} These are fewer than five practices: read those, not the shares."
    if few:
        return f"{caution} {listed(few)} {have(len(few))} fewer than five practices: read those, not the shares."
    return caution


def phrase(key: str, term: str) -> str:
    """A term of a crossed field as part of a sentence: "for Offenders", "with a randomised trial"."""
    column, words = FILTERS[key]
    if term == NOT_RECORDED:
        return f"with no {words.noun} recorded"
    said = FIELD[column].said
    return f"{CROSSED[key][1].before} {said.get(term, f'{words.before}{term}' if said else term)}"


def missing_in(bars: Iterable[Bar]) -> int:
    return sum(bar.number for bar in bars if bar.label == NOT_RECORDED)


def _most_first(bars: Iterable[Bar]) -> list[Bar]:
    """What is recorded and has a practice, most first, ties in natural order."""
    return sorted((bar for bar in bars if bar.number and bar.label != NOT_RECORDED), key=lambda bar: -bar.number)


def _none_is(ratings: Sequence[str]) -> str:
    return f" None is {listed(ratings, 'or')}." if ratings else ""


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
