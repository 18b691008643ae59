"""What is on record of evaluations: the first numbers of the overview, and the charts made of the same counts."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from practicebank.analysis import sentences
from practicebank.analysis.evaluations import UNNAMED, evaluation_counts
from practicebank.analysis.key_numbers import KeyNumber, key_numbers
from practicebank.analysis.tallies import TALLIES
from practicebank.analysis.tally import Bar, Tally
from practicebank.bank.bank import Bank
from practicebank.bank.files import read_files
from practicebank.bank.filters import Filters
from practicebank.bank.publications import Publication, Publications
from practicebank.bank.shelf import bank_of, open_bank
from practicebank.catalogue.accounts import Statement
from practicebank.evidence import evidence_of
from practicebank.fields import COLUMNS, NOT_RECORDED
from practicebank.settings import Settings

HEADER = (
    "title,summary,effectiveness,focus,organisation,linked_to,topics,region,partners,implementation_stage,scale,"
    "target_groups,evaluated,evaluation_design,evaluator,outcome\n"
)
CHARTS = ("evaluation", "outcome", "effectiveness-by-evaluation", "accounts", "completeness")


@pytest.fixture(scope="module")
def bank() -> Bank:
    return open_bank(Settings())


def row(focus: str = "Prevention", evaluated: str = "", design: str = "", outcome: str = "") -> str:
    return f"One,s,Promising,{focus},,,,,,,,,{evaluated},{design},,{outcome}\n"


def small_bank(tmp_path: Path, *rows: str) -> Bank:
    path = tmp_path / "practices.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return open_bank(Settings(catalogue=path, accounts=tmp_path / "accounts.csv"))


def tally(bank: Bank, name: str, **query: str) -> Tally:
    return TALLIES[name](
        bank, bank.select(Filters.from_query({key: [each] for key, each in query.items()}, bank.facets))
    )


def numbers_of(tally: Tally) -> dict[str, int]:
    return {bar.label: bar.number for bar in tally.bars}


def test_how_the_practices_were_evaluated(bank: Bank) -> None:
    shown = tally(bank, "evaluation")
    assert shown.title == "13 of 63 practices have an evaluation on record"
    assert numbers_of(shown) == {
        "Randomised trial": 3,
        "Comparison group": 1,
        "Before and after": 3,
        "Survey or feedback only": 2,
        "Process evaluation only": 0,
        UNNAMED: 4,
        "Planned or under way": 1,
        "Not evaluated, according to those who did it": 0,
        NOT_RECORDED: 49,
    }
    assert shown.sentence == (
        "3 were tested in a randomised trial. For 4 evaluations no design is recorded. 1 evaluation is planned or under "
        "way. For 49 practices nothing is recorded. None of the 22 Organisational practices has an evaluation on record."
    )


def test_what_was_found_is_out_of_what_was_evaluated(bank: Bank) -> None:
    shown = tally(bank, "outcome")
    assert shown.whole == 13
    assert shown.title == (
        "Of 7 practices with a finding on record, 3 showed an improvement, 1 showed mixed results "
        "and 3 showed no difference"
    )
    assert shown.sentence.startswith("For 6 of the 13 practices evaluated it is not recorded what was found.")
    assert list(numbers_of(shown).values()) == [3, 1, 3, 0, 6]


def test_the_label_stands_beside_the_evaluation_and_is_not_changed_by_it(bank: Bank) -> None:
    shown = tally(bank, "effectiveness-by-evaluation")
    assert shown.title == "12 of 31 Promising practices have an evaluation on record"
    assert shown.sentence == (
        "Of 31 Promising, 12 have an evaluation on record, 3 of them a randomised trial; "
        "of 32 Untested – new or innovative, 1."
    )
    assert {bar.label: bar.parts for bar in shown.bars} == {
        "Randomised trial": (0, 3, 0, 0),
        "Another evaluation on record": (0, 9, 1, 0),
        "Planned or under way": (0, 0, 1, 0),
        "Not evaluated, according to those who did it": (0, 0, 0, 0),
        NOT_RECORDED: (0, 19, 30, 0),
    }


def test_how_complete_the_accounts_are(bank: Bank) -> None:
    shown = tally(bank, "accounts")
    by_hand = {slug: {each.field for each in bank.account(slug)} for slug in bank.practices["slug"]}
    assert numbers_of(shown)["What it costs"] == sum("cost" in fields for fields in by_hand.values()) == 14
    assert numbers_of(shown)["Read more"] == sum("links" in fields for fields in by_hand.values())
    assert shown.title == "48 of 63 practices have an account"
    assert shown.sentence.startswith("13 more have links only.")


def test_accounts_count_the_practices_shown_only(bank: Bank) -> None:
    shown = tally(bank, "accounts", focus="Organisational")
    assert shown.title == "14 of 22 practices have an account"
    assert numbers_of(shown)["What it costs"] == 1


def test_the_account_of_a_published_practice_counts_as_any_other() -> None:
    day = datetime(2026, 11, 3, tzinfo=UTC)

    def published(slug: str, listed: bool) -> Publication:
        cells = dict.fromkeys(COLUMNS, "") | {"slug": slug, "title": slug, "effectiveness": "Promising"}
        account = (Statement("cost", "Two vans."), Statement("links", "https://a.example"), Statement("why", "Rain."))
        return Publication(cells, account, (), listed, day, None, "", day, "", "")

    added = Publications((published("withdrawn", False), published("night-walks", True)))
    bank = bank_of(read_files(Settings()), added, Settings().search_index)
    assert numbers_of(tally(bank, "accounts"))["What it costs"] == 15
    assert bank.row_of["night-walks"] in bank.told["why"]
    assert tally(bank, "accounts").title == "49 of 64 practices have an account"


@pytest.mark.parametrize("query", [{}, {"focus": "Diversion"}, {"q": "police"}, {"effectiveness": "Promising"}])
def test_the_counts_are_what_the_page_of_each_practice_says(bank: Bank, query: dict[str, str]) -> None:
    selection = bank.select(Filters.from_query({key: [each] for key, each in query.items()}, bank.facets))
    rows = bank.practices[selection.kept].astype(object).fillna("").to_dict("records")
    evidence = [evidence_of({str(key): cell for key, cell in each.items()}) for each in rows]
    counts = evaluation_counts(bank, selection)
    assert counts.on_record == sum(each.evaluated == "Yes" for each in evidence)
    assert counts.measured == sum(bool(each.outcome) for each in evidence)
    assert sum(counts.designs.values()) == counts.whole == len(evidence)


def test_an_evaluation_is_on_record_as_told_else_as_its_design_says(tmp_path: Path) -> None:
    bank = small_bank(
        tmp_path,
        row(design="Comparison group"),
        row(evaluated="Yes"),
        row(evaluated="Yes", design="Planned or under way"),
        row(evaluated="No"),
        row(design="None"),
        row(design="Planned or under way"),
        row("Diversion"),
    )
    counts = evaluation_counts(bank, bank.select(Filters()))
    assert counts.on_record == 3
    assert {term: number for term, number in counts.designs.items() if number} == {
        "Comparison group": 1,
        UNNAMED: 2,
        "Planned or under way": 1,
        "None": 2,
        NOT_RECORDED: 1,
    }
    shown = tally(bank, "evaluation")
    chosen = {bar.label: bar.term for bar in shown.bars if bar.number}
    assert chosen["Comparison group"] == "Comparison group"
    assert chosen["Planned or under way"] == ""  # the filter would show two
    assert shown.sentence.endswith("The one Diversion practice has no evaluation on record.")


def every_number(bank: Bank, filters: Filters) -> list[KeyNumber]:
    shown = key_numbers(bank, bank.select(filters))
    lines = [each for line in shown.lines for each in (line.whole, *line.parts)]
    return [*lines, *(each for each in shown.figures if not each.place), *shown.unevaluated]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"focus": ["Diversion"]},
        {"evaluation_design": ["Randomised trial", "Not recorded"]},
        {"evaluated": ["Yes"], "outcome": ["Improved", "Not recorded"]},
        {"q": ["police"]},
    ],
)
def test_each_first_number_opens_exactly_what_it_counts(bank: Bank, query: dict[str, list[str]]) -> None:
    numbers = every_number(bank, Filters.from_query(query, bank.facets))
    assert all(each.filters for each in numbers if each.number)
    assert [each.number for each in numbers if each.filters] == [
        len(bank.select(each.filters)) for each in numbers if each.filters
    ]


def test_a_design_alone_says_that_there_was_an_evaluation(tmp_path: Path) -> None:
    bank = small_bank(tmp_path, row(design="Before and after"), row(evaluated="Yes"))
    first = key_numbers(bank, bank.select(Filters())).lines[0]
    assert (first.whole.number, first.whole.filters) == (2, Filters({"evaluated": ("Yes",)}))
    assert [(each.number, each.words) for each in first.parts] == [(1, "before and after"), (1, "design not recorded")]


def test_what_is_said_not_to_be_evaluated_is_counted_so_whatever_its_design(tmp_path: Path) -> None:
    bank = small_bank(tmp_path, row(evaluated="No"), row(evaluated="No", design="Randomised trial"), row())
    unknown = key_numbers(bank, bank.select(Filters())).lines[-1]
    assert [(each.number, each.words) for each in unknown.parts] == [
        (1, "nothing recorded"),
        (2, "not evaluated, according to those who did it"),
    ]
    assert unknown.parts[1].filters == Filters({"evaluated": ("No",)})
    shown = numbers_of(tally(bank, "evaluation"))
    assert (shown["Randomised trial"], shown[sentences.NOT_EVALUATED]) == (0, 2)


def test_parts_of_an_account_are_counted_in_words() -> None:
    one_of_two = [Bar("The problem", 1), Bar("The aim", 0)]
    assert sentences.parts_told(one_of_two, 0, 1) == "1 of 2 parts is told."
    nothing = [Bar("The problem", 0), Bar("The aim", 0)]
    assert sentences.parts_told(nothing, 3, 9) == "3 have links only. No part is told."
    assert sentences.parts_told(one_of_two, 3, 9).startswith("3 more have links only. ")


def test_a_number_of_nothing_opens_nothing(tmp_path: Path) -> None:
    bank = small_bank(tmp_path, row())
    first = key_numbers(bank, bank.select(Filters())).lines[0]
    assert (first.whole.number, first.whole.filters) == (0, None)


def test_the_first_and_the_last_line_are_every_practice(bank: Bank) -> None:
    lines = key_numbers(bank, bank.select(Filters())).lines
    assert [(line.whole.number, line.whole.words) for line in lines] == [
        (13, "with an evaluation on record"),
        (7, "with a finding on record"),
        (50, "with no evaluation on record"),
    ]
    assert [sum(part.number for part in line.parts) for line in lines] == [13, 7, 50]
    assert [part.arrow for part in lines[1].parts] == ["up", "both", "level"]


def test_without_any_evaluation_there_is_no_line_of_findings(tmp_path: Path) -> None:
    bank = small_bank(tmp_path, row(), row("Diversion"))
    shown = key_numbers(bank, bank.select(Filters()))
    assert [(line.whole.number, line.parts) for line in shown.lines] == [(0, []), (2, [])]
    assert shown.unevaluated == []
    assert tally(bank, "evaluation").title == tally(bank, "effectiveness-by-evaluation").title
    assert tally(bank, "evaluation").title == "No evaluation is on record"
    assert tally(bank, "outcome").sentence == "No evaluation is on record."
    assert tally(bank, "accounts").title == "No account is recorded"
    assert tally(bank, "accounts").sentence == "No part is told."


def test_of_one_practice_the_charts_speak_in_the_singular(tmp_path: Path) -> None:
    bank = small_bank(tmp_path, row(evaluated="Yes", design="Randomised trial", outcome="Worsened"))
    said = {name: f"{tally(bank, name).title}. {tally(bank, name).sentence}" for name in CHARTS}
    assert said["evaluation"] == (
        "The one practice shown has an evaluation on record. 1 was tested in a randomised trial."
    )
    assert said["outcome"].startswith("The one practice with a finding on record showed a change for the worse. ")
    assert said["effectiveness-by-evaluation"] == (
        "The one Promising practice has an evaluation on record. "
        "Of 1 Promising, 1 has an evaluation on record, a randomised trial."
    )
    assert said["accounts"] == "No account is recorded. No part is told."


@pytest.mark.parametrize("name", CHARTS)
def test_of_no_practice_the_charts_say_so(bank: Bank, name: str) -> None:
    shown = tally(bank, name, effectiveness="Worked")
    assert (shown.title, shown.sentence) == ("No practice is shown", "No practice is shown.")


@pytest.mark.parametrize(
    ("focuses", "said"),
    [
        pytest.param({}, "", id="none"),
        pytest.param({"Diversion": 1}, "The one Diversion practice has no evaluation on record.", id="one practice"),
        pytest.param({"A": 2, "B": 1000}, "No evaluation is on record for A (2) or B (1,000).", id="two"),
        pytest.param(
            dict.fromkeys("ABCDE", 2), "5 focuses have practices, but no evaluation on record.", id="too many to name"
        ),
    ],
)
def test_the_focuses_to_evaluate_next(focuses: dict[str, int], said: str) -> None:
    assert sentences.without_evaluation(focuses) == said


def test_the_parts_told_are_rows_of_the_table_each_once(bank: Bank) -> None:
    for rows in bank.told.values():
        assert np.all(np.diff(rows) > 0)
        assert np.all((rows >= 0) & (rows < len(bank)))
