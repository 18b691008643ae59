import csv
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicebank.catalogue import accounts_file
from practicebank.catalogue.accounts import HEADER, REQUIRED, Accounts, Statement, searched_text
from practicebank.catalogue.accounts_file import load_accounts
from practicebank.catalogue.sources import CONFIDENCES
from practicebank.fields import ACCOUNT, COLUMNS, TOLD_IN_ACCOUNTS
from tests.depth import examples
from tests.practicebank.small_tables import VOCABULARY, csv_text, read

URL = "https://example.org/a"
GOOD = f"vans,problem,Thefts from vans had doubled.,{URL},high"
PRACTICES = read(
    csv_text(
        {"slug": "vans", "title": "Vans"},
        {"slug": "night-walks", "title": "Night walks", "outcome": "Mixed"},
        {"slug": "quiet", "title": "Quiet"},
        columns=(
            "slug",
            "title",
            "summary",
            "effectiveness",
            "focus",
            "organisation",
            "linked_to",
            "topics",
            "outcome",
        ),
    )
).practices
ROW_OF = {"vans": 0, "night-walks": 1, "quiet": 2}


def written(tmp_path: Path, *lines: str, header: str = ",".join(REQUIRED)) -> Path:
    path = tmp_path / "accounts.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return path


def loaded(path: Path) -> Accounts:
    return load_accounts(path, PRACTICES, ROW_OF, VOCABULARY)


def told(accounts: Accounts, row: int) -> list[tuple[str, str]]:
    return [(statement.field, statement.text) for statement in accounts.of(row)]


def test_an_account_is_read_in_its_order_with_the_pages_each_statement_stands_on(tmp_path):
    accounts = loaded(
        written(
            tmp_path,
            f"night-walks,result,Calls fell.,{URL} {URL}?b,medium,2026-11,own",
            f"vans,evaluation_design,RCT,{URL},high,2026-11,",
            GOOD + ",,",
            f"night-walks,problem,“Rowdy” nights; in town.,{URL},high,2026-11-30,",
            "night-walks,learning,Ask the doormen first.,,told,2026,",
            header=",".join(HEADER),
        )
    )
    assert accounts.faults == ()
    assert accounts.of(0) == (
        Statement("problem", "Thefts from vans had doubled.", (URL,), "high"),
        Statement("evaluation_design", "Randomised trial", (URL,), "high", "2026-11"),
    )
    assert accounts.of(1) == (
        Statement("problem", "“Rowdy” nights; in town.", (URL,), "high", "2026-11-30"),
        Statement("result", "Calls fell.", (URL, f"{URL}?b"), "medium", "2026-11", own_figures=True),
        Statement("learning", "Ask the doormen first.", read="2026"),
    )
    assert accounts.of(2) == ()
    assert accounts.rows.tolist() == [0, 1]
    assert [statement.label for statement in accounts.of(1)] == ["The problem", "The result", "What others can learn"]
    assert accounts.of(0)[0].meaning == CONFIDENCES["high"]
    assert searched_text(accounts.of(0)) == "Thefts from vans had doubled."


def test_no_file_means_no_accounts_and_no_fault(tmp_path):
    accounts = loaded(tmp_path / "none.csv")
    assert (accounts.faults, accounts.version, accounts.of(0)) == ((), "", ())
    assert accounts.joined_to(PRACTICES)["account"].isna().all()


def test_what_an_account_tells_fills_what_the_catalogue_leaves_empty(tmp_path):
    accounts = loaded(
        written(
            tmp_path,
            f"vans,outcome,Improved,{URL},high",
            f"vans,direction,Worsened,{URL},high",
            f"vans,started,2022-07,{URL},high",
            f"night-walks,outcome,Mixed,{URL},high",
            GOOD,
        )
    )
    assert [(fault.line, fault.advice[:27]) for fault in accounts.faults] == [(3, "Remove this line: line 2 sa")]
    joined = accounts.joined_to(PRACTICES)
    assert joined["outcome"].astype(object).fillna("").tolist() == ["Improved", "Mixed", ""]
    assert joined["started"].astype(object).fillna("").tolist() == ["2022-07", "", ""]
    assert joined["account"].fillna("").tolist() == ["Thefts from vans had doubled.", "", ""]
    assert PRACTICES["outcome"].notna().tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("line", "column", "advice"),
    [
        (f"trams,result,Fewer thefts.,{URL},high", "slug", "Use the slug of a practice: none has this one."),
        (f",result,Fewer thefts.,{URL},high", "slug", "Use the slug of a practice: none has this one."),
        (f"vans,colour,Red,{URL},high", "field", "Use one of problem, aim,"),
        (f"vans,summary,A van.,{URL},high", "field", "Use one of problem, aim,"),
        (f"vans,result,,{URL},high", "text", "Enter a text, or remove the line"),
        (f"vans,result,{'x' * 5_001},{URL},high", "text", "Shorten the text to 5,000 characters."),
        (f"vans,result,{'x' * 5_001},,told", "text", "Shorten the text to 5,000 characters."),
        (f"vans,outcome,Splendid,{URL},high", "text", "Use a term of the vocabulary, or add this one to it."),
        (f"vans,started,last spring,{URL},high", "text", "Write it as 2023, 2023-03 or 2023-03-01."),
        (f"vans,started,2023-02-30,{URL},high", "text", "Write it as 2023, 2023-03 or 2023-03-01."),
        (f"vans,links,javascript:alert(1),{URL},high", "text", "Enter a web address"),
        (
            f"night-walks,outcome,Improved,{URL},high",
            "text",
            "Remove this line or mend the catalogue, which says “Mixed”",
        ),
        ("vans,result,Fewer thefts.,javascript:alert(1),high", "source_url", "Enter a web address"),
        (f"vans,result,Fewer thefts.,{URL} www.example.org,high", "source_url", "Enter a web address"),
        ("vans,result,Fewer thefts.,,high", "source_url", "Enter the web address where this stands."),
        (f"vans,result,Fewer thefts.,{URL},certain", "confidence", "Use one of high, medium, told."),
        (f"vans,problem,They had doubled.,{URL},medium", "", "Remove this line: line 2 says the same field"),
        (f"vans,result,Fewer thefts.,{URL}", "", "Give 5 cells: there are 4."),
        (f"vans,result,Fewer thefts.,{URL},high,2026,own", "", "Give 5 cells: there are 7."),
        (f'vans,result,"Fewer thefts.,{URL},high', "", "Close the quotation mark"),
        (f"vans,result,{'x' * 200_000},{URL},high", "", "Shorten the longest cell"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_left_out(tmp_path, line, column, advice):
    accounts = loaded(written(tmp_path, GOOD, line, f"night-walks,aim,Fewer calls.,{URL},high"))
    [fault] = accounts.faults
    assert (fault.line, fault.column) == (3, column)
    assert fault.advice.startswith(advice)
    assert fault.advice.endswith("The line is left out.")
    assert told(accounts, 0) == [("problem", "Thefts from vans had doubled.")]
    assert told(accounts, 1) == [("aim", "Fewer calls.")]


@pytest.mark.parametrize(
    "text",
    ["<b>Fewer</b> thefts", "<img src=x onerror=alert(1)>", "[here](https://e.example)", "**Fewer**", "A &amp; B"],
)
def test_markup_is_named_and_shown_as_it_is_written(tmp_path, text):
    accounts = loaded(written(tmp_path, f"vans,result,{text},{URL},high"))
    [fault] = accounts.faults
    assert (fault.line, fault.column) == (2, "text")
    assert fault.advice.startswith("Remove the markup")
    assert told(accounts, 0) == [("result", text)]


@pytest.mark.parametrize("text", ["a < b and c > d", "Costs <£50", "5 * 3 ** 2", "R&D; then more", "see [1] (page 3)"])
def test_what_only_looks_like_markup_is_none(tmp_path, text):
    assert loaded(written(tmp_path, f"vans,result,{text},{URL},high")).faults == ()


def test_control_characters_are_named_and_not_read(tmp_path):
    accounts = loaded(written(tmp_path, f'vans,result,"Fewer\x07 thefts\r\nin May",{URL},high'))
    [fault] = accounts.faults
    assert fault.advice.startswith("Remove the control characters")
    assert told(accounts, 0) == [("result", "Fewer thefts\nin May")]


def test_a_practice_may_have_several_links(tmp_path):
    lines = [f"vans,links,{URL}?{number},{URL},high" for number in range(3)]
    accounts = loaded(written(tmp_path, *lines))
    assert accounts.faults == ()
    assert [text for _, text in told(accounts, 0)] == [f"{URL}?{number}" for number in range(3)]


def test_a_column_nobody_knows_is_named(tmp_path):
    accounts = loaded(written(tmp_path, GOOD + ",red", header=",".join((*REQUIRED, "Colour"))))
    [fault] = accounts.faults
    assert (fault.line, fault.column) == (1, "colour")
    assert told(accounts, 0) == [("problem", "Thefts from vans had doubled.")]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"slug,field,text\n",
        ",".join(REQUIRED).encode("utf-16"),
        ",".join(REQUIRED).encode() + b"\nvans,result,caf\xe9,https://e.example,high\n",
        f'"{",".join(REQUIRED)}'.encode(),
    ],
)
def test_a_file_that_cannot_be_read_leaves_no_accounts_and_one_fault(tmp_path, raw):
    path = tmp_path / "accounts.csv"
    path.write_bytes(raw)
    accounts = loaded(path)
    assert (len(accounts.faults), accounts.of(0)) == (1, ())


def test_a_folder_in_its_place_is_a_fault(tmp_path):
    assert len(loaded(tmp_path).faults) == 1


CELLS = {
    "slug": ("vans", "night-walks", "quiet", "nobody", ""),
    "field": ("problem", "Problem", "aim", "links", "outcome", "started", "nonsense"),
    "text": (
        "Doubled.",
        " Two\nlines, “quoted” ",
        "<b>bold</b>",
        "a & b",
        "**x",
        "Mixed",
        "2023",
        URL,
        "",
        "é" * 4_001,
    ),
    "source_url": (URL, f"{URL}  {URL}/b", "ftp://x", "", "https://exa mple"),
    "confidence": ("high", "medium", "told", "High"),
    "read": ("", "2026", "2026-13", "2026-11-30"),
    "figures": ("", "own", "mine"),
}


@given(st.lists(st.tuples(*(st.just(cells[0]) | st.sampled_from(cells) for cells in CELLS.values())), max_size=12))
@settings(max_examples=examples(60), deadline=None)
def test_lines_judged_many_at_once_are_judged_as_if_one_after_the_other(rows):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        path = Path(folder) / "accounts.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([HEADER, *rows])
        quick = loaded(path)
        patched.setattr(accounts_file, "read_plain", lambda *given: None)
        careful = loaded(path)
    assert quick.faults == careful.faults
    assert quick.statements.to_pylist() == careful.statements.to_pylist()
    assert quick.joined_to(PRACTICES)["account"].fillna("").tolist() == [
        searched_text(careful.of(row)) for row in range(len(PRACTICES))
    ]


def test_of_a_large_file_the_statements_are_kept_on_disk(tmp_path, monkeypatch):
    """The temporary file has no name any more, so nobody else reads it and nothing is left behind."""
    monkeypatch.setattr("practicebank.memory._MOST_IN_MEMORY", 0)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = written(tmp_path, GOOD, f"night-walks,aim,Fewer calls.,{URL},high")
    accounts = loaded(path)
    assert os.listdir(tmp_path) == ["accounts.csv"]
    maps = Path("/proc/self/maps").read_text(encoding="utf-8")
    assert f"{tmp_path}/practicebank-" in maps
    assert told(accounts, 1) == [("aim", "Fewer calls.")]
    assert accounts.joined_to(PRACTICES)["account"].fillna("").tolist()[:2] == [
        "Thefts from vans had doubled.",
        "Fewer calls.",
    ]


def test_every_field_of_an_account_can_be_told(tmp_path):
    coded = dict.fromkeys(TOLD_IN_ACCOUNTS, "2023")
    coded |= {name: VOCABULARY[name].names[0] for name in TOLD_IN_ACCOUNTS if name in VOCABULARY.fields}
    texts = {field.name: URL if field.several else "Said." for field in ACCOUNT} | coded
    accounts = loaded(written(tmp_path, *(f"vans,{name},{text},{URL},high" for name, text in texts.items())))
    assert accounts.faults == ()
    assert told(accounts, 0) == list(texts.items())


def test_a_design_says_whether_a_practice_was_evaluated(tmp_path):
    designs = ["Before and after", "None", "Planned or under way", "", "None"]
    rows = [{"title": f"Practice {at}", "evaluation_design": design} for at, design in enumerate(designs)]
    rows[4]["evaluated"] = "Yes"
    practices = read(csv_text(*rows, columns=COLUMNS)).practices
    accounts = load_accounts(tmp_path / "none.csv", practices, {}, VOCABULARY)
    assert accounts.joined_to(practices)["evaluated"].astype(object).fillna("").tolist() == ["Yes", "No", "", "", "Yes"]
