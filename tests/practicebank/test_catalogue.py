"""What the catalogue makes of files as people and programs really write them."""

import contextlib
import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from small_tables import VOCABULARY, csv_text, read

from practicebank.catalogue import (
    Catalogue,
    CatalogueError,
    Fault,
    load_catalogue,
    shown,
)
from practicebank.catalogue.records import MOST_LINES_OF_A_ROW, Record, Records
from practicebank.catalogue.stream import Stream
from practicebank.practice import COLUMNS, REQUIRED_COLUMNS

HEADER = ",".join(REQUIRED_COLUMNS)
CAFE = csv_text({"title": "A"}, {"title": "Café"})
TWO = csv_text({"title": "Night walks"}, {"title": "Safer routes", "focus": "Prevention; Diversion"})


def records(text: str) -> Iterator[Record]:
    return Records(Stream(io.BytesIO(text.encode()), "practices.csv")).up_to()


def rows(*cells: dict[str, str]) -> str:
    """The lines of a file below its header."""
    return csv_text(*cells).removeprefix(f"{HEADER}\n")


def titles(catalogue: Catalogue) -> list[str]:
    return list(catalogue.practices["title"])


def faults(catalogue: Catalogue) -> list[tuple[int, str]]:
    return [(fault.line, fault.column) for fault in catalogue.faults]


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
@pytest.mark.parametrize("below", [rows({"title": "B"}, {"title": "C, and more"}), '"B",S.,Promising,Diversion,,,\n'])
def test_a_stray_quotation_mark_costs_one_line(broken, below):
    catalogue = read(f"{HEADER}\n{rows({'title': 'A'})}{broken}\n{below}")

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
    catalogue = read(csv_text({"title": "A"}) + stray + rows({"title": "B"}) + stray)
    assert titles(catalogue) == ["A", "B"]
    assert [(fault.line, fault.sets_aside) for fault in catalogue.faults] == [(3, True), (5, True)]


def test_the_rest_of_a_broken_row_is_no_practice():
    broken = 'B,"First line\nsecond "quoted" line\nlast line",Promising,Prevention,,,\n'
    catalogue = read(csv_text({"title": "A"}) + broken + rows({"title": "C"}))
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


def test_only_the_second_row_of_a_slug_is_set_aside():
    columns = ["slug", *REQUIRED_COLUMNS]
    catalogue = read(
        csv_text(
            {"slug": "walks", "title": "A"},
            {"slug": "walks", "title": "B"},
            {"slug": "vans", "title": ""},
            {"slug": "vans", "title": "C"},
            columns=columns,
        )
    )
    assert titles(catalogue) == ["A", "C"]
    assert [(fault.line, fault.column, fault.sets_aside) for fault in catalogue.faults] == [
        (3, "slug", True),
        (4, "title", True),
    ]


def test_a_row_without_a_slug_gets_one_that_no_other_row_has():
    catalogue = read(
        csv_text(
            {"slug": "", "title": "Night walks"},
            {"slug": "night-walks", "title": "Other walks"},
            {"slug": "", "title": "Night walks"},
            {"slug": "Not A Slug", "title": "C"},
            columns=["slug", *REQUIRED_COLUMNS],
        )
    )
    slugs = ["night-walks-2", "night-walks", "night-walks-3", "Not A Slug"]
    assert list(catalogue.practices["slug"]) == slugs
    assert faults(catalogue) == [(2, "slug"), (4, "slug"), (5, "slug")]


def test_slugs_made_from_titles_are_the_same_at_every_reading():
    text = csv_text(*[{"title": title} for title in ["Vans", "vans!", "–", "…", "Vans 2", "日本", "x " * 90]])
    slugs = list(read(text).practices["slug"])
    assert slugs == list(read(text).practices["slug"])
    assert slugs[:5] == ["vans", "vans-2", "practice", "practice-2", "vans-2-2"]
    assert len(set(slugs)) == len(slugs)
    assert max(map(len, slugs)) <= 62


def test_a_row_without_a_title_is_set_aside_and_nothing_else_is():
    empty = {"summary": "", "effectiveness": "", "focus": ""}
    catalogue = read(csv_text({"title": "  "}, {"title": "A"} | empty, {"title": ""}))
    assert titles(catalogue) == ["A"]
    assert catalogue.practices[["summary", "effectiveness", "focus"]].isna().all().all()
    assert [(fault.line, fault.column, fault.sets_aside) for fault in catalogue.faults] == [
        (2, "title", True),
        (3, "effectiveness", False),
        (3, "focus", False),
        (3, "summary", False),
        (4, "title", True),
    ]


def test_an_unknown_term_is_kept_under_that_term_and_named():
    catalogue = read(csv_text({"title": "A", "focus": "Prevention; Astrology", "effectiveness": "Magic"}))
    assert catalogue.practices["focus"].tolist() == ["Prevention; Astrology"]
    assert catalogue.practices["effectiveness"].tolist() == ["Magic"]
    assert [(fault.column, fault.found) for fault in catalogue.faults] == [
        ("effectiveness", "Magic"),
        ("focus", "Astrology"),
    ]


@pytest.mark.parametrize(
    ("column", "written", "read_as"),
    [
        ("effectiveness", "promising", "Promising"),
        ("effectiveness", "Untested - new or innovative", "Untested – new or innovative"),
        ("effectiveness", "untested –  new\u00a0or innovative ", "Untested – new or innovative"),
        ("effectiveness", "Didn't work", "Didn’t work"),
        ("focus", "PREVENTION;diversion", "Prevention; Diversion"),
        ("focus", "Prevention; prevention ;", "Prevention"),
        ("focus", "Prevention, Re-offending", "Prevention; Reoffending"),
        ("topics", "Leadership, development and learning", "Leadership, development and learning"),
        ("linked_to", "HMIC", "HMICFRS"),
    ],
)
def test_aliases_and_letter_case_are_read_as_the_term(column, written, read_as):
    catalogue = read(csv_text({"title": "A", column: written}))
    assert catalogue.faults == ()
    assert catalogue.practices[column].tolist() == [read_as]


def test_an_unknown_term_with_a_comma_stays_whole():
    catalogue = read(csv_text({"title": "A", "focus": "Prevention, Astrology"}))
    assert catalogue.practices["focus"].tolist() == ["Prevention, Astrology"]
    assert faults(catalogue) == [(2, "focus")]


def test_not_recorded_in_a_cell_is_an_empty_cell():
    catalogue = read(csv_text({"title": "A", "organisation": "Not recorded", "topics": "not recorded"}))
    assert catalogue.faults == ()
    assert catalogue.practices[["organisation", "topics"]].isna().all().all()


@pytest.mark.parametrize("word", ["NA", "nan", "None", "null", "N/A", "-", "1", "TRUE", "2026-01-02"])
def test_a_cell_is_text_whatever_it_looks_like(word):
    catalogue = read(csv_text({"title": word, "summary": word, "organisation": word}))
    for column in ("title", "summary", "organisation"):
        assert catalogue.practices[column].tolist() == [word]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "//example.org",
        "https://",
        "http://[",
        "https://exa mple.org",
        "https://example.org/\u202e",
        "www.example.org",
        "http://example.org:99999999",
    ],
)
def test_an_address_that_is_none_is_a_fault_and_never_shown(address):
    catalogue = read(csv_text({"title": "A", "page_url": address}, columns=[*REQUIRED_COLUMNS, "page_url"]))
    assert catalogue.practices["page_url"].isna().all()
    assert faults(catalogue) == [(2, "page_url")]


def test_addresses_are_kept_as_written():
    addresses = ["https://example.org/a?b=c#d", "HTTP://EXAMPLE.ORG", "https://example.org/ä"]
    columns = [*REQUIRED_COLUMNS, "page_url"]
    catalogue = read(csv_text(*[{"title": a, "page_url": a} for a in addresses], columns=columns))
    assert catalogue.practices["page_url"].tolist() == addresses
    assert catalogue.faults == ()


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


@given(st.binary(max_size=400))
@settings(deadline=None, max_examples=100)
def test_no_bytes_raise_anything_but_a_catalogue_error(raw):
    with contextlib.suppress(CatalogueError):
        assert tuple(read(raw).practices.columns) == COLUMNS


@given(st.text(alphabet='",;\n\r\t\x00ab =’İ\ufeff\ud7ff', max_size=200), st.booleans())
@settings(deadline=None, max_examples=30)
def test_no_text_below_a_good_header_raises_at_all(text, slugs):
    catalogue = read(("slug," if slugs else "") + f"{HEADER}\n{text}")
    practices = catalogue.practices
    assert practices["slug"].is_unique
    assert practices["slug"].notna().all()
    assert practices["title"].notna().all()
    assert list(practices.index) == list(range(len(practices)))
    lines = len(io.StringIO(text, newline="").readlines()) + 1
    assert all(1 <= fault.line <= lines for fault in catalogue.faults)


bad_lines = st.sampled_from(
    [
        '"open',
        'X,"open',
        'X,"',
        '"a"b,c',
        'X "quoted",y',
        ",,,,,,",
        "",
        " ",
        ",no title,Promising,Prevention,,,",
    ]
)
good_titles = st.from_regex(r"[A-Za-z][A-Za-z0-9 ,\"]{0,20}[A-Za-z0-9]", fullmatch=True)


lines_and_titles = st.one_of(bad_lines.map(lambda line: (line, "")), good_titles.map(lambda title: ("", title)))


def mixed(pieces: list[tuple[str, str]]) -> str:
    return f"{HEADER}\n" + "".join(rows({"title": title}) if title else f"{line}\n" for line, title in pieces)


@given(st.lists(lines_and_titles, max_size=14))
@settings(deadline=None, max_examples=300)
def test_every_good_row_is_cut_whole_whatever_stands_between(pieces):
    good = [title for _, title in pieces if title]
    whole = [row.cells[0] for row in records(mixed(pieces)) if not row.fault and len(row.cells) == 7]
    assert [title for title in whole if title in good] == good


@given(st.lists(lines_and_titles, max_size=14))
@settings(deadline=None, max_examples=20)
def test_every_good_row_is_shown_whatever_stands_between(pieces):
    good = [title for _, title in pieces if title]
    assert [title for title in titles(read(mixed(pieces))) if title in good] == good


letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
cells = st.text(letters, max_size=30)


@given(st.lists(st.tuples(cells, cells, cells), max_size=8), st.sampled_from(["\n", "\r\n"]))
@settings(deadline=None, max_examples=15)
def test_what_a_csv_writer_wrote_is_read_exactly(texts, end):
    assume(all(title.strip() and who.strip().casefold() != "not recorded" for title, _, who in texts))
    written = [{"title": title, "summary": summary, "organisation": who} for title, summary, who in texts]

    practices = read(csv_text(*written, end=end)).practices

    read_back = practices[["title", "summary", "organisation"]].astype(object).fillna("").values.tolist()
    assert read_back == [[cell.strip() for cell in row] for row in texts]


def test_the_real_vocabulary_has_no_term_that_a_cell_would_split():
    for field in VOCABULARY:
        for name in field.names:
            assert field.canonical_cell(name) == name
