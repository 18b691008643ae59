"""Everything of the bank that reads what somebody else wrote, with what to throw at it and what it may say.

`test_parsers.py` tries each a little, `python -m benchmarks.attack` as often as one likes.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from starlette.datastructures import QueryParams

from practicebank.access.people import NotAllowed, identify
from practicebank.analysis.gap_map import COLOURS, CROSSED, Axes, gap_map
from practicebank.analysis.problem_answers import KEYS as PROBLEM_KEYS
from practicebank.analysis.problem_answers import DescribedProblem
from practicebank.analysis.two_choices import Sides
from practicebank.bank.bank import Bank
from practicebank.bank.filters import KEYS, Filters
from practicebank.bank.shelf import open_bank
from practicebank.briefing.archive import BrokenCopy, archive, rebuild
from practicebank.catalogue import CatalogueError, load_catalogue
from practicebank.catalogue.accounts_file import load_accounts
from practicebank.catalogue.schema import is_web_address
from practicebank.catalogue.sources import load_sources
from practicebank.desk.checklist import ChecklistError, load_checklist
from practicebank.personal_data import find_personal_data
from practicebank.search import Synonyms, SynonymsError, check_synonyms
from practicebank.settings import Settings, SettingsError
from practicebank.submissions import codes
from practicebank.submissions.form.checks import is_link
from practicebank.submissions.form.email_address import email_fault, is_email
from practicebank.submissions.form.model import Submission, stored
from practicebank.submissions.form.text import clean_line, clean_text
from practicebank.submissions.mail.outbox import MailSettingsError, mail_server
from practicebank.vocabulary import VocabularyError, load_vocabulary
from practicebank.web.api.parameters import read_nothing, read_query
from practicebank.web.around_streamlit.origins import origin_of
from practicebank.web.problems import WrongParameters

REAL = Settings()


@dataclass(frozen=True)
class Target:
    """`reads` gets a folder of its own to write in and one input; only `may_raise` may come out of it."""

    inputs: SearchStrategy[Any]
    reads: Callable[[Path, Any], object]
    may_raise: tuple[type[Exception], ...] = ()

    def survives(self, folder: Path, given: Any) -> bool:
        """Whether it was read: False when it was refused in the way that is documented."""
        try:
            self.reads(folder, given)
        except self.may_raise:
            return False
        return True


@cache
def bank() -> Bank:
    return open_bank(REAL)


TOKENS = (b'"', b'""', b",", b"\n", b"\r", b"\r\n", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"; ", b"[", b"]]", b"{", b"'''", b"=")  # fmt: skip
TOKENS += ("İ’\u202e\u2028\ud7ff\ufdd0".encode(), b"not recorded", b"http://[", b"1e999", b"[[not_applicable]]\n", b"#", b"\\u0000")  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, original: bytes, kept: int = 0) -> bytes:
    """A real file with a few things done to it, none of them to the first so many bytes."""
    text = original
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(kept, len(text)))
        end = min(len(text), start + draw(st.integers(0, 60)))
        letters = st.text("abcXYZ 019", max_size=8).map(str.encode)
        put = draw(letters | st.sampled_from(TOKENS) | st.binary(max_size=12) | st.just(text[start:end] * 2))
        text = text[:start] + put + text[end:]
    return text if draw(st.integers(0, 9)) else text[: draw(st.integers(kept, len(text)))]


def file_of(original: bytes) -> SearchStrategy[bytes]:
    """A real file changed anywhere, or only below its first line; that line alone with anything below it; anything."""
    first = original.index(b"\n") + 1
    tokens = st.lists(st.sampled_from(TOKENS), max_size=40).map(b"".join)
    below = (st.binary(max_size=300) | tokens).map(lambda rest: original[:first] + rest)
    return mutated(original) | mutated(original, first) | below | st.binary(max_size=300) | tokens


def _first_lines(path: Path, lines: int) -> bytes:
    return b"".join(path.read_bytes().splitlines(keepends=True)[:lines])


def from_file(name: str, read: Callable[[Path], object]) -> Callable[[Path, bytes], object]:
    def reads(folder: Path, raw: bytes) -> object:
        path = folder / name
        path.write_bytes(raw)
        return read(path)

    return reads


def _accounts(path: Path) -> None:
    accounts = load_accounts(path, bank().practices, bank().row_of, bank().vocabulary)
    for row in accounts.rows.tolist():
        assert accounts.of(row)
    assert len(accounts.joined_to(bank().practices)) == len(bank())


def _synonyms(path: Path) -> None:
    faults = check_synonyms(path)
    try:
        Synonyms.load(path)
    except SynonymsError:
        assert faults
        raise
    assert not faults


@cache
def _copy() -> bytes:
    """A copy with the files the app runs on, and without those for people, which are large."""
    made, sums = io.BytesIO(), ""
    everything = io.BytesIO(archive(bank(), REAL, datetime(2027, 3, 3, tzinfo=UTC).date()))
    with zipfile.ZipFile(everything) as whole, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as small:
        for name in whole.namelist():
            if name.startswith("bank/"):
                content = whole.read(name)
                small.writestr(name, content)
                sums += f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        small.writestr("SHA256SUMS", sums)
    return made.getvalue()


_NAMES = ("../x", "/tmp/x", "a/../../x", "bank/practices.csv/x", ".", "..", "a\\b", "x" * 300, "con", "", "a\0b", "SHA256SUMS")  # fmt: skip


@st.composite
def copies(draw: st.DrawFn) -> bytes:
    """A copy damaged as bytes, or put together with names and sums of the attacker's liking."""
    if draw(st.booleans()):
        return draw(mutated(_copy()))
    made = io.BytesIO()
    methods = st.sampled_from((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    with zipfile.ZipFile(io.BytesIO(_copy())) as good, zipfile.ZipFile(made, "w", draw(methods)) as bad:
        left = draw(st.sets(st.sampled_from(good.namelist()), max_size=2))
        for name in good.namelist():
            if name not in left:
                content = good.read(name)
                bad.writestr(name, draw(mutated(content)) if draw(st.integers(0, 4)) == 0 else content)
        sums = bytearray()
        for name in draw(st.lists(st.sampled_from(_NAMES) | st.text(max_size=20), max_size=3, unique=True)):
            content = draw(st.binary(max_size=20))
            if name != "SHA256SUMS" and name.isprintable() and name:
                bad.writestr(name, content)
                sums += f"{hashlib.sha256(content).hexdigest()}  {name}\n".encode()
        if sums and "SHA256SUMS" in left:
            bad.writestr("SHA256SUMS", bytes(sums) + (good.read("SHA256SUMS") if draw(st.booleans()) else b""))
    return made.getvalue()


def _rebuild(folder: Path, raw: bytes) -> None:
    zipped, inside = folder / "copy.zip", folder / "unpacked"
    zipped.write_bytes(raw)
    before = set(folder.iterdir()) | {inside}
    try:
        rebuild(zipped, inside)
    finally:
        assert set(folder.iterdir()) <= before, "A copy wrote outside its folder."


QUERY_KEYS = (*KEYS, *PROBLEM_KEYS, "offset", "limit", "rows", "columns", "colour", "shortlist", "by", "one", "other")
TYPED = st.text(max_size=80) | st.sampled_from(
    (
        "",
        "1",
        "-1",
        "9" * 400,
        "1e5",
        "٣",
        "Not recorded",
        "Diversion",
        "Worked",
        "focus",
        "effectiveness",
        "<b>",
        "%s",
        "\0",
        "\ud800",
    )
)
QUERIES = st.dictionaries(st.sampled_from(QUERY_KEYS) | st.text(max_size=8), st.lists(TYPED, max_size=4), max_size=6)


def _flat(query: Mapping[str, list[str]]) -> dict[str, str]:
    return {key: values[0] for key, values in query.items() if values}


def _filters(_: Path, query: Mapping[str, list[str]]) -> None:
    filters = Filters.from_query(query, bank().facets)
    assert Filters.from_query(filters.to_query(), bank().facets) == filters
    assert bank().select(filters, "title").in_words


def _crossed(_: Path, query: Mapping[str, list[str]]) -> None:
    selection = bank().select(Filters.from_query(query, bank().facets), "title")
    gap_map(bank(), selection, Axes.from_query(_flat(query)))
    Sides.from_query(_flat(query), bank(), selection)


def _parameters(_: Path, query: Mapping[str, list[str]]) -> None:
    asked = QueryParams([(key, value) for key, values in query.items() for value in values])
    also = {"rows": tuple(CROSSED), "colour": COLOURS, "shortlist": bank().row_of}
    if not asked:
        read_nothing(asked)
    read_query(asked, bank().facets, paged=True, also=also)


_VARIABLES = tuple(f"PRACTICEBANK_{name}" for name in ("CATALOGUE", "UNANSWERED", "DRAFT_DAYS", "ANSWER_DAYS", "PUBLIC_ADDRESS", "REVIEWERS"))  # fmt: skip
_VARIABLES += tuple(f"PRACTICEBANK_{name}" for name in ("REVIEWER_CLAIM", "TWO_REVIEWERS", "SEARCH_INDEX", "ADMINISTRATORS"))  # fmt: skip
# What an environment can hold: no zero bytes.
_VALUES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    ("off", "0", "-5", "1_0", "٩", "~", "~no-such-person/x", "/", "yes", "a,,b", "https://bank.example/")
)

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_CLAIMS = st.dictionaries(
    st.sampled_from(("exp", "email", "email_verified", "sub", "name", "groups")) | st.text(max_size=5),
    _JSON | st.sampled_from((True, "ada@example.org", ["reviewers"], 4e9, 2**70, float("nan"), float("inf"))),
    max_size=7,
)


def _who(_: Path, claims: Mapping[str, Any]) -> None:
    settings = Settings(reviewers=("ada@example.org",), reviewer_claim="groups=reviewers")
    good = {"exp": 4e9, "email": "ada@example.org", "email_verified": True, "sub": "7", "groups": ["reviewers"]}
    known = identify({**good, **claims}, settings, datetime(2027, 3, 3, tzinfo=UTC))
    assert known.until > datetime(2027, 3, 3, tzinfo=UTC)


_FIELDS = tuple(Submission.model_fields)


def _submission(_: Path, answers: Mapping[str, Any]) -> None:
    """What is kept of a draft or a submission is JSON that an older or newer bank has written."""
    stored(json.dumps(answers))


def _typed(_: Path, text: str) -> None:
    codes.read_reference(text)
    codes.code_hash(text, "salt")
    is_link(text)
    is_email(text)
    email_fault(text)
    is_web_address(text)
    origin_of(text)
    find_personal_data(text)
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_text(clean_text(text)) == clean_text(text)


_WORDS = st.lists(st.sampled_from(("burglary", "NTE", "DA", "-", '"', "*", "OR", "(", "knife", "br3ak-in", "İ", "e\u0301")), max_size=12)  # fmt: skip
_ADDRESSES = st.text(max_size=60) | st.builds(
    "{}://{}@{}:{}?from={}".format,
    st.sampled_from(("smtp", "smtps", "smtp+starttls", "http", "")),
    st.text(max_size=10) | st.just("user:word"),
    st.just("mail.example") | st.text(max_size=10),
    st.just(25) | st.integers() | st.text(max_size=4),
    st.just("bank@example.org") | st.text(max_size=12),
)

TARGETS: Mapping[str, Target] = {
    "catalogue": Target(
        file_of(_first_lines(REAL.catalogue, 12)),
        from_file("practices.csv", lambda path: load_catalogue(path, bank().vocabulary)),
        (CatalogueError,),
    ),
    "sources": Target(file_of(_first_lines(REAL.sources, 12)), from_file("sources.csv", load_sources)),
    "accounts": Target(file_of(_first_lines(REAL.accounts, 12)), from_file("accounts.csv", _accounts)),
    "vocabulary": Target(
        file_of(REAL.vocabulary.read_bytes()), from_file("vocabulary.toml", load_vocabulary), (VocabularyError,)
    ),
    "checklist": Target(file_of(REAL.review.read_bytes()), from_file("review.toml", load_checklist), (ChecklistError,)),
    "synonyms": Target(
        file_of(_first_lines(REAL.synonyms, 40)), from_file("synonyms.csv", _synonyms), (SynonymsError,)
    ),
    "copy": Target(copies(), _rebuild, (BrokenCopy,)),
    "settings": Target(
        st.dictionaries(st.sampled_from(_VARIABLES), _VALUES, max_size=6),
        lambda _, environment: Settings.from_environment(environment),
        (SettingsError,),
    ),
    "mail server": Target(_ADDRESSES, lambda _, address: mail_server(address), (MailSettingsError,)),
    "filters of an address": Target(QUERIES, _filters),
    "map and sides of an address": Target(QUERIES, _crossed),
    "problem of an address": Target(
        QUERIES, lambda _, query: DescribedProblem.from_query(query, bank().facets["focus"].terms).to_query()
    ),
    "parameters of the API": Target(QUERIES, _parameters, (WrongParameters,)),
    "search": Target(
        st.text(max_size=300) | _WORDS.map(" ".join) | st.text(alphabet="ab'’-.\u200d\U0001f600", max_size=60),
        lambda _, words: bank().search.search(words),
    ),
    "claims": Target(_CLAIMS, _who, (NotAllowed,)),
    "references, codes, links and texts": Target(st.text(max_size=200), _typed),
}
