"""What search engines are told of a practice: what is recorded, and nothing that could end the block."""

import json
from dataclasses import replace

from practicebank.catalogue.accounts import Statement
from practicebank.services import services_of
from practicebank.settings import Settings
from practicebank.web import json_ld

BANK = services_of(Settings()).shelf.current()


def said(slug: str) -> json_ld.Json:
    return json_ld.of_practice(BANK, BANK.row_of[slug])


def test_a_practice_is_described_by_its_account_and_cites_its_sources() -> None:
    told = said("clear-hold-build")
    problem, how, result = str(told["description"]).split("\n")
    assert problem.startswith("Organised crime rooted in local neighbourhoods.")
    assert how.startswith("Three flexible phases")
    assert result.startswith("Crime fell to a statistically significant degree")
    assert "https://www.gov.uk/government/publications/evaluation-of-clear-hold-build" in told["citation"]  # type: ignore[operator]
    assert told["temporalCoverage"] == "2020/.."


def test_every_source_is_cited_once_and_the_page_it_is_based_on_not_again() -> None:
    for slug in BANK.practices["slug"]:
        cited = said(slug).get("citation", [])
        assert isinstance(cited, list)
        assert len(set(cited)) == len(cited)
        assert said(slug).get("isBasedOn") not in cited


def test_what_is_not_recorded_has_no_entry() -> None:
    assert set(said("trauma-support-team")) == {
        *("@context", "@type", "name", "abstract", "keywords", "inLanguage", "isPartOf")
    }


def test_a_hostile_account_stays_within_its_block() -> None:
    hostile = "</script><script>alert(1)</script>\u2028<!--&"
    row = BANK.row_of["trauma-support-team"]

    class Told:
        def of(self, _: int) -> tuple[Statement, ...]:
            return (Statement("problem", hostile),)

    block = json_ld.block(json_ld.of_practice(replace(BANK, accounts=Told()), row))  # type: ignore[arg-type]
    assert block.count("<") == 2
    inner = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert json.loads(inner)["description"] == hostile
