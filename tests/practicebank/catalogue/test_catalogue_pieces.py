"""A file read in pieces says the same as one read whole, wherever the pieces are cut and whichever reader cuts the rows."""

import csv
import io
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicebank import catalogue as reading
from practicebank.catalogue import Catalogue, CatalogueError, load_catalogue, read_catalogue
from practicebank.catalogue.plain import MOST_BYTES_OF_A_ROW, read_plain, whole_rows
from practicebank.catalogue.records import Records, Stream
from practicebank.catalogue.schema import are_web_addresses, is_web_address
from practicebank.catalogue.slugs import derive_slugs
from practicebank.fields import COLUMNS, REQUIRED_COLUMNS
from tests.depth import examples
from tests.practicebank.small_tables import VOCABULARY, csv_text

HEADER = ",".join(REQUIRED_COLUMNS)
EVERY_COLUMN = {column: place for place, column in enumerate(REQUIRED_COLUMNS)}
MANY_LINES = [{"title": f"Walk {number}", "summary": f'First, "line"\n\n{number}.'} for number in range(40)]


def read(text: str | bytes, piece: int) -> Catalogue:
    raw = text if isinstance(text, bytes) else text.encode()
    return read_catalogue(raw, "practices.csv", VOCABULARY, piece)


def outcome(text: str | bytes, piece: int) -> tuple[object, ...]:
    try:
        found = read(text, piece)
    except CatalogueError as error:
        return (str(error),)
    return found.practices.astype(object).fillna("").values.tolist(), found.faults, found.version


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("piece", [1, 7, 100, 1 << 20])
def test_cells_of_many_lines_are_whole_wherever_a_piece_ends(piece, end):
    catalogue = read("\ufeff" + csv_text(*MANY_LINES, {"title": "Café £5", "focus": "Astrology"}, end=end), piece)

    assert catalogue.practices["summary"].tolist()[:40] == [row["summary"] for row in MANY_LINES]
    assert catalogue.practices["title"].tolist()[40] == "Café £5"
    assert [(fault.line, fault.column) for fault in catalogue.faults] == [(2 + 40 * 3, "focus")]


@pytest.mark.parametrize("piece", [64, 1 << 20])
def test_a_fault_far_down_has_its_own_line_after_pieces_of_both_kinds(piece):
    stray = 'X,"open\n'
    text = csv_text(*MANY_LINES) + stray + csv_text(*MANY_LINES, {"title": ""}).removeprefix(f"{HEADER}\n")

    catalogue = read(text, piece)

    assert len(catalogue.practices) == 80
    assert [(fault.line, fault.sets_aside) for fault in catalogue.faults] == [(122, True), (243, True)]


def test_a_byte_that_is_no_text_is_named_by_its_line_in_a_late_piece():
    good = csv_text(*MANY_LINES, end="\r\n").encode()
    for piece in (1, 50, 1 << 20):
        with pytest.raises(CatalogueError, match="line 122 holds a byte that cannot be read"):
            read(good + b"Caf\xe9,S.,Promising,Prevention,,,\n", piece)
        with pytest.raises(CatalogueError, match="line 122 holds a byte"):
            read(good + b"Caf\xc3", piece)


def test_that_a_file_is_no_text_is_said_before_what_its_columns_lack():
    with pytest.raises(CatalogueError, match="line 3 holds a byte"):
        read(b"title,summary\nA,B\n\xff\n", 4)


pieces_of_text = st.lists(
    st.sampled_from(
        [
            *'",\n\r;aé日\x00\x85\ufeff ',
            '""',
            '",',
            ',"',
            "\r\n",
            "x,y",
            "Promising,Prevention,,,",
            csv_text({"title": "Good"})[69:],
        ]
    ),
    max_size=40,
).map("".join)
whole_files = st.lists(st.lists(st.text(st.sampled_from('aB "é,\n;'), max_size=8), min_size=5, max_size=9), max_size=8)


@given(pieces_of_text, st.integers(1, 60))
@settings(max_examples=examples(60))
def test_any_text_is_read_the_same_in_pieces_of_any_size(text, piece):
    assert outcome(f"{HEADER}\n{text}", piece) == outcome(f"{HEADER}\n{text}", 1 << 20)


@given(whole_files, st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
@settings(max_examples=examples(60))
def test_the_quick_reader_cuts_what_it_takes_as_the_careful_one_does(table, end, quoting):
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=end, quoting=quoting).writerows(table)
    text = written.getvalue().replace("\r\n", "\n")
    plain = read_plain(text.encode(), len(REQUIRED_COLUMNS), EVERY_COLUMN)
    if plain:
        careful = list(Records(Stream(io.BytesIO(text.encode()), "practices.csv")).up_to())
        assert [row.line - 1 for row in careful] == plain.lines.tolist()
        for column, position in EVERY_COLUMN.items():
            cells = [row.cells[position] for row in careful]
            assert plain.cells[column].to_pylist() == ([cell.strip() for cell in cells] if column == "title" else cells)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param('A,S "x",P,F,,,\n', id="a quotation mark inside a cell"),
        pytest.param('"A" x,S,P,F,,,\n', id="text after the closing mark"),
        pytest.param('"A,S,P,F,,,\n', id="never closed"),
        pytest.param("A,S,P,F,,\n", id="too few cells"),
        pytest.param("A,S,P,F,,,,\n", id="too many cells"),
        pytest.param(",,,,,,\n", id="bare commas"),
        pytest.param(" ,S,P,F,,,\n", id="no title"),
        pytest.param("   \n", id="spaces"),
        pytest.param("A\x00,S,P,F,,,\n", id="a control character"),
        pytest.param("A\x85,S,P,F,,,\n", id="a control character beyond ASCII"),
        pytest.param("A\uffff,S,P,F,,,\n", id="no character"),
        pytest.param("\ufeffA,S,P,F,,,\n", id="a byte order mark"),
        pytest.param(f"A,{'x' * MOST_BYTES_OF_A_ROW},P,F,,,\n", id="a long row"),
        pytest.param('A,"' + "\n" * 1_000 + '",P,F,,,\n', id="a row of many lines"),
    ],
)
def test_what_is_unusual_is_left_to_the_careful_reader(rows):
    good = "B,S,P,F,,,\n"
    assert read_plain(f"{rows}{good}".encode(), 7, EVERY_COLUMN) is None
    assert read_plain(f"{good}\n{good}".encode(), 7, EVERY_COLUMN) is not None


def test_a_piece_is_cut_after_its_last_whole_row():
    window = b'A,"1\n2",x\nB,"3\n'
    assert window[: whole_rows(window, ended=False)] == b'A,"1\n2",x\n'
    assert whole_rows(b'"1\n2', ended=False) == 0
    assert whole_rows(window, ended=True) == len(window)


def test_an_ordinary_file_never_needs_the_careful_reader(monkeypatch):
    pieces = []
    quick = reading.read_plain
    monkeypatch.setattr(reading, "read_plain", lambda *given: pieces.append(quick(*given)) or pieces[-1])

    catalogue = read(csv_text(*MANY_LINES * 20), 4_096)

    assert len(catalogue.practices) == 800
    assert len(pieces) > 5
    assert all(pieces)


def test_only_a_few_pieces_are_in_memory_at_once():
    stream = Stream(io.BytesIO(csv_text(*MANY_LINES * 50).encode()), "practices.csv", 1_000)
    for _ in Records(stream).up_to():
        assert len(stream.window) <= 2_000


def test_whoever_opens_the_bank_is_told_how_far_it_is(tmp_path):
    path = tmp_path / "practices.csv"
    path.write_text(csv_text(*[{"title": f"Walk {number}", "summary": "x" * 1_900} for number in range(2_000)]))
    told: list[int] = []
    load_catalogue(path, VOCABULARY, told.append)
    assert told == sorted(told)
    assert len(told) > 2
    assert told[-1] == 2_000


def test_a_file_that_is_written_while_it_is_read_is_refused(tmp_path):
    path: Path = tmp_path / "practices.csv"
    path.write_text(csv_text(*MANY_LINES))

    def written_again(_rows: int) -> None:
        with path.open("a") as file:
            file.write("half a li")

    with pytest.raises(CatalogueError, match=r"practices\.csv was being written while it was read"):
        load_catalogue(path, VOCABULARY, written_again)


def test_a_catalogue_may_come_through_a_pipe(tmp_path):
    path = tmp_path / "practices.csv"
    os.mkfifo(path)
    with ThreadPoolExecutor(1) as other:
        other.submit(path.write_text, csv_text(*MANY_LINES))
        assert len(load_catalogue(path, VOCABULARY).practices) == 40


plain_titles = st.text(st.sampled_from("aB3 -"), min_size=1, max_size=70)


@given(plain_titles)
@settings(max_examples=examples(60))
def test_slugs_of_plain_titles_are_those_of_any_title(title):
    # A letter that is dropped sends the title the longer way.
    assert derive_slugs([title]) == derive_slugs([f"{title}’"])


addresses = st.lists(
    st.sampled_from(["http", "https", "://", "/", ".", "a", "-", "[", "]", "@", ":0", ":80", "é", " ", "?", "#"]),
    max_size=8,
)


@given(st.lists(addresses.map("".join), max_size=6))
@settings(max_examples=examples(100))
def test_many_addresses_are_judged_as_each_of_them_is(texts):
    texts = [*texts, *(f"https://{text}" for text in texts)]
    assert are_web_addresses(pd.Series(texts, dtype="str")).tolist() == [is_web_address(text) for text in texts]


def test_every_column_is_there_whatever_the_piece():
    assert tuple(read(f"{HEADER}\n", 1).practices.columns) == COLUMNS
