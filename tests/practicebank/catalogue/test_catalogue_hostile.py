"""Files nobody would write: nothing raises, and every good row is read whatever stands around it."""

import contextlib
import io
from collections.abc import Iterator

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from practicebank.catalogue import CatalogueError
from practicebank.catalogue.records import CsvRecord, Records, Stream
from practicebank.fields import COLUMNS
from tests.depth import examples
from tests.practicebank.small_tables import HEADER, csv_text, lines, read, titles


def records(text: str) -> Iterator[CsvRecord]:
    return Records(Stream(io.BytesIO(text.encode()), "practices.csv")).up_to()


@given(st.binary(max_size=400))
@settings(max_examples=examples(100))
def test_no_bytes_raise_anything_but_a_catalogue_error(raw):
    with contextlib.suppress(CatalogueError):
        assert tuple(read(raw).practices.columns) == COLUMNS


@given(st.text(alphabet='",;\n\r\t\x00ab =’İ\ufeff\ud7ff', max_size=200), st.booleans())
@settings(max_examples=examples(30))
def test_no_text_below_a_good_header_raises_at_all(text, slugs):
    catalogue = read(("slug," if slugs else "") + f"{HEADER}\n{text}")
    practices = catalogue.practices
    assert practices["slug"].is_unique
    assert practices["slug"].notna().all()
    assert practices["title"].notna().all()
    assert list(practices.index) == list(range(len(practices)))
    last = len(io.StringIO(text, newline="").readlines()) + 1
    assert all(1 <= fault.line <= last for fault in catalogue.faults)


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
    return f"{HEADER}\n" + "".join(lines({"title": title}) if title else f"{line}\n" for line, title in pieces)


@given(st.lists(lines_and_titles, max_size=14))
@settings(max_examples=examples(300))
def test_every_good_row_is_cut_whole_whatever_stands_between(pieces):
    good = [title for _, title in pieces if title]
    whole = [row.cells[0] for row in records(mixed(pieces)) if not row.fault and len(row.cells) == 7]
    assert [title for title in whole if title in good] == good


@given(st.lists(lines_and_titles, max_size=14))
@settings(max_examples=examples(20))
def test_every_good_row_is_shown_whatever_stands_between(pieces):
    good = [title for _, title in pieces if title]
    assert [title for title in titles(read(mixed(pieces))) if title in good] == good


letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
cells = st.text(letters, max_size=30)


@given(st.lists(st.tuples(cells, cells, cells), max_size=8), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=examples(15))
def test_what_a_csv_writer_wrote_is_read_exactly(texts, end):
    assume(all(title.strip() and who.strip().casefold() != "not recorded" for title, _, who in texts))
    written = [{"title": title, "summary": summary, "organisation": who} for title, summary, who in texts]

    practices = read(csv_text(*written, end=end)).practices

    read_back = practices[["title", "summary", "organisation"]].astype(object).fillna("").values.tolist()
    assert read_back == [[cell.strip() for cell in row] for row in texts]
