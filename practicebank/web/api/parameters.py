"""Reads the query of a request to the API.

The keys and their meaning are those of a page's address. A page drops what it does not understand; a program
is told, because it would otherwise take the answer for what it asked.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from starlette.datastructures import QueryParams

from practicebank.analysis.gap_map import COLOURS
from practicebank.analysis.two_choices import A_YEAR_AGO, FIELDS, NOW
from practicebank.bank.facets import Facet
from practicebank.bank.filters import COLUMN_OF, KEYS, LONGEST_SEARCH, Filters
from practicebank.fields import CROSSED
from practicebank.web.problems import WrongParameter, WrongParameters

USUAL_LIMIT = 50
LARGEST_LIMIT = 1_000
LARGEST_OFFSET = 10**9
PAGING = ("offset", "limit")
REPEATED = ("shortlist",)
MOST_SHORTLISTED = 20
EXACT = ("1",)
AXES: Mapping[str, Collection[str]] = {"rows": tuple(CROSSED), "columns": tuple(CROSSED), "colour": COLOURS}
"""The parameters that say what is crossed, for `read_query`."""
_MOST_SUGGESTED = 20
_MOST_QUOTED = 10


@dataclass(frozen=True)
class ApiQuery:
    filters: Filters
    offset: int = 0
    limit: int = USUAL_LIMIT


def read_query(
    query: QueryParams,
    facets: Mapping[str, Facet],
    *,
    paged: bool = False,
    also: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> ApiQuery:
    """What a request asks for. Raises `WrongParameters`, which names every one that is wrong.

    `also` are parameters that only this address takes, each with the values it knows.
    """
    values = {name: query.getlist(name) for name in query}
    known = (*KEYS, *also, *PAGING) if paged else (*KEYS, *also)
    wrong = _unknown_names(values, known)
    for key, column in COLUMN_OF.items():
        wrong += _unknown_values(key, values.get(key, ()), facets[column].terms)
    for name, choices in also.items():
        wrong += _unknown_values(name, values.get(name, ()), choices)
    wrong += _unknown_values("exact", values.get("exact", ()), EXACT)
    wrong += _repeated(values, known)
    if len(query.get("q", "")) > LONGEST_SEARCH:
        wrong.append(WrongParameter("q", f"Shorten the search to {LONGEST_SEARCH} characters."))
    paging = {"offset": 0, "limit": USUAL_LIMIT}
    for name, largest in (("offset", LARGEST_OFFSET), ("limit", LARGEST_LIMIT)) if paged else ():
        if name in values:
            number = _whole_number(values[name][0], largest)
            if number is None:
                wrong.append(WrongParameter(name, f"Give a whole number from 0 to {largest}."))
            else:
                paging[name] = number
    if wrong:
        raise WrongParameters(wrong)
    return ApiQuery(Filters.from_query(values, facets), **paging)


def sides(query: QueryParams, facets: Mapping[str, Facet]) -> Mapping[str, Collection[str]]:
    """The parameters that say which two choices are compared, for `read_query`. The choices are terms of a field."""
    by = query.get("by", "focus")
    terms = facets[CROSSED[by][0]].terms if by in CROSSED else ()
    return {"by": FIELDS, "one": terms or (A_YEAR_AGO,), "other": terms or (NOW,)}


def shortlist_in(query: QueryParams) -> tuple[str, ...]:
    """The slugs of a shortlist, each once. Raises `WrongParameters` when they are too many."""
    shortlist = tuple(dict.fromkeys(query.getlist("shortlist")))
    if len(shortlist) > MOST_SHORTLISTED:
        raise WrongParameters([WrongParameter("shortlist", f"Give at most {MOST_SHORTLISTED}.")])
    return shortlist


def read_nothing(query: QueryParams) -> None:
    """For an address that takes no parameters. Raises `WrongParameters` when there are any."""
    if wrong := _unknown_names(query, ()):
        raise WrongParameters(wrong)


def _unknown_names(names: Mapping[str, object], known: Sequence[str]) -> list[WrongParameter]:
    """The names that are known are told once."""
    advice = f"Use one of {', '.join(known)}." if known else "Leave it out: there are no parameters here."
    unknown = [_cut(name) for name in names if name not in known]
    told = [WrongParameter(name, advice) for name in unknown[:1]]
    return told + [WrongParameter(name, "Leave it out: there is no such parameter.") for name in unknown[1:]]


def _unknown_values(key: str, asked: Sequence[str], terms: Collection[str]) -> list[WrongParameter]:
    unknown = [f"“{_cut(value)}”" for value in dict.fromkeys(asked) if value not in terms]
    if not unknown:
        return []
    known = f" It knows {'; '.join(terms)}." if len(terms) <= _MOST_SUGGESTED else ""
    more = f" and {len(unknown) - _MOST_QUOTED:,} more" if len(unknown) > _MOST_QUOTED else ""
    quoted = ", ".join(unknown[:_MOST_QUOTED])
    return [WrongParameter(key, f"Leave out {quoted}{more}: the bank does not know it.{known}")]


def _repeated(values: Mapping[str, Sequence[str]], known: Sequence[str]) -> list[WrongParameter]:
    single = [name for name in known if name not in (*COLUMN_OF, *REPEATED)]
    return [WrongParameter(name, "Give it once.") for name in single if len(values.get(name, ())) > 1]


def _whole_number(text: str, largest: int) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        return None
    number = int(text)
    return number if number <= largest else None


def _cut(text: str, longest: int = 60) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
