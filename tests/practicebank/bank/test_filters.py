"""Filters against a slow, obvious second reading of what they should do: loops over plain dicts."""

from urllib.parse import parse_qs, urlencode

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from practicebank.bank.facets import Facet, facets_of
from practicebank.bank.filters import COLUMN_OF, KEYS, LONGEST_SEARCH, Filters, clean_search
from practicebank.fields import FIELD, MULTI_VALUED, NOT_RECORDED
from tests.depth import examples
from tests.practicebank.small_tables import VOCABULARY, table

Row = dict[str, str]

HOSTILE = [
    "=HYPERLINK(1)",
    "<script>alert(1)</script>",
    "a&focus=b#c",
    "100% + 1",
    "Leadership, development and learning",
    "Violence (other)",
    "ß",
    "SS",
    "ss",
    "İ",
    "\u202eright to left",
    "\x00",
    "it’s “quoted”",
    NOT_RECORDED,
]
WORDS = {
    column: [*(VOCABULARY[column].names[:4] if column in VOCABULARY.fields else ["Kent Police"]), *HOSTILE]
    for column in COLUMN_OF.values()
}

rows_of_a_table = st.lists(
    st.fixed_dictionaries(
        {
            column: st.lists(st.sampled_from(words), max_size=3 if column in MULTI_VALUED else 1, unique=True).map(
                "; ".join
            )
            for column, words in WORDS.items()
        }
    ),
    max_size=12,
)
any_words = st.one_of(st.just(""), st.text(max_size=20), st.text(min_size=190, max_size=260))
choices = st.builds(
    Filters,
    st.fixed_dictionaries(
        {
            key: st.lists(st.sampled_from([*WORDS[column], "nowhere"]), max_size=3, unique=True).map(tuple)
            for key, column in COLUMN_OF.items()
        }
    ),
    q=any_words,
)
queries = st.dictionaries(
    st.one_of(st.sampled_from(KEYS), st.text(max_size=8)),
    st.lists(st.one_of(st.sampled_from([*sum(WORDS.values(), []), "1"]), st.text(max_size=300)), max_size=4),
)


def slow_values(row: Row, column: str) -> list[str]:
    if row[column] == "":
        return [NOT_RECORDED]
    if column in MULTI_VALUED:
        return row[column].split("; ")
    return [row[column]]


def slow_answers(row: Row, found: bool | None, filters: Filters, *, but_for: str = "") -> bool:
    for key, column in COLUMN_OF.items():
        chosen = filters.chosen(key)
        if chosen and key != but_for and not any(value in chosen for value in slow_values(row, column)):
            return False
    return not (filters.q and found is False)


def slow_options(rows: list[Row], column: str) -> list[str]:
    known = list(VOCABULARY[column].names) if column in VOCABULARY.fields else []
    used = {value for row in rows for value in slow_values(row, column)}
    others = sorted(used - set(known) - {NOT_RECORDED}, key=lambda value: (value.casefold(), value))
    last = NOT_RECORDED in used or column not in ("effectiveness", "focus")
    return [*known, *others, *([NOT_RECORDED] if last else [])]


def facets_for(rows: list[Row]) -> dict[str, Facet]:
    return facets_of(table(rows), VOCABULARY)


@st.composite
def asked(draw: st.DrawFn) -> tuple[list[Row], Filters, list[bool] | None]:
    rows = draw(rows_of_a_table)
    found = draw(st.one_of(st.none(), st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))))
    return rows, draw(choices), found


@given(asked())
@settings(max_examples=examples(60))
def test_the_rows_kept_are_those_a_loop_would_keep(case):
    rows, filters, found = case
    practices = table(rows)
    mask = None if found is None else np.array(found, dtype=bool)
    expected = [
        number
        for number, row in enumerate(rows)
        if slow_answers(row, None if found is None else found[number], filters)
    ]

    kept, _ = filters.answer(facets_of(practices, VOCABULARY), mask)

    assert kept.tolist() == [number in expected for number in range(len(rows))]


@given(asked())
@settings(max_examples=examples(60))
def test_the_count_beside_an_option_is_what_choosing_only_it_would_show(case):
    rows, filters, found = case
    facets = facets_for(rows)
    mask = None if found is None else np.array(found, dtype=bool)

    _, counts = filters.answer(facets, mask)

    assert list(counts) == list(COLUMN_OF)
    for key, column in COLUMN_OF.items():
        answering = [
            row
            for number, row in enumerate(rows)
            if slow_answers(row, None if found is None else found[number], filters, but_for=key)
        ]
        assert list(counts[key].items()) == [
            (option, sum(option in slow_values(row, column) for row in answering))
            for option in slow_options(rows, column)
        ]
        for option, count in counts[key].items():
            assert count == filters.with_only(key, [option]).answer(facets, mask)[0].sum()


@given(rows_of_a_table, choices)
@settings(max_examples=examples(25))
def test_filtering_leaves_the_table_and_the_choice_as_they_were(rows, filters):
    practices = table(rows)
    before, chosen = practices.copy(), filters.to_query()
    facets = facets_of(practices, VOCABULARY)

    filters.answer(facets, None)

    assert practices.equals(before)
    assert filters.to_query() == chosen


@given(rows_of_a_table, queries)
@settings(max_examples=examples(60))
def test_a_query_string_comes_back_as_it_went(rows, query):
    facets = facets_for(rows)
    filters = Filters.from_query(query, facets)

    link = urlencode(filters.to_query(), doseq=True)

    assert Filters.from_query(parse_qs(link), facets) == filters
    assert set(filters.to_query()) <= set(KEYS)


@given(rows_of_a_table, queries)
@settings(max_examples=examples(60))
def test_nonsense_in_a_query_is_dropped(rows, query):
    facets = facets_for(rows)

    filters = Filters.from_query(query, facets)

    for key, column in COLUMN_OF.items():
        known = slow_options(rows, column)
        assert list(filters.chosen(key)) == [term for term in known if term in query.get(key, [])]
    assert len(filters.q) <= LONGEST_SEARCH
    assert filters.q.isprintable()
    assert filters.q == filters.q.strip()


def test_a_lone_surrogate_from_a_broken_link_is_dropped():
    assert Filters.from_query({"q": ["kn\udcffife"], "focus": ["\udcff"]}, facets_for([])).to_query() == {
        "q": ["kn ife"]
    }


def test_a_key_named_twice_in_a_query_counts_once():
    query = {"focus": ["Diversion", "Diversion", "Prevention"]}
    assert Filters.from_query(query, facets_for([])).chosen("focus") == ("Prevention", "Diversion")


@given(st.text(max_size=900))
@settings(max_examples=examples(50))
def test_cleaning_search_words_twice_changes_nothing_more(words):
    cleaned = clean_search(words)
    assert clean_search(cleaned) == cleaned


@given(choices, st.integers(min_value=0, max_value=10**9))
@settings(max_examples=examples(50))
def test_the_words_begin_with_the_number_and_name_every_choice(filters, number):
    words = filters.describe(number)

    assert words.startswith(f"{number:,} practice{'' if number == 1 else 's'}")
    for key, term in filters.choices():
        said = f"“{term}”" if key == "q" else FIELD[COLUMN_OF[key]].said.get(term, term)
        assert ("recorded" if term == NOT_RECORDED and key != "q" else said) in words


@given(choices, st.sampled_from(list(COLUMN_OF)), st.data())
@settings(max_examples=examples(50))
def test_a_value_toggled_twice_is_as_before(filters, key, data):
    term = data.draw(st.sampled_from(WORDS[COLUMN_OF[key]]))

    once = filters.toggled(key, term)

    assert (term in once.chosen(key)) != (term in filters.chosen(key))
    assert set(once.toggled(key, term).chosen(key)) == set(filters.chosen(key))
    others = [other for other in KEYS if other != key]
    assert [once.chosen(other) for other in others] == [filters.chosen(other) for other in others]


@given(choices)
@settings(max_examples=examples(50))
def test_taking_every_choice_away_one_by_one_leaves_none(filters):
    left = filters
    for key, term in filters.choices():
        fewer = left.without(key, term)
        assert len(list(fewer.choices())) == len(list(left.choices())) - 1
        left = fewer
    assert left == Filters()


@given(choices, st.sampled_from([*COLUMN_OF, "q"]))
@settings(max_examples=examples(50))
def test_a_whole_filter_can_be_taken_away(filters, key):
    without = filters.without(key)
    assert not without.chosen(key)
    assert [choice for choice in filters.choices() if choice[0] != key] == list(without.choices())
