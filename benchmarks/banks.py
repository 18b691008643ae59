"""Synthetic banks of any size, for measuring: `python -m benchmarks.banks ROWS FILE [--seed N] [--accounts SHARE]`.

The columns and terms are the real bank's, the skew and the lengths of texts like its own; nothing else is. Every
title, summary and statement of an account says that it is synthetic. The same rows and seed give the same bytes,
whatever was made before. Files are written block by block: a million practices need no more memory than ten thousand.
"""

import argparse
import csv
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from slugify import slugify

from practicebank.catalogue.accounts import HEADER
from practicebank.catalogue.slugs import LONGEST_SLUG
from practicebank.evidence import NO, NOT_EVALUATED, RUNGS, YES
from practicebank.fields import COLUMNS, MULTI_VALUED, SEPARATOR
from practicebank.vocabulary import Vocabulary, load_vocabulary

SIZES = (63, 10_000, 100_000, 1_000_000)
SEED = 63
SHARE = 0.05
"""How many practices have an account, of all."""
DATA = Path(__file__).resolve().parent.parent / "data"
KEPT = Path(tempfile.gettempdir()) / "practicebank-banks"
_BLOCK = 10_000
_MANY = 900  # distinct cells of a field with several values at most
_PLACES = 2_500
_FORCES = 60

# How often each rating is given, how often each field is recorded, and how often a cell has two values or more.
_EFFECTIVENESS = (0.06, 0.44, 0.46, 0.04)
_RECORDED = {
    "organisation": 0.62, "linked_to": 0.1, "topics": 0.6, "region": 0.4, "partners": 0.52,
    "implementation_stage": 0.6, "scale": 0.33, "target_groups": 0.49, "page_url": 0.62,
    "evaluation_design": 0.16, "evaluator": 0.8, "outcome": 0.5, "started": 0.33, "completed": 0.05,
}  # fmt: skip
_YEARS = {"started": range(2023, 2010, -1), "completed": range(2026, 2023, -1)}
# What an account tells, and how many letters of it there usually are.
_TOLD = {
    "problem": 186, "aim": 144, "how_it_works": 226, "where": 72, "resources": 153, "evaluation": 195, "result": 216,
    "learning": 179,
}  # fmt: skip
_OFTEN_SEVERAL = {"focus": 0.15, "linked_to": 0.1, "topics": 0.8, "region": 0.1, "partners": 0.8, "target_groups": 0.6}

_UNTESTED, _AWARD = "Untested – new or innovative", "Tilley award"

_APPROACHES = (
    "Targeted patrols", "Youth mentoring", "A check sheet", "Street lighting", "Property marking", "Peer support",
    "A problem-solving course", "Restorative meetings", "A mobile app", "Hot spot mapping", "Alley gates",
    "An awareness campaign", "Conditional cautions", "Case reviews", "A reporting form", "Drug recovery referrals",
    "School visits", "A victims’ helpline", "Body-worn cameras", "Offender tagging", "Target hardening",
    "Data sharing", "A neighbourhood panel", "Training in first response", "Sports sessions", "Home visits",
)  # fmt: skip
_AGAINST = (
    "burglary", "knife crime", "vehicle theft", "domestic abuse", "fraud", "shoplifting", "anti-social behaviour",
    "stalking", "county lines", "hate crime", "rural crime", "robbery", "cybercrime", "violence at night",
    "arson", "metal theft", "exploitation of children", "spiking", "nuisance bikes", "reoffending",
)  # fmt: skip
_GROUPS = (
    "young people", "older residents", "shop workers", "families", "people leaving prison", "students", "drivers",
    "new recruits", "victims", "neighbourhood officers", "care homes", "taxi drivers", "tenants", "parents",
)  # fmt: skip
_AIMS = (
    "to reduce repeat calls", "to find those at risk sooner", "to bring services together", "to build trust",
    "to share what is known between agencies", "to give officers time", "to make places harder to offend in",
    "to keep people out of custody", "to improve evidence", "to raise the number of reports",
)  # fmt: skip
_SYLLABLES = (
    "bar", "cor", "den", "fal", "gra", "hol", "jun", "ken", "lim", "mor", "nar", "pel",
    "ris", "sta", "tun", "ver", "win", "yar",
)  # fmt: skip
_ENDINGS = ("ford", "ley", "ton", "wick", "ham", "by", "stead", "mere", "combe", "worth")

Cells = npt.NDArray[np.object_]
Draw = Callable[[np.random.Generator], Cells]


def rows(number: int, seed: int = SEED) -> Iterator[tuple[str, ...]]:
    """That many practices, cell by cell in the order of `COLUMNS`. A longer bank begins like a shorter one."""
    vocabulary = load_vocabulary(DATA / "vocabulary.toml")
    draws = _draws(vocabulary, np.random.default_rng([seed, 0]))
    random = np.random.default_rng([seed, 1])
    for start in range(0, number, _BLOCK):
        table = _block(start, random, draws)
        yield from zip(*(column[: number - start] for column in table), strict=True)


def write(path: Path, number: int, seed: int = SEED, share: float = SHARE) -> None:
    """Write a bank of that many practices, and beside it the accounts of that share of them, and the words it is
    sorted by and searched with.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng([seed, 2])
    beside_it = path.parent / "accounts.csv"
    with path.open("w", encoding="utf-8", newline="") as file, beside_it.open("w", encoding="utf-8") as told_file:
        practices, told = csv.writer(file, lineterminator="\n"), csv.writer(told_file, lineterminator="\n")
        practices.writerow(COLUMNS)
        told.writerow(HEADER)
        for row in rows(number, seed):
            practices.writerow(row)
            if random.random() < share:
                told.writerows(account(row[0], random))
    for beside in ("vocabulary.toml", "synonyms.csv"):
        shutil.copyfile(DATA / beside, path.parent / beside)


def bank(folder: Path, number: int) -> Path:
    """The catalogue of that many practices in the folder, made once and kept for the next time."""
    path = folder / str(number) / "practices.csv"
    if not (path.parent / "accounts.csv").exists():
        shutil.rmtree(path.parent, ignore_errors=True)  # what an older version of this made
        unfinished = folder / f"{number}.part" / "practices.csv"
        write(unfinished, number)
        unfinished.parent.replace(path.parent)
    return path


def account(slug: str, random: np.random.Generator) -> Iterator[tuple[str, ...]]:
    """The statements on one practice, cell by cell in the order of `HEADER`."""
    for field, usual in _TOLD.items():
        longest = int(usual * random.uniform(0.6, 1.4))
        text = "Made up for measuring."
        while len(text) < longest:
            approach, against, group, aim = (
                words[int(random.integers(len(words)))] for words in (_APPROACHES, _AGAINST, _GROUPS, _AIMS)
            )
            text += f" {approach} for {group} against {against}, {aim}."
        yield slug, field, text, f"https://example.org/synthetic/{slug}", "medium", "2026-11", ""


def _draws(vocabulary: Vocabulary, random: np.random.Generator) -> dict[str, Draw]:
    """For every field a way to draw a block of its cells: few common ones, many rare."""
    places = _places(random)
    pools: dict[str, tuple[Sequence[str], npt.NDArray[np.float64]]] = {
        "organisation": _skewed([f"{place} Constabulary (synthetic)" for place in places[:_FORCES]], 0.6),
        "_place": _skewed(places, 0.8),
    }
    for column, words in (("_approach", _APPROACHES), ("_against", _AGAINST), ("_group", _GROUPS), ("_aim", _AIMS)):
        pools[column] = _skewed(words, 0.5)
    for field in vocabulary:
        if field.column in MULTI_VALUED:
            pools[field.column] = _combinations(field.names, _OFTEN_SEVERAL[field.column], random)
        else:
            pools[field.column] = _skewed(field.names, 0.7)
    for column, years in _YEARS.items():
        pools[column] = _skewed([f"{year}{month}" for year in years for month in ("", "-04", "-09")], 0.5)
    ratings = np.array(_EFFECTIVENESS)
    pools["effectiveness"] = (vocabulary["effectiveness"].names, ratings / ratings.sum())

    def draw_from(column: str) -> Draw:
        cells, chances = np.array(pools[column][0], dtype=object), pools[column][1]
        recorded = _RECORDED.get(column, 1.0)

        def draw(random: np.random.Generator) -> Cells:
            drawn: Cells = cells[random.choice(len(cells), _BLOCK, p=chances)]
            return np.where(random.random(_BLOCK) < recorded, drawn, "")

        return draw

    return {column: draw_from(column) for column in pools}


def _block(start: int, random: np.random.Generator, draws: Mapping[str, Draw]) -> list[Sequence[str]]:
    """A block of whole columns; always the same draws, so that a row never depends on how many follow."""
    drawn = {column: draw(random) for column, draw in draws.items()}
    long = random.random(_BLOCK) < 0.4
    with_page = random.random(_BLOCK) < _RECORDED["page_url"]
    columns: dict[str, list[str]] = {column: [] for column in ("slug", "title", "summary", "page_url")}
    texts = zip(*(drawn[name] for name in ("_approach", "_against", "_group", "_aim", "_place")), strict=True)
    for at, (approach, against, group, aim, place) in enumerate(texts):
        number = start + at + 1
        slug = f"synthetic-{number}-{_slug(approach)}-{_slug(place)}"[:LONGEST_SLUG].rstrip("-")
        columns["slug"].append(slug)
        about = f"{approach} against {against}" if long[at] else approach
        columns["title"].append(f"Synthetic {number}: {about} in {place}")
        more = " Those who took part said what changed for them, and partners were told." if long[at] else ""
        columns["summary"].append(
            f"Made up for measuring. {approach} with {group} in {place}, tried against {against} {aim}.{more}"
        )
        columns["page_url"].append(f"https://example.org/synthetic/{slug}" if with_page[at] else "")
    untested = drawn["effectiveness"] == _UNTESTED
    awarded = np.array([_AWARD in cell for cell in drawn["linked_to"]])
    drawn["linked_to"] = np.where(untested & awarded, "", drawn["linked_to"])  # what the vocabulary says cannot be
    drawn["evaluated"] = np.array([_evaluated(design) for design in drawn["evaluation_design"]], dtype=object)
    for name in ("evaluator", "outcome"):
        drawn[name] = np.where(drawn["evaluated"] == YES, drawn[name], "")
    return [columns[name] if name in columns else drawn[name].tolist() for name in COLUMNS]


def _evaluated(design: str) -> str:
    return YES if RUNGS.get(design) else NO if design == NOT_EVALUATED else ""


_SLUGS: dict[str, str] = {}


def _slug(words: str) -> str:
    if words not in _SLUGS:
        _SLUGS[words] = slugify(words)
    return _SLUGS[words]


def _places(random: np.random.Generator) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < _PLACES:
        syllables = random.choice(_SYLLABLES, 2)
        names[("".join(syllables) + str(random.choice(_ENDINGS))).capitalize()] = None
    return list(names)


def _combinations(
    terms: Sequence[str], several: float, random: np.random.Generator
) -> tuple[Sequence[str], npt.NDArray[np.float64]]:
    """Distinct cells in the vocabulary's order, and how often each is drawn: single terms, then several at once."""
    chances = _zipf(len(terms), 0.7)
    cells: dict[str, None] = {}
    for _ in range(_MANY):
        size = 1 + min(int(random.geometric(0.5)), len(terms) - 1)
        at = sorted(random.choice(len(terms), size, replace=False, p=chances).tolist())
        cells[SEPARATOR.join(terms[each] for each in at)] = None
    weights = np.concatenate([chances * (1 - several), _zipf(len(cells), 0.9) * several])
    return [*terms, *cells], weights / weights.sum()


def _skewed(cells: Sequence[str], steepness: float) -> tuple[Sequence[str], npt.NDArray[np.float64]]:
    return cells, _zipf(len(cells), steepness)


def _zipf(number: int, steepness: float) -> npt.NDArray[np.float64]:
    chances = 1 / np.arange(1, number + 1) ** steepness
    return np.asarray(chances / chances.sum())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int, help=f"how many practices; the usual sizes are {SIZES}")
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--accounts", type=float, default=SHARE, help="the share of practices that have an account")
    given = parser.parse_args()
    write(given.file, given.rows, given.seed, given.accounts)
    print(f"{given.file}: {given.rows:,} synthetic practices, {given.file.stat().st_size / 1e6:,.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
