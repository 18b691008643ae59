"""A copy of a submission for its contributor to keep: a Markdown file with every question and answer.

What was typed stands in indented blocks, which Markdown shows as they are: nothing in it becomes a heading, a
link or a picture.
"""

from datetime import datetime
from typing import Any

from practicebank.catalogue.schema import in_words
from practicebank.submissions.form.model import Submission
from practicebank.submissions.form.questions import AnswerKind, FormStep, Question, steps_of
from practicebank.words import day_in_words


def markdown_copy(submission: Submission, reference: str, sent_at: datetime) -> str:
    """The private code is not in it: a file is easily passed on."""
    lines = [f"# Submission {reference}", "", f"Sent to the practice bank on {day_in_words(sent_at)}.", ""]
    for step in steps_of(submission.way):
        lines += [f"## {step.title}", ""]
        for question, said in questions_and_answers(step, submission):
            lines += [f"**{question.label}**", ""]
            lines += [f"    {line}" for text in said or ["Nothing said"] for line in text.splitlines() or [""]]
            lines.append("")
    return "\n".join(lines)


def questions_and_answers(step: FormStep, submission: Submission) -> list[tuple[Question, list[str]]]:
    """What a step asks beside these answers, and what it asked once if that was answered; each with `value_lines`."""
    given = dict(submission)
    said = [(question, value_lines(question, submission)) for question in step.questions]
    return [(question, lines) for question, lines in said if lines or question.is_asked(given)]


def value_lines(question: Question, submission: Submission) -> list[str]:
    """An answer in words, an entry for each value; [] when nothing was said."""
    value: Any = getattr(submission, question.field)
    if question.kind in (AnswerKind.TICK, AnswerKind.YES_OR_NO):
        return [] if value is None else ["Yes" if value else "No"]
    if question.kind is AnswerKind.DATE:
        return [in_words(question.field, str(value))] if value else []
    values = value if isinstance(value, tuple) else (value,)
    return [text for text in values if text.strip()]
