"""What a reader says about a practice in use: that something is wrong or missing, or that they question its label.

The form is drawn for whoever asks for it, which stands in the address. The database is opened by whoever sends it, and
by no reader else.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from pages.parts import caller
from pages.parts.address import here
from pages.parts.html import show
from pages.parts.practices.practice_view import cells_of
from pages.parts.share.fields import DrawnQuestion
from pages.parts.visit import Visit, current_visit
from practicebank.evidence import NO, YES
from practicebank.fields import ACCOUNT, ACCOUNT_FIELD, COLUMNS, FIELD, NOT_RECORDED, SEPARATOR, WITHHELD, split_cell
from practicebank.submissions.amended import cell_of
from practicebank.submissions.form.checks import Problem
from practicebank.submissions.form.questions import QUESTIONS, AnswerKind, Question
from practicebank.submissions.founding import submission_of_practice
from practicebank.submissions.open_queue import terms_of
from practicebank.submissions.remarks import (
    LONGEST_SOURCE,
    NoSuchPractice,
    Remark,
    RemarkRefused,
    check_remark,
    send_remark,
)
from practicebank.submissions.storage.engine import QueueUnavailable
from practicebank.submissions.storage.rate_limits import TooManyAttempts

SAY = "say"
WRONG, LABEL = "wrong", "label"
_WAYS = {WRONG: ("Something is wrong or missing", "remark-field"), LABEL: ("We question this label", "remark-words")}
"""What each is called, and the question that the keyboard goes to."""
ELSE = "else"
"""What somebody chooses who finds no field for what they mean."""
_SAID = "remark_said"
_REQUIRED = "Answer this"  # said of none: what is missing is said by `check_remark`


@dataclass
class _Said:
    """What became of a form since it was asked for: `problems` are those of the last try, `refused` why it was not
    taken. `turn` lets one press at a time send it.
    """

    slug: str
    say: str
    problems: list[Problem] = field(default_factory=list)
    refused: str = ""
    sent: bool = False
    turn: threading.Lock = field(default_factory=threading.Lock)


def draw(visit: Visit, slug: str) -> None:
    if slug not in visit.bank.row_of:
        return
    say = st.query_params.get(SAY, "")
    with st.container(key="remark", gap="small"):
        ways = [(*way, here("practice", {SAY: [name]})) for name, way in _WAYS.items() if name != say]
        show("practices/remark_ways.html", ways=ways, slug=slug, at_the_desk=visit.at_the_desk)
        if say in _WAYS:
            _draw_form(visit, slug, say)
        else:
            st.session_state.pop(_SAID, None)


def _draw_form(visit: Visit, slug: str, say: str) -> None:
    said: _Said | None = st.session_state.get(_SAID)
    if said is None or (said.slug, said.say) != (slug, say):
        said = st.session_state[_SAID] = _Said(slug, say)
    rating = cells_of(visit.bank, slug)["effectiveness"] or NOT_RECORDED
    title, _ = _WAYS[say]
    show("practices/remark_head.html", title=title, about_label=say == LABEL, sent=said.sent, rating=rating)
    if said.sent:
        st.button("Say something else", key="remark-again", on_click=_again)
        return
    _summary(said)
    draw_questions = _ask_about_label if say == LABEL else _ask_what_is_wrong
    if draw_questions(visit, said):
        st.button("Send to the reviewers", key="remark-send", type="primary", on_click=_send, args=(slug, say))
    show("practices/remark_foot.html", away=here("practice", {SAY: []}))


def _summary(said: _Said) -> None:
    """What kept it from being sent. It has a place of its own with nothing in it, too: the fields below stay as they
    are.
    """
    if said.refused:
        show("practices/remark_refused.html", refused=said.refused)
    elif said.problems:
        problems = [(problem, here("practice", {})) for problem in said.problems]
        show("share/problems.html", problems=problems, here="")
    else:
        st.empty()


def _ask_about_label(visit: Visit, said: _Said) -> bool:
    hint = "What you know that speaks for another label."
    _ask(Question(_named("words"), "Why do you question it?", hint, required=_REQUIRED), said, _area)
    _ask_where(said, "Where can that be checked?")
    return True


def _ask_what_is_wrong(visit: Visit, said: _Said) -> bool:
    """Whether it can be sent yet: first somebody says what it is about."""
    fields = _fields(visit, said.slug)
    about = Question(_named("field"), "What is it about?", required=_REQUIRED)

    def choose(question: Question, said: _Said) -> None:
        st.selectbox(
            question.label,
            [*fields, ELSE],
            index=None,
            format_func=lambda name: fields.get(name, "Something else"),
            placeholder="Choose what it is about",
            key=_key("field", said),
            label_visibility="collapsed",
        )

    _ask(about, said, choose)
    chosen = _typed("field", said)
    if chosen not in (*fields, ELSE):
        return False
    if chosen == ELSE:
        _ask(Question(_named("words"), "What is wrong or missing?", required=_REQUIRED), said, _area)
        _ask_where(said)
    else:
        _ask_what_is_right(visit, said, chosen)
        _ask_where(said)
        _ask(Question(_named("words"), "Anything to add?", short=True), said, _area)
    return True


def _ask_where(said: _Said, label: str = "Where can it be checked?") -> None:
    hint = "The address of a page that says so. It begins with https:// or http://."

    def address(question: Question, said: _Said) -> None:
        st.text_input(
            question.label,
            type="url",
            max_chars=LONGEST_SOURCE,
            key=_key("source", said),
            label_visibility="collapsed",
        )

    _ask(Question(_named("source"), label, hint), said, address)


_HINTS = {
    AnswerKind.DATE: "A year, a month or a day: 2023, 2023-03 or 2023-03-01.",
    AnswerKind.LINKS: "One web address to a line, beginning with https:// or http://.",
}


def _ask_what_is_right(visit: Visit, said: _Said, name: str) -> None:
    """With the widget that fits the field, beginning with what stands there."""
    kind = QUESTIONS[name].kind if name in QUESTIONS else AnswerKind.LINE
    now = _now(visit, said.slug, name)
    hint = _HINTS.get(kind, "Change what stands there now." if now else "")
    common: dict[str, Any] = {"key": _key(f"value-{name}", said), "label_visibility": "collapsed"}

    def answer(question: Question, said: _Said) -> None:
        if kind is AnswerKind.SEVERAL:
            terms = [*dict.fromkeys([*_terms(visit, name), *split_cell(now)])]
            st.multiselect(question.label, terms, default=split_cell(now), select_all=False, **common)
        elif kind in (AnswerKind.ONE, AnswerKind.YES_OR_NO):
            terms = [*dict.fromkeys([*_terms(visit, name), *([now] if now else [])])]
            st.selectbox(question.label, terms, index=terms.index(now) if now else None, **common)
        elif kind in (AnswerKind.LINE, AnswerKind.ORGANISATION, AnswerKind.DATE):
            st.text_input(question.label, value=now, **common)
        else:
            st.text_area(question.label, value=now, height=96 if len(now) < 200 else 200, **common)

    _ask(Question(_named("value"), "What is right?", hint, required=_REQUIRED), said, answer)


def _ask(question: Question, said: _Said, answer: Callable[[Question, _Said], None]) -> None:
    problems = [problem.message for problem in said.problems if problem.field == question.field]
    with st.container(key=f"question-{question.field}", gap="xxsmall"):
        show("share/question.html", asked=DrawnQuestion(question, problems, asks="", limit=0, used=0))
        answer(question, said)


def _area(question: Question, said: _Said) -> None:
    st.text_area(
        question.label, height=96 if question.short else 140, key=_key("words", said), label_visibility="collapsed"
    )


def _named(name: str) -> str:
    """A question of this form among all questions of the page, which its problems and the keyboard find it by."""
    return f"remark-{name}"


def _key(name: str, said: _Said) -> str:
    """Named after the practice too: what was typed about one is not taken for something about another."""
    return f"remark-{said.say}-{name}-{said.slug}"


def _typed(name: str, said: _Said) -> str:
    """What stands in the field of this name, as a cell has it."""
    value = st.session_state.get(_key(name, said)) or ""
    return SEPARATOR.join(value) if isinstance(value, list) else str(value).strip()


def _fields(visit: Visit, slug: str) -> dict[str, str]:
    """What may be wrong or missing, by the names that the page uses: not the label, which is questioned in a way of its
    own, nor whether it was evaluated where a design says so, nor a name that was withheld.
    """
    cells, told = cells_of(visit.bank, slug), {each.field for each in visit.bank.account(slug)}
    left_out = {"slug", "effectiveness"}
    left_out |= {"evaluated"} if cells["evaluation_design"] else set()
    left_out |= {"organisation"} if cells["organisation"] == WITHHELD else set()
    left_out |= {each.name for each in ACCOUNT if each.by_some and each.name not in told}
    names = dict.fromkeys(("title", "summary", *ACCOUNT_FIELD, *COLUMNS))
    return {name: visit.bank.vocabulary.label(name) for name in names if name not in left_out}


def _now(visit: Visit, slug: str, name: str) -> str:
    """What stands there, as the desk would have it."""
    return cell_of(submission_of_practice(cells_of(visit.bank, slug), visit.bank.account(slug)), name)


def _terms(visit: Visit, name: str) -> Sequence[str]:
    return (YES, NO) if name == "evaluated" else terms_of(visit.bank.vocabulary)[name]


def _remark(visit: Visit, said: _Said) -> Remark:
    """What was typed. Of a field of which nobody says what is right, but something, the words are about that."""
    words, source = _typed("words", said), _typed("source", said)
    if said.say == LABEL:
        return Remark(words=words, source=source, about_label=True)
    name = _typed("field", said)
    if name not in _fields(visit, said.slug):
        return Remark(words=words, source=source)
    value, now = _typed(f"value-{name}", said), _now(visit, said.slug, name)
    if name in ACCOUNT_FIELD and ACCOUNT_FIELD[name].several:
        value = "\n".join(filter(None, map(str.strip, value.splitlines())))
    if words and _same(name, value, now):
        return Remark(words=f"{visit.bank.vocabulary.label(name)}: {words}", source=source)
    return Remark(name, value, words, source)


def _same(name: str, value: str, now: str) -> bool:
    """Whether nothing is said of what is right: it is empty, or what stands there already."""
    several = name in FIELD and FIELD[name].several
    return not value or (set(split_cell(value)) == set(split_cell(now)) if several else value == now)


def _problems(visit: Visit, said: _Said, remark: Remark) -> Iterator[Problem]:
    """In the order of the form."""
    found = {problem.field: problem.message for problem in check_remark(remark, terms_of(visit.bank.vocabulary))}
    if remark.field and _same(remark.field, remark.value, _now(visit, said.slug, remark.field)):
        enter = "Change this to what is right" if remark.value else "Enter what is right"
        found["value"] = f"{enter}, or say under “Anything to add?” what is wrong"
    for name in ("field", "value", "source", "words") if remark.field else ("words", "source"):
        if name in found:
            yield Problem(_named(name), found[name])


def _send(slug: str, say: str) -> None:
    """Once, however often it is pressed. What a press leaves stands in an object that the session has already: nothing
    breaks this off between sending and saying so.
    """
    said: _Said | None = st.session_state.get(_SAID)
    if said is None or (said.slug, said.say) != (slug, say):
        return
    visit, address = current_visit(), caller.network()
    with said.turn:
        if said.sent:
            return
        remark = _remark(visit, said)
        said.refused, said.problems = "", list(_problems(visit, said, remark))
        if said.problems:
            return
        try:
            send_remark(visit.queue(), visit.bank, slug, remark, address=address)
        except RemarkRefused as error:
            said.problems = [Problem(_named(each.field), each.message) for each in error.problems]
        except NoSuchPractice:
            said.refused = "Nothing was sent: this practice is no longer in use."
        except QueueUnavailable:
            said.refused = "Nothing was sent: the bank’s database cannot be reached just now. Try again in a moment."
        except TooManyAttempts as error:
            said.refused = f"Nothing was sent. {error}"
        else:
            said.sent = True


def _again() -> None:
    st.session_state.pop(_SAID, None)
