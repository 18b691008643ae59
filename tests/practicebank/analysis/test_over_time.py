"""Over time: only what carries a date, in quarters without a gap."""

from dataclasses import replace
from datetime import UTC, datetime

from practicebank.analysis.key_numbers import key_numbers
from practicebank.analysis.over_time import Quarter, over_time
from practicebank.bank.filters import Filters
from practicebank.bank.shelf import open_bank
from practicebank.settings import Settings
from tests.practicebank.dated import practice, with_additions


def day(year: int, month: int) -> datetime:
    return datetime(year, month, 15, tzinfo=UTC)


FIRST, SECOND = practice("night-walks", day(2026, 11), day(2027, 12)), practice("day-walks", day(2027, 2))


def test_without_a_date_there_is_no_quarter():
    bank = open_bank(Settings())
    assert over_time(bank, bank.select(Filters())).quarters == []


def test_each_is_counted_in_its_quarter_and_empty_quarters_stay():
    bank = with_additions(FIRST, SECOND)
    shown = over_time(bank, bank.select(Filters()))
    assert shown.quarters == [
        Quarter("2026, quarter 4", 1, 0),
        Quarter("2027, quarter 1", 1, 0),
        Quarter("2027, quarter 2", 0, 0),
        Quarter("2027, quarter 3", 0, 0),
        Quarter("2027, quarter 4", 0, 1),
    ]
    assert (shown.dated, shown.undated, shown.longest) == (2, 63, 1)


def test_only_what_is_shown_and_listed_counts():
    bank = with_additions(FIRST, replace(SECOND, listed=False))
    assert over_time(bank, bank.select(Filters({"focus": ("Prevention",)}))).dated == 0
    assert over_time(bank, bank.select(Filters({"focus": ("Diversion",)}))).dated == 1


def test_what_was_shared_this_year_stands_among_the_first_figures():
    def last(*additions):
        bank = with_additions(*additions)
        figure = key_numbers(bank, bank.select(Filters())).figures[-1]
        return figure.number, figure.words

    year = datetime.now(UTC).year
    assert last() == (0, "with a date of sharing")
    assert last(practice("day-walks", day(year - 1, 2))) == (0, f"shared here in {year}")
    now, before = practice("night-walks", day(year, 1)), practice("day-walks", day(year - 1, 2))
    assert last(now, before) == (1, f"shared here in {year}")
    assert last(replace(now, listed=False), before) == (0, f"shared here in {year}")
