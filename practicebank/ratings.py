"""How each rating of effectiveness is drawn, once: its colours, its mark, its pattern.

The colours are for effectiveness and nothing else; the shape of a mark and the pattern of a bar say the same without
colour. A rating that is not in `RATINGS` is drawn as *Not recorded* is. The terms themselves stand in
`data/vocabulary.toml`.
"""

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
}


@dataclass(frozen=True)
class Rating:
    """`name` is the class of its mark in style sheets; `light` and `dark` are its colours on those grounds; `shape` is
    one of `SHAPES`; `pattern` is Plotly's, over a bar; `light_ink`: numbers on its bar are white on a light page.
    """

    term: str
    name: str
    light: str
    dark: str
    shape: str
    pattern: str = ""
    light_ink: bool = False


WORKED, FAILED = "Worked", "Didn’t work"
UNTESTED = "Untested – new or innovative"
RATINGS = (
    Rating(WORKED, "worked", "#123f6d", "#d6ecff", "filled", "-", light_ink=True),
    Rating("Promising", "promising", "#2b8cc4", "#5ab4ea", "half"),
    Rating(UNTESTED, "untested", "#b98a1f", "#e6b450", "hollow", "/"),
    Rating(FAILED, "didnt-work", "#a8324a", "#e8505b", "crossed", "x", light_ink=True),
    Rating(NOT_RECORDED, "not-recorded", "#858b94", "#7b8494", "dash", "."),
)
_RATING = {rating.term: rating for rating in RATINGS}
_UNKNOWN = Rating("", "other", _RATING[NOT_RECORDED].light, _RATING[NOT_RECORDED].dark, "dash")


def rating_of(term: str) -> Rating:
    """How a term is drawn; one that the design does not know gets the quiet mark and colour, and no pattern."""
    return _RATING.get(term, _UNKNOWN)


def style_sheet() -> str:
    """The rules for the marks (`.mark.NAME`, and `.dot.NAME` whose mark is no element) and bars (`.bar-NAME`)."""
    return "\n".join(
        f":root {{ --{rating.name}: light-dark({rating.light}, {rating.dark}); }}\n"
        f".mark.{rating.name}, .dot.{rating.name}::before {{ color: var(--{rating.name}); {SHAPES[rating.shape]} }}\n"
        f".bar-{rating.name} {{ background: {_bar(rating)}; }}"
        for rating in (*RATINGS, _UNKNOWN)
    )


def _bar(rating: Rating) -> str:
    """Stripes where the mark is hollow: what is not known yet is not drawn as solid."""
    colour = f"var(--{rating.name})"
    if rating.shape != "hollow":
        return colour
    paler = f"color-mix(in srgb, {colour} 72%, var(--paper))"
    return f"repeating-linear-gradient(135deg, {colour} 0 5px, {paler} 5px 8px)"
