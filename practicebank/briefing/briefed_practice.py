"""One practice as a briefing tells it: its facts, its account with numbered notes, and the pages these stand on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from practicebank.bank.bank import Bank
from practicebank.bank.slug_index import Rows
from practicebank.briefing.records import fact_sources, rows_of_text
from practicebank.catalogue.accounts import Account, Statement
from practicebank.catalogue.schema import in_words
from practicebank.escape import xml_text
from practicebank.evidence import Evidence, beside, evidence_of
from practicebank.fields import ACCOUNT_FIELD, COLUMNS, NOT_RECORDED, SORTED_BY, values_in
from practicebank.ratings import SIGNS, Rating
from practicebank.words import date_in_words, first_capital, listed

ARROWS = {"up": "↑", "down": "↓", "level": "→", "both": "↕", "": ""}
LINKS = ACCOUNT_FIELD["links"].label
OWN_FIGURES = "The figures are the organisation’s own."


@dataclass(frozen=True)
class CitedFacts:
    """What one page is the source of, as sure as `meaning` says. `read` is when it was read, in words."""

    facts: str
    meaning: str
    read: str

    @property
    def in_words(self) -> str:
        """ "The aim, The result (stated by another public page, read November 2026)" """
        return f"{self.facts} ({self.meaning}, read {self.read})" if self.read else f"{self.facts} ({self.meaning})"


@dataclass(frozen=True)
class CitedSource:
    """One page. `number` is that of its note, within one practice; `cited` has one for each way of being sure."""

    number: int
    url: str
    cited: Sequence[CitedFacts]

    @property
    def said(self) -> str:
        """What it is the source of, and how sure that is."""
        return "; ".join(each.in_words for each in self.cited)


@dataclass(frozen=True)
class BriefedStatement(Statement):
    """One thing told of a practice. `notes` are the numbers of its sources, none for what was told to this bank."""

    notes: Sequence[int] = ()

    @property
    def paragraphs(self) -> Sequence[str]:
        return [line for line in self.text.splitlines() if line.strip()]

    @property
    def aside(self) -> str:
        """What a reader must know beside the text: whose figures they are, and who told it; "" for nothing."""
        told = "" if self.urls else f"{first_capital(self.known_from)}."
        return " ".join(filter(None, (OWN_FIGURES if self.own_figures else "", told)))


@dataclass(frozen=True)
class BriefedPractice:
    """One practice. `facts` are the fields it is sorted by, by column: the label of each and its values, none for not
    recorded. `account` is in reading order, without the facts in it that stand among `facts`.
    """

    slug: str
    title: str
    summary: str
    effectiveness: str
    rating: Rating
    facts: Mapping[str, tuple[str, tuple[str, ...]]]
    url: str
    evidence: Evidence
    account: Sequence[BriefedStatement]
    sources: Sequence[CitedSource]

    @property
    def beside(self) -> str:
        """What its label and the evidence on record say differently, in a sentence; "" where they do not."""
        return beside(self.effectiveness, self.evidence)

    @property
    def recorded(self) -> Mapping[str, tuple[str, Sequence[str]]]:
        """`facts` as they are read, dates in words; without those not recorded."""
        return {
            column: (label, [in_words(column, value) for value in values])
            for column, (label, values) in self.facts.items()
            if values
        }

    @property
    def unrecorded(self) -> Sequence[str]:
        return [label for label, values in self.facts.values() if not values]

    @property
    def told(self) -> Sequence[BriefedStatement]:
        """The account without what is only an address."""
        return [each for each in self.account if each.field != "links"]

    @property
    def links(self) -> Sequence[str]:
        return [each.text for each in self.account if each.field == "links"]

    @property
    def tested(self) -> str:
        """How it was tested and by whom; "" when that is not recorded."""
        return first_capital(self.evidence.tested)

    @property
    def marks(self) -> Sequence[tuple[str, str]]:
        """The bank's own label, how it was tested and what was found, each as a sign and in words."""
        found = self.evidence.found
        ladder = "▮" * self.evidence.rungs + "▯" * (5 - self.evidence.rungs) if self.evidence.design else ""
        said = [(SIGNS[self.rating.shape], self.effectiveness)]
        said += [(ladder, self.tested)] if self.tested else []
        return [*said, (ARROWS[self.evidence.arrow], found)] if found else said

    def said(self, column: str) -> str:
        """The values of one field in words."""
        _, values = self.facts[column]
        return "; ".join(values) or NOT_RECORDED


def entries_of(bank: Bank, rows: Rows) -> list[BriefedPractice]:
    labels = {column: bank.vocabulary.label(column) for column in COLUMNS}
    found = zip(rows_of_text(bank.practices, rows), bank.accounts_of(rows), strict=True)
    return [
        _entry(bank, labels, dict(zip(COLUMNS, map(_on_one_line, cells), strict=True)), told) for cells, told in found
    ]


def _entry(bank: Bank, labels: Mapping[str, str], cells: Mapping[str, str], told: Account) -> BriefedPractice:
    notes = _Notes()
    account = []
    for each in told:
        text = xml_text(each.text)
        if each.field in ACCOUNT_FIELD and text.strip():
            pages = [url for url in each.urls if each.field != "links" or url != each.text]
            numbers = [notes.number(each.label, url, each.meaning, each.read) for url in pages]
            account.append(BriefedStatement(**{**vars(each), "text": text}, notes=sorted(numbers)))
    for column, source in fact_sources(bank, cells["slug"], told).items():
        for url in source.urls if column != "page_url" else ():  # it says where it stands itself
            notes.number(labels[column], url, source.meaning, source.read)
    rated = cells["effectiveness"] or NOT_RECORDED
    return BriefedPractice(
        slug=cells["slug"],
        title=cells["title"],
        summary=cells["summary"] or f"Summary: {NOT_RECORDED.lower()}.",
        effectiveness=rated,
        rating=bank.rating_of(rated),
        facts={column: (labels[column], tuple(values_in(column, cells[column]))) for column in SORTED_BY},
        url=cells["page_url"],
        evidence=evidence_of(cells),
        account=account,
        sources=notes.sources(),
    )


class _Notes:
    """The numbered sources of one practice, in the order they are first named."""

    def __init__(self) -> None:
        self._cited: dict[str, dict[str, tuple[dict[str, None], dict[str, None]]]] = {}

    def number(self, label: str, url: str, meaning: str, read: str) -> int:
        """The number of the note for this page, in which the label is named too."""
        facts, when = self._cited.setdefault(url, {}).setdefault(meaning, ({}, {}))
        facts[label] = None
        if read:
            when[date_in_words(read)] = None
        return list(self._cited).index(url) + 1

    def sources(self) -> list[CitedSource]:
        return [
            CitedSource(
                number,
                url,
                [CitedFacts(", ".join(facts), meaning, listed(list(when))) for meaning, (facts, when) in cited.items()],
            )
            for number, (url, cited) in enumerate(self._cited.items(), start=1)
        ]


def _on_one_line(cell: str) -> str:
    return " ".join(xml_text(cell).split())
