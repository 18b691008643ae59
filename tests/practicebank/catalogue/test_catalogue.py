"""What the catalogue makes of files as people and programs really write them."""

import csv

import pytest

from practicebank.catalogue import (
    CatalogueError,
    Fault,
    load_catalogue,
    shown,
)
from practicebank.catalogue.records import MOST_LINES_OF_A_ROW
from practicebank.fields import COLUMNS, REQUIRED_COLUMNS
from tests.practicebank.small_tables import HEADER, VOCABULARY, csv_text, faults, lines, read, titles

CAFE = csv_text({"title": "A"}, {"title": "Café"})
TWO = csv_text({"title": "Night walks"}, {"title": "Safer routes", "focus": "Prevention; Diversion"})


def test_a_file_of_seven_columns_has_every_column_of_a_practice():
    catalogue = read(TWO)

    assert catalogue.faults == ()
    assert tuple(catalogue.practices.columns) == COLUMNS
    assert list(catalogue.practices.index) == [0, 1]
    assert list(catalogue.practices["slug"]) == ["night-walks", "safer-routes"]
    assert list(catalogue.practices["focus"].astype(str)) == ["Prevention", "Prevention; Diversion"]
    assert catalogue.practices["region"].isna().all()
    dtypes = catalogue.practices.dtypes.astype(str).to_dict()
    texts = ["slug", "title", "summary", "page_url"]
    assert dtypes == {column: "str" if column in texts else "category" for column in COLUMNS}


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_byte_order_mark_and_line_endings_make_no_difference(bom, end):
    written = [
        {"title": "Night walks", "summary": f"One.{end}Two."},
        {"title": ""},
        {"title": "Safer routes"},
    ]

    catalogue = read(bom + csv_text(*written, end=end))

    assert titles(catalogue) == ["Night walks", "Safer routes"]
    assert catalogue.practices["summary"][0] == "One.\nTwo."
    assert faults(catalogue) == [(4, "title")]


def test_lines_are_counted_as_an_editor_does_after_quoted_line_breaks():
    catalogue = read(
        csv_text(
            {"title": "A", "summary": "1\n2\n\n4"},
            {"title": "B", "focus": "Unheard of"},
            {"title": "C\nin two lines"},
            {"title": "D", "effectiveness": "Splendid"},
        )
    )
    assert titles(catalogue) == ["A", "B", "C\nin two lines", "D"]
    assert faults(catalogue) == [(6, "focus"), (9, "effectiveness")]


def test_blank_lines_and_rows_of_bare_commas_are_nothing():
    catalogue = read(f"\n\n{TWO}\n,,,,,,\n   \n\n")
    assert (titles(catalogue), catalogue.faults) == (["Night walks", "Safer routes"], ())


def test_the_last_line_needs_no_line_end():
    assert titles(read(TWO.rstrip("\n"))) == ["Night walks", "Safer routes"]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param('"Open title,Summary.,Promising,Prevention,,,', id="opened and never closed"),
        pytest.param('Title,"Open summary.,Promising,Prevention,,,', id="in the middle"),
        pytest.param('"Title" again,"Open,Promising,Prevention,,,', id="text after the closing mark"),
        pytest.param('"', id="alone on its line"),
    ],
)
@pytest.mark.parametrize("below", [lines({"title": "B"}, {"title": "C, and more"}), '"B",S.,Promising,Diversion,,,\n'])
def test_a_stray_quotation_mark_costs_one_line(broken, below):
    catalogue = read(f"{HEADER}\n{lines({'title': 'A'})}{broken}\n{below}")

    assert titles(catalogue) == ["A", *[row[0] for row in csv.reader(below.splitlines())]]
    [fault] = catalogue.faults
    assert (fault.line, fault.column, fault.sets_aside) == (3, "", True)
    assert "quotation mark" in fault.advice
    assert "set aside" in fault.advice


def test_a_row_with_quotation_marks_not_doubled_is_shown_when_its_cells_are_clear():
    catalogue = read(csv_text({"title": "A"}) + 'B,"The "safe" van.",Promising,Diversion,,,\n')

    assert titles(catalogue) == ["A", "B"]
    assert "safe" in catalogue.practices["summary"][1]
    assert catalogue.practices["focus"][1] == "Diversion"
    [fault] = catalogue.faults
    assert (fault.line, fault.sets_aside) == (3, False)


def test_two_stray_quotation_marks_do_not_swallow_the_rows_between():
    stray = 'X,"\n'
    catalogue = read(csv_text({"title": "A"}) + stray + lines({"title": "B"}) + stray)
    assert titles(catalogue) == ["A", "B"]
    assert [(fault.line, fault.sets_aside) for fault in catalogue.faults] == [(3, True), (5, True)]


def test_the_rest_of_a_broken_row_is_no_practice():
    broken = 'B,"First line\nsecond "quoted" line\nlast line",Promising,Prevention,,,\n'
    catalogue = read(csv_text({"title": "A"}) + broken + lines({"title": "C"}))
    assert titles(catalogue) == ["A", "C"]
    assert [(fault.line, fault.sets_aside) for fault in catalogue.faults] == [(3, True), (4, True), (5, True)]


def test_a_row_of_many_lines_is_read_up_to_a_limit():
    longest = "\n".join(["x"] * MOST_LINES_OF_A_ROW)
    assert titles(read(csv_text({"title": "A", "summary": longest}, {"title": "B"}))) == ["A", "B"]
    assert titles(read(csv_text({"title": "A", "summary": f"x\n{longest}"}, {"title": "B"}))) == ["B"]


def test_rows_with_too_many_or_too_few_cells_are_shown():
    catalogue = read(f"{HEADER}\nA,S.,Promising,Prevention,,,,extra,more\nB,S.,Untested,Diversion\n")

    assert titles(catalogue) == ["A", "B"]
    assert catalogue.practices["focus"].tolist() == ["Prevention", "Diversion"]
    assert [(fault.line, fault.advice.split(":")[0]) for fault in catalogue.faults] == [
        (2, "Remove the cells after the first 7"),
        (3, "Add the missing cells"),
    ]


def test_a_column_the_bank_does_not_know_is_named_and_not_read():
    catalogue = read(csv_text({"title": "A", "cost": "£5"}, columns=[*REQUIRED_COLUMNS, "cost", " "]))
    assert titles(catalogue) == ["A"]
    assert faults(catalogue) == [(1, "'cost'"), (1, "column 9")]


def test_a_column_named_twice_is_read_once():
    catalogue = read(f"{HEADER},Title\nA,S.,Promising,Prevention,,,,Other\n")
    assert titles(catalogue) == ["A"]
    assert faults(catalogue) == [(1, "title")]


def test_columns_are_known_by_their_aliases_in_any_letter_case():
    header = "Title,SUMMARY,Does it work?,Purpose,Organisation,Linked to,Topic"
    catalogue = read(f"{header}\nA,S.,Promising,Diversion,Kent Police,,\n")
    assert catalogue.faults == ()
    assert catalogue.practices["focus"].tolist() == ["Diversion"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "practices.csv is empty.", id="empty"),
        pytest.param("\ufeff\n \n", "practices.csv is empty.", id="blank"),
        pytest.param("title,summary\nA,S.\n", "no column effectiveness, focus,", id="missing columns"),
        pytest.param(TWO.replace(",", ";"), "Separate the columns with commas.", id="semicolons"),
        pytest.param(TWO.replace(",", "\t"), "Separate the columns with commas.", id="tabs"),
        pytest.param(f'"{HEADER}\nA\n', "first line that cannot be read. Close", id="open header"),
        pytest.param(TWO.encode("utf-16"), "is UTF-16 text.", id="UTF-16"),
        pytest.param(TWO.encode("utf-16-be"), "is UTF-16 text.", id="UTF-16 without its mark"),
        pytest.param(CAFE.encode("latin-1"), "line 3 holds a byte", id="Latin-1"),
        pytest.param(CAFE.replace("\n", "\r").encode("latin-1"), "line 3 holds", id="Latin-1 of an old Mac"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", "line 1 holds a byte", id="a picture"),
        pytest.param(b"PK\x03\x04\x14\x00\x06\x00", "practices.csv", id="a workbook"),
    ],
)
def test_what_cannot_be_a_catalogue_is_refused_with_a_way_to_mend_it(text, said):
    with pytest.raises(CatalogueError) as refused:
        read(text)
    assert said in str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(CatalogueError, match=r"There is no file none\.csv\. Put it back"):
        load_catalogue(tmp_path / "none.csv", VOCABULARY)
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_catalogue(tmp_path, VOCABULARY)


def test_a_header_alone_is_a_bank_of_no_practices():
    catalogue = read(f"{HEADER}\n")
    assert (len(catalogue.practices), catalogue.faults) == (0, ())
    assert tuple(catalogue.practices.columns) == COLUMNS


def test_a_cell_too_large_to_read_is_named_and_costs_only_its_row():
    catalogue = read(csv_text({"title": "A"}, {"title": "B", "summary": "x" * 200_000}, {"title": "C"}))
    assert titles(catalogue) == ["A", "C"]
    [fault] = catalogue.faults
    assert (fault.line, fault.sets_aside) == (3, True)
    assert "Shorten" in fault.advice


def test_a_long_cell_is_a_fault_and_shown():
    catalogue = read(csv_text({"title": "T" * 301, "summary": "S" * 2_001}))
    assert titles(catalogue) == ["T" * 301]
    assert faults(catalogue) == [(2, "summary"), (2, "title")]
    assert len(str(catalogue.faults[0])) < 200


def test_control_characters_are_named_and_not_read():
    catalogue = read(csv_text({"title": "Night\x00 walks\x1b[2J"}, {"title": "\x00"}))
    assert titles(catalogue) == ["Night walks[2J"]
    assert faults(catalogue) == [(2, "title"), (3, "title"), (3, "title")]
    assert all(str(fault).isprintable() for fault in catalogue.faults)


def test_markup_and_formulas_are_text():
    hostile = ["<script>alert(1)</script>", "=1+1", "{{ 7*7 }}", "‮gnp.exe", "a\tb", "'; DROP TABLE x; --"]
    catalogue = read(csv_text(*[{"title": text, "organisation": text} for text in hostile]))
    assert titles(catalogue) == hostile
    assert catalogue.practices["organisation"].tolist() == hostile


def test_the_version_changes_with_the_bytes():
    assert read(TWO).version == read(TWO).version
    assert read(TWO).version != read(f"{TWO}\n").version


def test_ten_thousand_rows_with_faults_are_read_whole():
    written = [{"title": "Vans", "topics": f"Topic {number % 50}"} for number in range(10_000)]
    catalogue = read(csv_text(*written))
    assert len(catalogue.practices) == len(catalogue.faults) == 10_000
    assert catalogue.practices["slug"].is_unique


def test_thousands_of_lines_that_each_open_a_cell_are_read_to_the_end():
    catalogue = read(f"{HEADER}\n" + 'a",",\n' * 5_000)
    assert [fault.line for fault in catalogue.faults] == list(range(2, 5_002))


def test_a_fault_says_where_what_and_what_was_found():
    fault = Fault(3, "focus", "Use a term of the vocabulary.", "Astro\x1blogy")
    assert str(fault) == "line 3, focus: Use a term of the vocabulary. Found: 'Astro\\x1blogy'."
    assert str(Fault(4, "", "Add the missing cells.")) == "line 4: Add the missing cells."
    assert len(shown("x" * 500)) == 62
