import pytest

from practicebank.catalogue.sources import CONFIDENCES, FIELDS, Source, load_sources, unmatched
from tests.practicebank.small_tables import csv_text, read

HEADER = ",".join(FIELDS)
URL = "https://example.org/a"


def written(tmp_path, *lines: str):
    path = tmp_path / "sources.csv"
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return path


def test_every_fact_has_its_source_and_what_it_is_worth(tmp_path):
    sources = load_sources(written(tmp_path, f"vans,region,{URL},high", f"vans,scale,{URL}?b,medium"))
    assert sources.faults == ()
    assert sources.of("vans") == {"region": Source(URL, "high"), "scale": Source(f"{URL}?b", "medium")}
    assert [source.meaning for source in sources.of("vans").values()] == list(CONFIDENCES.values())
    assert sources.of("unheard-of") == {}


def test_no_file_means_no_sources_and_no_fault(tmp_path):
    sources = load_sources(tmp_path / "none.csv")
    assert (sources.by_practice, sources.faults) == ({}, ())


@pytest.mark.parametrize(
    ("line", "column", "advice"),
    [
        (f"vans,colour,{URL},high", "field", "Name a column of the catalogue."),
        (f",region,{URL},high", "slug", "Enter the slug of a practice."),
        ("vans,region,javascript:alert(1),high", "source_url", "Enter a web address"),
        ("vans,region,https://[,high", "source_url", "Enter a web address"),
        (f"vans,region,{URL},certain", "confidence", "Use one of high, medium."),
        (f"vans,region,{URL}", "", "Give 4 cells: there are 3."),
        (f"vans,region,{URL},high,", "", "Give 4 cells: there are 5."),
        (f"night-walks,region,{URL},medium", "", "Remove this line: line 2 gives"),
        (f'vans,"region,{URL},high', "", "Close the quotation mark"),
        (f"vans,{'x' * 200_000},{URL},high", "", "Shorten the longest cell"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_left_out(tmp_path, line, column, advice):
    good = [f"night-walks,region,{URL},high", line, f"night-walks,scale,{URL},high"]
    sources = load_sources(written(tmp_path, *good))
    [fault] = sources.faults
    assert (fault.line, fault.column) == (3, column)
    assert fault.advice.startswith(advice)
    assert set(sources.by_practice) == {"night-walks"}
    assert set(sources.of("night-walks")) == {"region", "scale"}
    assert sources.of("night-walks")["region"].confidence == "high"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"slug,field\n",
        "slug,field,source_url,confidence\n".encode("utf-16"),
        HEADER.encode() + b"\n\xe9,region,x,high\n",
        f'"{HEADER}'.encode(),
    ],
)
def test_a_file_that_cannot_be_read_leaves_no_sources_and_one_fault(tmp_path, raw):
    path = tmp_path / "sources.csv"
    path.write_bytes(raw)
    sources = load_sources(path)
    assert sources.by_practice == {}
    assert len(sources.faults) == 1


def test_a_folder_in_its_place_is_a_fault(tmp_path):
    assert len(load_sources(tmp_path).faults) == 1


def test_sources_of_no_practice_or_of_no_fact_are_found(tmp_path):
    practices = read(csv_text({"title": "Vans", "organisation": "Kent Police"})).practices
    sources = load_sources(
        written(
            tmp_path,
            f"vans,organisation,{URL},high",
            f"vans,region,{URL},high",
            f"walks,organisation,{URL},high",
        )
    )
    assert [(fault.line, fault.column, fault.found) for fault in unmatched(sources, practices)] == [
        (3, "field", "region"),
        (4, "slug", "walks"),
    ]
