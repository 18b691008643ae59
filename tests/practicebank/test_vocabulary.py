import pytest

from practicebank.fields import REQUIRED_COLUMNS, WITH_TERMS, text
from practicebank.vocabulary import VocabularyError, load_vocabulary
from tests.practicebank.small_tables import ROOT, VOCABULARY, csv_text, read


def written(tmp_path, **sections: str):
    """A vocabulary file in which every section not given has one term."""
    path = tmp_path / "vocabulary.toml"
    default = 'terms = [{term = "One"}]'
    path.write_text(
        "\n".join(f"[{column}]\n{sections.get(column, default)}" for column in WITH_TERMS),
        encoding="utf-8",
    )
    return path


def test_terms_stand_in_the_order_of_the_file(tmp_path):
    path = written(tmp_path, focus='terms = [{term = "B"}, {term = "A"}, {term = "C"}]')
    assert load_vocabulary(path)["focus"].names == ("B", "A", "C")


def test_a_file_says_labels_questions_explanations_and_aliases(tmp_path):
    focus = """
label = "Purpose"
question = "What for?"
aliases = ["aim"]
terms = [{term = "Prevention", explanation = "Before it happens.", aliases = ["Prevent"]}]
"""
    field = load_vocabulary(written(tmp_path, focus=focus))["focus"]
    assert (field.label, field.question, field.aliases) == ("Purpose", "What for?", ("aim",))
    assert field.explanation("Prevention") == "Before it happens."
    assert field.explanation("unheard of") == ""
    assert field.canonical("PREVENT") == "Prevention"


def test_a_label_not_given_is_the_name_of_the_column(tmp_path):
    assert load_vocabulary(written(tmp_path))["target_groups"].label == "Target groups"


@pytest.mark.parametrize(
    ("column", "cell", "read_as"),
    [
        ("focus", "", ""),
        ("focus", " ; ;", ""),
        ("focus", "diversion;Prevention", "Diversion; Prevention"),
        ("focus", "Prevention; Re-offending; reoffending", "Prevention; Reoffending"),
        ("focus", "Prevention, Organisational", "Prevention; Organisational"),
        ("focus", "Prevention, Organisational, sports", "Prevention, Organisational, sports"),
        ("focus", "Prevention,", "Prevention,"),
        ("topics", "leadership, development and learning", "Leadership, development and learning"),
        ("topics", "Brand new; Violence (OTHER)", "Brand new; Violence (other)"),
        ("effectiveness", "worked; promising", "worked; promising"),
        ("effectiveness", " UNTESTED ", "Untested – new or innovative"),
        ("focus", "Not recorded; Prevention", "Prevention"),
    ],
)
def test_a_cell_is_read_in_the_words_of_the_vocabulary(column, cell, read_as):
    assert VOCABULARY[column].canonical_cell(cell) == read_as
    assert VOCABULARY[column].canonical_cell(read_as) == read_as


@pytest.mark.parametrize(
    ("focus", "said"),
    [
        ("terms = 1", "Write the terms of [focus] in vocabulary.toml as a list."),
        ('terms = "Prevention"', "Write the terms of [focus]"),
        ('terms = ["Prevention"]', "Give term 1 of [focus] in vocabulary.toml a name."),
        ('terms = [{term = "A"}, {explanation = "?"}]', "Give term 2 of [focus]"),
        ('terms = [{term = " "}]', "Give term 1 of [focus]"),
        ('terms = [{term = "A"}, {term = "a"}]', "Remove the second “a”"),
        ('terms = [{term = "A", aliases = ["B"]}, {term = "B"}]', "a spelling stands for one term"),
        ('terms = [{term = "A", aliases = ["X"]}, {term = "B", aliases = ["x"]}]', "Remove the second “x”"),
        ('terms = [{term = "A", aliases = "BC"}]', "Write the aliases of “A” of [focus]"),
        ('aliases = "purpose"\nterms = []', "Write the aliases of [focus]"),
        ('terms = [{term = "A; B"}]', "Rename “A; B” of [focus]"),
        ('terms = [{term = "not recorded"}]', "an empty cell says so already"),
        ('aliases = ["Title"]\nterms = []', "Remove the column alias “Title”"),
        ("terms = [", "Mend vocabulary.toml:"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_what_to_mend(tmp_path, focus, said):
    with pytest.raises(VocabularyError) as refused:
        load_vocabulary(written(tmp_path, focus=focus))
    assert said in str(refused.value)


def test_a_term_and_its_own_alias_may_differ_only_in_letter_case(tmp_path):
    path = written(tmp_path, focus='terms = [{term = "Prevention", aliases = ["prevention"]}]')
    assert load_vocabulary(path)["focus"].canonical("PREVENTION") == "Prevention"


@pytest.mark.parametrize("examples", ['"burglary"', "[1]", "{a = 1}"])
def test_examples_of_a_search_are_texts(tmp_path, examples):
    path = written(tmp_path)
    assert load_vocabulary(path).examples == ()
    path.write_text(f"examples = {examples}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"Write the examples in vocabulary\.toml as a list of words\."):
        load_vocabulary(path)


def test_a_section_of_its_own_is_for_a_question_of_the_form(tmp_path):
    path = written(tmp_path)
    path.write_text(f"{path.read_text()}\n[setting]\n[[setting.terms]]\nterm = 'Indoors; outdoors'\naliases = ['In']")
    vocabulary = load_vocabulary(path)
    assert vocabulary["setting"].names == ("Indoors; outdoors",)
    assert vocabulary["setting"].canonical("in") == "Indoors; outdoors"
    assert [field.column for field in vocabulary] == list(WITH_TERMS)


def test_a_missing_section_file_or_encoding_is_refused(tmp_path):
    path = written(tmp_path)
    path.write_text(path.read_text().replace("[scale]", "[scales]"))
    with pytest.raises(VocabularyError, match=r"Add a section \[scale\] to vocabulary\.toml\."):
        load_vocabulary(path)
    path.write_bytes("[focus]\nlabel = 'é'".encode("latin-1"))
    with pytest.raises(VocabularyError, match=r"Mend vocabulary\.toml"):
        load_vocabulary(path)
    path.unlink()
    with pytest.raises(VocabularyError, match=r"Put the vocabulary file vocabulary\.toml back"):
        load_vocabulary(path)


def test_the_real_vocabulary_has_the_terms_of_the_field():
    assert VOCABULARY["effectiveness"].names == (
        "Worked",
        "Promising",
        "Untested – new or innovative",
        "Didn’t work",
    )
    assert VOCABULARY["focus"].names == ("Prevention", "Diversion", "Reoffending", "Organisational", "Investigation")
    linkages = ("HMICFRS", "Smarter practice", "Tilley award", "Police STAR Fund")
    assert VOCABULARY["linked_to"].names == linkages
    assert [field.column for field in VOCABULARY] == list(WITH_TERMS)
    for column in ("effectiveness", "focus", "linked_to"):
        assert all(VOCABULARY[column].explanation(name) for name in VOCABULARY[column].names)


@pytest.mark.parametrize(
    "entry",
    [
        'effectiveness = "Worked"\nwhy = "x"',
        'effectiveness = "Worked"\nlinked_to = "Nobody"\nwhy = "x"',
        'effectiveness = "Worked"\nlinked_to = "HMICFRS"',
        'effectiveness = "Worked"\nlinked_to = "HMICFRS"\nscale = "Local"\nwhy = "x"',
        'effectiveness = "Worked"\ntitle = "HMICFRS"\nwhy = "x"',
    ],
)
def test_a_pair_that_cannot_be_names_two_known_terms_and_why(tmp_path, entry):
    path = tmp_path / "vocabulary.toml"
    real = (ROOT / "data" / "vocabulary.toml").read_text(encoding="utf-8")
    path.write_text(real + f"\n[[not_applicable]]\n{entry}\n", encoding="utf-8")
    with pytest.raises(VocabularyError, match="two columns, a known term of each, and why"):
        load_vocabulary(path)


def test_a_field_is_read_from_one_that_has_terms(tmp_path):
    path = written(tmp_path, evaluator='terms = [{term = "One"}]\nread_from = "title"')
    with pytest.raises(VocabularyError, match="“title” is none"):
        load_vocabulary(path)


@pytest.mark.parametrize(
    ("stage", "evaluated", "evaluator"),
    [
        ("Evaluated locally", "Yes", "In-house"),
        ("independently evaluated", "Yes", "Independent"),
        ("Untested", "No", ""),
        ("", "", ""),
    ],
)
def test_a_stage_of_practice_says_whether_and_by_whom_it_was_evaluated(stage, evaluated, evaluator):
    columns = [column for column in REQUIRED_COLUMNS if column != "focus"]
    row = {"title": "A", "Stage of practice": stage, "Purpose": "Investigation", "implementation_stage": "Pilot"}
    catalogue = read(csv_text(row, columns=[*columns, "Stage of practice", "Purpose", "implementation_stage"]))
    assert catalogue.faults == ()
    cells = catalogue.practices.iloc[0]
    assert [text(cells[column]) for column in ("evaluated", "evaluator")] == [evaluated, evaluator]
    assert (cells["focus"], cells["implementation_stage"]) == ("Investigation", "Pilot")


def test_a_stage_of_delivery_is_no_level_of_testing():
    catalogue = read(
        csv_text({"title": "A", "stage of practice": "Pilot"}, columns=[*REQUIRED_COLUMNS, "stage of practice"])
    )
    [fault] = catalogue.faults
    assert (fault.column, fault.advice) == ("evaluated", "Use a term of the vocabulary, or add this one to it.")
    assert [text(catalogue.practices.iloc[0][column]) for column in ("evaluator", "implementation_stage")] == ["", ""]


def test_a_column_of_its_own_goes_before_that_of_another():
    row = {"title": "A", "stage of practice": "Evaluated locally", "evaluator": "Both"}
    catalogue = read(csv_text(row, columns=[*REQUIRED_COLUMNS, "stage of practice", "evaluator"]))
    assert catalogue.practices.iloc[0]["evaluator"] == "Both"
