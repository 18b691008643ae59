"""The shelf over real files that change, break, vanish and come back while readers visit."""

import os
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from practicebank.bank.bank import ORDERS
from practicebank.bank.files import BankUnavailable
from practicebank.bank.filters import Filters
from practicebank.bank.shelf import Shelf, open_bank
from practicebank.catalogue import CatalogueError
from practicebank.fields import COLUMNS
from practicebank.services import services_of
from practicebank.settings import Settings
from tests.practicebank.small_tables import ROOT, csv_text

ROWS = [
    {"title": "Night walks", "effectiveness": "Untested", "organisation": "Kent Police", "topics": "Victims"},
    {"title": "a van for Fridays", "focus": "Diversion", "topics": "Victims", "linked_to": "HMICFRS"},
    {"title": "Safer routes", "effectiveness": "Worked", "organisation": "Avon Police"},
    {"title": "Émile’s burglary leaflet", "effectiveness": "", "focus": "", "summary": "About burglary."},
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A bank of its own, every file of it in one folder."""
    paths = Settings(
        catalogue=tmp_path / "practices.csv",
        sources=tmp_path / "sources.csv",
        accounts=tmp_path / "accounts.csv",
        places=tmp_path / "places.csv",
        vocabulary=tmp_path / "vocabulary.toml",
        synonyms=tmp_path / "words.csv",
    )
    paths.catalogue.write_text(csv_text(*ROWS), encoding="utf-8")
    paths.vocabulary.write_bytes((ROOT / "data" / "vocabulary.toml").read_bytes())
    paths.synonyms.write_text("subject,relation,word,others\nCrime,form,burglary,burglar\n", encoding="utf-8")
    return paths


_ticks = count(1_700_000_000)


def replace(path: Path, text: str) -> None:
    """Put a whole new file in place, as an editor or a deployment does, with a time of its own."""
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    tick = next(_ticks)
    os.utime(new, (tick, tick))
    new.replace(path)


def titles(opened: Shelf) -> list[str]:
    return list(opened.current().practices["title"])


def test_a_bank_is_read_once_while_its_files_stay_the_same(settings):
    opened = Shelf(settings)
    assert opened.current() is opened.current()
    assert opened.problem == ""
    assert len(opened.current()) == 4


def test_there_is_one_shelf_for_the_same_settings(settings):
    assert services_of(settings).shelf is services_of(Settings(*vars(settings).values())).shelf


def test_a_map_that_changes_shows_at_the_next_visit_and_its_faults_stop_nothing(settings):
    opened = Shelf(settings)
    assert opened.current().places.tiles == ()

    replace(settings.places, "organisation,region,column,row\nKent Police,South East,6,8\n,South East,6,7\n")

    bank = opened.current()
    assert [place.organisation for place in bank.places.tiles] == ["Kent Police"]
    assert [(fault.line, fault.column) for fault in bank.places.faults] == [(3, "organisation")]
    assert (len(bank), opened.problem) == (4, "")


def test_a_changed_catalogue_shows_at_the_next_visit(settings):
    opened = Shelf(settings)
    before = opened.current()

    replace(settings.catalogue, csv_text({"title": "Only this"}))

    assert titles(opened) == ["Only this"]
    assert len(before) == 4
    assert opened.current().version != before.version


def test_a_changed_vocabulary_source_or_synonym_shows_at_the_next_visit(settings):
    opened = Shelf(settings)
    assert opened.current().sources.of("night-walks") == {}
    assert len(opened.current().select(Filters(q="crook"))) == 0

    replace(settings.sources, "slug,field,source_url,confidence\nnight-walks,topics,https://a.example/,high\n")
    replace(settings.synonyms, "subject,relation,word,others\nCrime,same,burglary,crook\n")
    written = settings.vocabulary.read_text(encoding="utf-8")
    replace(settings.vocabulary, written.replace('"Diversion"', '"Steering"'))

    bank = opened.current()
    assert bank.sources.of("night-walks")["topics"].confidence == "high"
    assert "Steering" in bank.facets["focus"].terms
    assert [fault.found for fault in bank.faults if fault.column == "focus"] == ["Diversion", ""]
    found = bank.select(Filters(q="crook"))
    assert list(bank.practices["title"].iloc[found.rows]) == ["Émile’s burglary leaflet"]


@pytest.mark.parametrize(
    ("name", "broken", "said"),
    [
        ("catalogue", "nothing,of,the,kind\n", "practices.csv has no column title"),
        ("catalogue", "", "practices.csv is empty"),
        ("catalogue", None, "There is no file practices.csv"),
        ("vocabulary", "[focus", "Mend vocabulary.toml"),
        ("vocabulary", None, "Put the vocabulary file vocabulary.toml back"),
        ("synonyms", "word\n", "words.csv has 1 fault"),
        ("synonyms", None, "Put the file of synonyms words.csv back"),
    ],
)
def test_a_broken_new_version_leaves_the_last_good_one_and_says_why(settings, name, broken, said):
    path: Path = getattr(settings, name)
    good = path.read_text(encoding="utf-8")
    opened = Shelf(settings)
    before = opened.current()

    if broken is None:
        path.unlink()
    else:
        replace(path, broken)

    assert opened.current() is before
    assert opened.problem.startswith(said)
    assert opened.current() is before

    replace(path, good)

    assert opened.current() is not before
    assert opened.problem == ""


@pytest.mark.parametrize("name", ["catalogue", "vocabulary", "synonyms"])
def test_with_a_file_missing_at_the_start_there_is_nothing_until_it_is_put_back(settings, name):
    path: Path = getattr(settings, name)
    good = path.read_text(encoding="utf-8")
    path.unlink()
    opened = Shelf(settings)

    for _ in range(2):
        with pytest.raises(BankUnavailable) as unavailable:
            opened.current()
        assert path.name in str(unavailable.value)
        assert str(path.parent) not in str(unavailable.value)

    replace(path, good)

    assert len(opened.current()) == 4
    assert opened.problem == ""


def test_a_partly_bad_file_shows_its_good_rows_and_keeps_the_faults(settings):
    replace(settings.catalogue, csv_text({"title": "A"}, {"title": ""}, {"title": "B", "focus": "New"}))
    opened = Shelf(settings)
    assert titles(opened) == ["A", "B"]
    assert opened.problem == ""
    assert [fault.line for fault in opened.current().faults] == [3, 4]


def test_the_log_says_what_to_mend_and_quotes_no_cell(settings, caplog):
    replace(settings.catalogue, csv_text({"title": "A"}, {"title": ""}, {"title": "B", "focus": "Kept out"}))
    with caplog.at_level("INFO", logger="practicebank"):
        Shelf(settings).current()
    told = {record.msg: record.facts for record in caplog.records}
    assert told["bank_read"]["faults"] == told["bank_has_faults"]["faults"] == 2
    assert told["bank_has_faults"]["incomplete"]
    assert "The catalogue, line 3, title: " in told["bank_has_faults"]["first"]
    assert "The catalogue, line 4, focus: " in told["bank_has_faults"]["first"]
    assert "Kept out" not in told["bank_has_faults"]["first"]


def test_a_bank_without_faults_warns_of_none(settings, caplog):
    replace(settings.catalogue, csv_text({"title": "A"}))
    with caplog.at_level("INFO", logger="practicebank"):
        assert not Shelf(settings).current().incomplete
    assert "bank_has_faults" not in [record.msg for record in caplog.records]


def test_a_bank_of_no_practices_can_be_asked_anything(settings):
    replace(settings.catalogue, csv_text())
    bank = Shelf(settings).current()
    for order in ORDERS:
        for filters in (Filters(), Filters(q="burglary"), Filters({"focus": ("Diversion",)})):
            assert len(bank.select(filters, order)) == 0
    assert bank.select(Filters()).in_words == "0 practices"


def test_open_bank_raises_what_is_wrong(settings):
    settings.catalogue.unlink()
    with pytest.raises(CatalogueError):
        open_bank(settings)


def test_threads_that_visit_while_the_file_changes_see_whole_versions_only(settings):
    opened = Shelf(settings)
    versions = {number: [{"title": f"{number}–{row}"} for row in range(number)] for number in range(1, 9)}
    replace(settings.catalogue, csv_text(*versions[1]))
    opened.current()
    done = threading.Event()

    def visit() -> set[int]:
        seen = set()
        while not done.is_set():
            bank = opened.current()
            number = len(bank)
            assert list(bank.practices["title"]) == [row["title"] for row in versions[number]]
            assert len(bank.select(Filters({"focus": ("Prevention",)}))) == number
            seen.add(number)
        return seen

    with ThreadPoolExecutor(6) as pool:
        visitors = [pool.submit(visit) for _ in range(6)]
        try:
            for number in range(2, 9):
                replace(settings.catalogue, csv_text(*versions[number]))
                opened.current()
        finally:
            done.set()
        seen = set().union(*(visitor.result() for visitor in visitors))

    assert seen <= set(versions)
    assert len(opened.current()) == 8
    assert opened.problem == ""


def test_threads_that_come_first_all_wait_for_one_reading(settings):
    opened = Shelf(settings)
    together = threading.Barrier(8)

    def visit() -> int:
        together.wait()
        return id(opened.current())

    with ThreadPoolExecutor(8) as pool:
        banks = {visitor.result() for visitor in [pool.submit(visit) for _ in range(8)]}
    assert len(banks) == 1


def test_threads_that_search_for_many_things_at_once_all_get_answers(settings):
    bank = Shelf(settings).current()

    def search(start: int) -> int:
        words = [f"burglary {number % 97}" for number in range(start, start + 300)]
        return sum(len(bank.select(Filters(q=each))) for each in words)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(search, range(0, 400, 100)))
    assert len(answers) == 4


def test_a_bank_that_was_replaced_is_forgotten(settings):
    opened = Shelf(settings)
    banks = []
    for number in range(6):
        rows = [{"title": f"{number} {row}"} for row in range(5)]
        replace(settings.catalogue, csv_text(*rows))
        bank = opened.current()
        bank.select(Filters({"focus": ("Prevention",)}, q="5 4"), "match")
        bank.search.similar(0)
        banks += [weakref.ref(bank), weakref.ref(bank.search), weakref.ref(bank.facets["focus"])]
        del bank

    assert sum(bank() is not None for bank in banks) == 3


def test_every_order_has_every_practice_once(settings):
    bank = open_bank(settings)
    for order in [*ORDERS, "nonsense"]:
        assert sorted(bank.in_order(order)) == [0, 1, 2, 3]
    assert bank.in_order("nonsense") is bank.in_order("title")


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("title", ["a van for Fridays", "Night walks", "Safer routes", "Émile’s burglary leaflet"]),
        ("effectiveness", ["Safer routes", "a van for Fridays", "Night walks", "Émile’s burglary leaflet"]),
        ("focus", ["Night walks", "Safer routes", "a van for Fridays", "Émile’s burglary leaflet"]),
        ("organisation", ["Safer routes", "Night walks", "a van for Fridays", "Émile’s burglary leaflet"]),
        ("recorded", ["a van for Fridays", "Night walks", "Safer routes", "Émile’s burglary leaflet"]),
        ("match", ["a van for Fridays", "Night walks", "Safer routes", "Émile’s burglary leaflet"]),
        ("'; DROP TABLE", ["a van for Fridays", "Night walks", "Safer routes", "Émile’s burglary leaflet"]),
    ],
)
def test_practices_stand_in_the_order_asked_for_with_missing_values_last(settings, order, expected):
    bank = open_bank(settings)
    assert list(bank.practices["title"].iloc[bank.select(Filters(), order).rows]) == expected


def test_a_selection_has_its_rows_their_mask_the_counts_and_the_words(settings):
    bank = open_bank(settings)
    selection = bank.select(Filters({"focus": ("Prevention",)}, q="night walks"))
    assert [bank.practices["title"][row] for row in selection.rows] == ["Night walks"]
    assert selection.kept.tolist() == [True, False, False, False]
    assert selection.in_words == "1 practice that is about Prevention and matches “night walks”"
    assert selection.counts["effectiveness"]["Untested – new or innovative"] == 1
    assert list(bank.row_of.items())[:2] == [("night-walks", 0), ("a-van-for-fridays", 1)]


def test_words_that_match_nothing_keep_nothing(settings):
    selection = open_bank(settings).select(Filters(q="xyzzy"), "match")
    assert (len(selection), selection.kept.any()) == (0, False)


def test_accounts_show_at_the_next_visit_are_found_and_change_the_version(settings):
    opened = Shelf(settings)
    before = opened.current()
    assert before.account("night-walks") == ()
    header = "slug,field,text,source_url,confidence\n"

    lines = f"{header}night-walks,learning,Ask the doormen.,https://a.example/,high\n"
    replace(settings.accounts, f"{lines}night-walks,outcome,Mixed,https://a.example/,high\nno-such,aim,x,,told\n")

    bank = opened.current()
    assert bank.version != before.version
    assert [statement.text for statement in bank.account("night-walks")] == ["Ask the doormen.", "Mixed"]
    assert bank.account("safer-routes") == bank.account("no-such") == bank.account("\ud800") == ()
    assert list(bank.practices["title"].iloc[bank.select(Filters({"outcome": ("Mixed",)})).rows]) == ["Night walks"]
    assert list(bank.practices["title"].iloc[bank.select(Filters(q="doormen")).rows]) == ["Night walks"]
    assert [fault.line for fault in bank.accounts.faults] == [4]
    assert opened.problem == ""

    settings.accounts.unlink()
    assert opened.current().version == before.version


def test_the_strongest_evidence_comes_first_and_what_is_not_known_last(settings):
    evidence = [
        ("Night walks", "", "Yes"),
        ("A van", "None", "No"),
        ("Lights", "Process evaluation only", ""),
        ("Gates", "Randomised trial", "Yes"),
        ("Locks", "", ""),
        ("Alarms", "Before and after", ""),
        ("Posters", "Planned or under way", ""),
        ("Vans", "Planned or under way", "Yes"),
    ]
    rows = [{"title": title, "evaluation_design": design, "evaluated": yes} for title, design, yes in evidence]
    replace(settings.catalogue, csv_text(*rows, columns=COLUMNS))
    bank = open_bank(settings)
    ordered = bank.practices["title"].iloc[bank.in_order("evidence")].tolist()
    assert ordered == ["Gates", "Alarms", "Lights", "Night walks", "Vans", "A van", "Posters", "Locks"]


def test_a_practice_is_counted_by_the_year_it_started(settings):
    rows = [
        {"title": f"Practice of {started}", "started": started} for started in ("2022", "2022-07", "2021-03-01", "")
    ]
    replace(settings.catalogue, csv_text(*rows, {"title": "Soon", "started": "soon"}, columns=COLUMNS))
    bank = open_bank(settings)
    assert bank.facets["started"].counts() == {"2021": 1, "2022": 2, "soon": 1, "Not recorded": 1}
    assert [(fault.line, fault.column) for fault in bank.faults if fault.column == "started"] == [(6, "started")]
    selection = bank.select(Filters({"started": ("2022",)}))
    assert bank.practices["started"].iloc[selection.rows].tolist() == ["2022", "2022-07"]
