"""The file of synonyms: what leads where, and which faults are named."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicebank.search import SynonymFault, Synonyms, SynonymsError, check_synonyms
from tests.practicebank.search.practices import ROOT, SYNONYMS

HEADER = "subject,relation,word,others\n"


@pytest.fixture
def file(tmp_path: Path):
    def write(lines: str) -> Path:
        path = tmp_path / "synonyms.csv"
        path.write_text(HEADER + lines, encoding="utf-8")
        return path

    return write


def reached(synonyms, word):
    return {synonym.word: synonym for synonym in synonyms.of(synonyms.stems(word))}


def test_the_real_file_has_no_fault():
    assert check_synonyms(ROOT / "data" / "synonyms.csv") == []


def test_the_real_file_knows_the_abbreviations_of_the_field():
    for short in ["ASB", "DA", "VAWG", "RASSO", "NTE", "MARAC", "OCG", "YOT", "BWV", "IDVA", "CPTED"]:
        assert SYNONYMS.of(SYNONYMS.stems(short)), short


def test_same_leads_both_ways_and_on_to_the_others(file):
    synonyms = Synonyms.load(file("Fraud,same,fraud,scam; swindle\n"))
    assert set(reached(synonyms, "scams")) == {"fraud", "swindle"}
    assert reached(synonyms, "scam")["fraud"].strength > reached(synonyms, "scam")["swindle"].strength


def test_a_kind_finds_the_wider_word_weakly_and_never_the_other_kinds(file):
    synonyms = Synonyms.load(file("Theft,includes,theft,shoplifting; pickpocketing\n"))
    assert reached(synonyms, "theft")["shoplifting"].strength > 0.5
    assert reached(synonyms, "shoplifting")["theft"].strength < 0.5
    assert "pickpocketing" not in reached(synonyms, "shoplifting")


def test_meanings_do_not_drift_from_line_to_line(file):
    synonyms = Synonyms.load(file("A,same,prison,custody\nB,same,arrest,custody\n"))
    assert set(reached(synonyms, "prison")) == {"custody"}
    assert set(reached(synonyms, "custody")) == {"prison", "arrest"}


def test_an_abbreviation_leads_to_what_its_meaning_leads_to(file):
    synonyms = Synonyms.load(file("A,abbreviation,DA,domestic abuse\nA,same,domestic abuse,domestic violence\n"))
    assert set(reached(synonyms, "DA")) == {"domestic abuse", "domestic violence"}


def test_a_word_kept_apart_has_its_own_stem(file):
    synonyms = Synonyms.load(file("A,apart,organisation,organisations; organisational\n"))
    assert synonyms.stems("organisational") == synonyms.stems("organisation") != synonyms.stems("organised")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("A,same,fraud", "Give 4 columns: there are 3.", id="columns"),
        pytest.param("A,alike,fraud,scam", "Choose a relation among", id="relation"),
        pytest.param("A,same,,scam", "Enter the word.", id="no word"),
        pytest.param("A,same,fraud,", "Enter at least one other word for “fraud”", id="no other"),
        pytest.param("A,same,fraud,scam;;con", "none empty", id="empty between semicolons"),
        pytest.param("A,same,fraud,frauds", "are one word to the search", id="same stem"),
        pytest.param("A,same,fraud,the", "too common a word", id="stop word"),
        pytest.param("A,same,fraud,of the", "too common a word", id="two stop words"),
        pytest.param("A,same,fraud,!!", "holds no word", id="no letters"),
        pytest.param("A,same,fraud,sc\u200bam", "cannot be seen", id="invisible character"),
        pytest.param("A,same,fraud,one two three four five six seven", "Shorten", id="too long"),
        pytest.param("A,abbreviation,fraudulent,fraud", "is not shorter", id="abbreviation"),
    ],
)
def test_a_fault_is_named_by_line(file, line, message):
    path = file(f"Fine,same,murder,homicide\n{line}\n")
    [fault] = check_synonyms(path)
    assert fault.line == 3
    assert message in fault.message


def test_a_pair_given_twice_names_the_first_line(file):
    path = file("A,same,fraud,scam\nB,same,fraud,scams; con\n")
    assert check_synonyms(path) == [SynonymFault(3, "“fraud” and “scams” were joined before, on line 2.")]


def test_every_fault_is_told_at_once_and_stops_the_load(file):
    path = file("A,same,,scam\nA,alike,fraud,scam\n")
    with pytest.raises(SynonymsError, match="Line 2: .*\n.*Line 3: ") as error:
        Synonyms.load(path)
    assert [fault.line for fault in error.value.faults] == [2, 3]


def test_a_wrong_header_is_a_fault_of_line_1(tmp_path):
    path = tmp_path / "synonyms.csv"
    path.write_text("word,others\nfraud,scam\n", encoding="utf-8")
    assert [fault.line for fault in check_synonyms(path)] == [1]


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", HEADER.encode() + b'A,same,"fraud', b"\x00" * 50])
def test_a_file_that_is_not_a_table_is_a_fault_not_a_crash(tmp_path, raw):
    path = tmp_path / "synonyms.csv"
    path.write_bytes(raw)
    assert check_synonyms(path)


CELLS = st.sampled_from(
    ["same", "form", "apart", "includes", "fraud", "scam; con", "“", '"', ",", ";", "\0", "\n", "a" * 90]
)


@given(st.one_of(st.binary(max_size=300), st.lists(CELLS, max_size=30).map(lambda cells: ",".join(cells).encode())))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=2_000)
def test_no_file_raises_anything_but_its_faults(tmp_path, raw):
    path = tmp_path / "synonyms.csv"
    path.write_bytes(HEADER.encode() + raw)
    faults = check_synonyms(path)
    try:
        synonyms = Synonyms.load(path)
    except SynonymsError:
        assert faults
    else:
        assert not faults
        for stems in synonyms.words:
            synonyms.of(stems)
