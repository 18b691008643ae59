"""How each rating of effectiveness is drawn, once: its colours, its mark, its pattern.

The colours are for effectiveness and nothing else; the shape of a mark and the pattern of a bar say the same without
colour. Ratings that are not in `RATINGS` are drawn as `OTHERS`, in the order in which a bank has them, and share again
when there are more. The terms themselves stand in `data/vocabulary.toml`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from practicebank.fields import NOT_RECORDED

SHAPES = {
    # in a style sheet: what fills the round mark
    "filled": "background: currentColor;",
    "half": "background: linear-gradient(90deg, currentColor 50%, transparent 50%);",
    "hollow": "",
    "crossed": "background: linear-gradient(45deg, transparent 42%, currentColor 42% 58%, transparent 58%), "
    "linear-gradient(-45deg, transparent 42%, currentColor 42% 58%, transparent 58%);",
    "dash": "border: 0; border-radius: 0; "
    "background: linear-gradient(currentColor, currentColor) center / 100% 2px no-repeat;",
    "square": "border-radius: 0;",
    "diamond": "border: 0; border-radius: 0; background: currentColor; "
    "clip-path: polygon(50% 0, 100% 50%, 50% 100%, 0 50%);",
    "plus": "border: 0; border-radius: 0; background: currentColor; "
    "clip-path: polygon(33% 0, 67% 0, 67% 33%, 100% 33%, 100% 67%, 67% 67%, 67% 100%, 33% 100%, 33% 67%, 0 67%, "
    "0 33%, 33% 33%);",
    "half-square": "border-radius: 0; background: linear-gradient(90deg, currentColor 50%, transparent 50%);",
}
SIGNS = {
    # in a text: the letter that comes nearest
    "filled": "●",
    "half": "◐",
    "hollow": "○",
    "crossed": "⊗",
    "dash": "–",
    "square": "□",
    "diamond": "◆",
    "plus": "✚",
    "half-square": "◧",
}


@dataclass(frozen=True)
class Rating:
    """`name` is the class of its mark in style sheets; `light` and `dark` are its colours on those grounds; `shape` is
    one of `SHAPES`; `pattern` is that of a bar in a picture, a letter twice being twice as close; `light_ink`: numbers
    on its bar are white on a light page.
    """

    term: str
    name: str
    light: str
    dark: str
    shape: str
    pattern: str = ""
    light_ink: bool = False


INK, PAPER = "#14171c", "#ffffff"
"""What stands on a bar: at least 4.5 to 1 on each colour."""
WORKED, FAILED = "Worked", "Didn’t work"
UNTESTED = "Untested – new or innovative"
RATINGS = (
    Rating(WORKED, "worked", "#123f6d", "#d6ecff", "filled", "-", light_ink=True),
    Rating("Promising", "promising", "#2b8cc4", "#5ab4ea", "half"),
    Rating(UNTESTED, "untested", "#b98a1f", "#e6b450", "hollow", "/"),
    Rating(FAILED, "didnt-work", "#a8324a", "#e8505b", "crossed", "x", light_ink=True),
    Rating(NOT_RECORDED, "not-recorded", "#858b94", "#7b8494", "dash", "."),
)
OTHERS = (
    Rating("", "other-1", "#5a4a8c", "#9485d2", "square", "\\", light_ink=True),
    Rating("", "other-2", "#559472", "#a9dcc0", "diamond", "|"),
    Rating("", "other-3", "#6a4a33", "#b08a64", "plus", "\\\\", light_ink=True),
    Rating("", "other-4", "#a86fa0", "#ecc6e7", "half-square", "||"),
)
_RATING = {rating.term: rating for rating in RATINGS}


def rating_of(term: str, terms: Sequence[str]) -> Rating:
    """How a term is drawn where the ratings are `terms`, in their order: always all those of a bank, or a term would
    look different from page to page. One that is not among them is drawn as if it came next.
    """
    if term in _RATING:
        return _RATING[term]
    others = [each for each in terms if each not in _RATING]
    at = others.index(term) if term in others else len(others)
    return OTHERS[at % len(OTHERS)]


def style_sheet() -> str:
    """The rules for the marks (`.mark.NAME`, and `.dot.NAME` whose mark is no element) and bars (`.bar-NAME`)."""
    return "\n".join(
        f":root {{ --{rating.name}: light-dark({rating.light}, {rating.dark}); }}\n"
        f".mark.{rating.name}, .dot.{rating.name}::before {{ color: var(--{rating.name}); {SHAPES[rating.shape]} }}\n"
        f".bar-{rating.name} {{ background: {_bar(rating)}; "
        f"--on-bar: light-dark({PAPER if rating.light_ink else INK}, {INK}); }}"
        for rating in (*RATINGS, *OTHERS)
    )


def _bar(rating: Rating) -> str:
    """Stripes where the mark is hollow: what is not known yet is not drawn as solid."""
    colour = f"var(--{rating.name})"
    if rating.shape != "hollow":
        return colour
    paler = f"color-mix(in srgb, {colour} 72%, var(--paper))"
    return f"repeating-linear-gradient(135deg, {colour} 0 5px, {paler} 5px 8px)"
