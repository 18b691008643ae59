"""The table of moves as a picture for the documents: `python -m practicebank.submissions.diagram` prints the file.

Mermaid draws it wherever Markdown is shown; nothing in it is written by hand.
"""

from collections.abc import Iterator

from practicebank.submissions.states import MOVES, PLAIN_WORDS, WORDS_AFTER, Move, Status

_HEAD = """\
# States of a submission

Made from the table of moves in `practicebank/submissions/states.py`, which alone decides what may follow what:
`python -m practicebank.submissions.diagram > docs/states.md`. A test fails when this page is not current.
"""


def document() -> str:
    """The whole page: the diagram, every move in words, and what each state means to a contributor."""
    return "\n".join([_HEAD, *_diagram(), "", "## Every move", "", *_table(), "", "## Every state", "", *_states(), ""])


def _diagram() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for status in Status:
        yield f'    state "{str(status).capitalize()}" as {status.name}'
    labels: dict[tuple[str, str], list[str]] = {}
    for move in MOVES:
        if move.before is not move.after:
            before = move.before.name if move.before else "[*]"
            labels.setdefault((before, move.after.name), []).append(str(move.step))
    for (before, after), steps in labels.items():
        yield f"    {before} --> {after}: {', '.join(steps)}"
    yield "```"


def _table() -> Iterator[str]:
    yield "| from | step | to | by | told why |"
    yield "| --- | --- | --- | --- | --- |"
    for move in MOVES:
        before = str(move.before) if move.before else "(nothing yet)"
        after = str(move.after) if move.after is not move.before else "the same"
        after += {True: ", if a reviewer holds it", False: ", if nobody holds it", None: ""}[move.held]
        yield f"| {before} | {move.step} | {after} | {_by(move)} | {'yes' if move.words else ''} |"


def _states() -> Iterator[str]:
    yield "| state | what its contributor reads | whose turn |"
    yield "| --- | --- | --- |"
    for status, (meaning, turn) in PLAIN_WORDS.items():
        yield f"| {status} | {meaning} | {turn} |"
        for (state, step), words in WORDS_AFTER.items():
            if state is status:
                yield f"| {status}, after “{step}” | {words} | {turn} |"


def _by(move: Move) -> str:
    return ", ".join(sorted(str(role) for role in move.by))


if __name__ == "__main__":
    print(document(), end="")
