"""A small table of practices, each there for a reason, and the real synonyms."""

from pathlib import Path

import pandas as pd

from practicebank.search import SearchIndex, Synonyms

ROOT = Path(__file__).parents[3]
SYNONYMS = Synonyms.load(ROOT / "data" / "synonyms.csv")

ROWS = [
    {
        "title": "Nudging down burglary",
        "summary": "A leaflet that reduces residential burglary, sent to postcodes of repeat burglaries.",
        "effectiveness": "Promising",
        "focus": "Prevention",
        "topics": "Neighbourhood crime",
    },
    {
        "title": "Prolific burglar programme",
        "summary": "An intensive community order that replaces a custodial sentence.",
        "effectiveness": "Untested – new or innovative",
        "focus": "Reoffending",
        "topics": None,
    },
    {
        "title": "Panic alarms for domestic abuse victims",
        "summary": "Testing audio-recording alarms within the household.",
        "effectiveness": "Promising",
        "focus": "Prevention",
        "topics": "Violence against women and girls; Crime prevention",
    },
    {
        "title": "Tackling anti-social behaviour on jetskis",
        "summary": "Speeding personal watercraft along the coast, and “café” moorings.",
        "effectiveness": "Promising",
        "focus": "Prevention",
        "topics": "Anti-social behaviour; Crime prevention",
    },
    {
        "title": "Community statements for knife crime",
        "summary": "Statements that show the harm of knife crime to the courts.",
        "effectiveness": "Untested – new or innovative",
        "focus": "Prevention; Diversion",
        "topics": "Crime prevention",
    },
    {
        "title": "Fraud advice for elderly people",
        "summary": "Care staff learn to give advice against fraud.",
        "effectiveness": "Untested – new or innovative",
        "focus": "Prevention",
        "topics": "Crime prevention",
    },
    {
        "title": "A&E navigators",
        "summary": "Help for patients with a violent injury, organised with (Pol-Ed) schools.",
        "effectiveness": "Promising",
        "focus": "Diversion",
        "topics": "Crime prevention; Organisation including workforce",
    },
    {
        "title": "Crime hot spots app",
        "summary": "Directs officers to places of serious violence and organised crime.",
        "effectiveness": "Promising",
        "focus": "Prevention",
        "topics": "Crime prevention",
    },
]

BURGLARY, BURGLAR, ALARMS, JETSKIS, KNIVES, FRAUD, HOSPITAL, HOT_SPOTS = range(len(ROWS))


# What two of them tell beyond their columns.
ACCOUNTS = {
    BURGLARY: "Thieves came with a trailer.\nCalls about e-scooters did not fall; burglary did.",
    FRAUD: "A trial with a control group found no difference.\nVolunteers rang people about burglary.",
}


def table(rows: list[dict[str, str | None]] = ROWS) -> pd.DataFrame:
    practices = pd.DataFrame(rows)
    fields = [name for name in practices.columns if name not in ("title", "summary")]
    return practices.astype(dict.fromkeys(fields, "category"))


def told_table() -> pd.DataFrame:
    """The table with accounts."""
    return table().assign(account=pd.Series([ACCOUNTS.get(row) for row in range(len(ROWS))], dtype="str"))


def repeated(times: int) -> pd.DataFrame:
    return pd.concat([told_table()] * times, ignore_index=True)


def small_index() -> SearchIndex:
    return SearchIndex.build(table(), SYNONYMS)
