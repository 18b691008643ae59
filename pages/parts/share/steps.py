"""The steps of the form: where one is, what is asked there, what is wrong with it, and the ways on and back."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from pages.parts.address import address
from pages.parts.html import show
from pages.parts.share.draft import DRAFT, STEP, Form, current, go_to, save_typed, try_again
from pages.parts.share.fields import draw
from pages.parts.share.lost_links import offer_draft_link
from practicebank.submissions.form.checks import BASIS, RATING, Problem, question_about_rating
from practicebank.submissions.form.questions import CHECK, FormStep, step_of, steps_of

CHECK_TITLE = "Check your answers"


@dataclass(frozen=True)
class StepLink:
    """A step in the list of all steps. `complete` says that it was begun and nothing it needs is missing."""

    name: str
    title: str
    number: int
    complete: bool
    href: str


def problems_at(form: Form, step: str) -> list[Problem]:
    return [problem for problem in form.contents.problems if step_of(form.way, problem.field) == step]


def step_address(form: Form, step: str) -> str:
    return address("share", form.visit.filters, **{STEP: step, DRAFT: form.key})


def places(form: Form) -> list[StepLink]:
    wrong = {step_of(form.way, problem.field) for problem in form.contents.problems}
    begun = {step_of(form.way, field) for field, given in form.answers.items() if given}
    named = [(step.name, step.title) for step in steps_of(form.way)] + [(CHECK, CHECK_TITLE)]
    return [
        StepLink(name, title, number, name in begun - wrong - {CHECK}, step_address(form, name))
        for number, (name, title) in enumerate(named, start=1)
    ]


def step_named(form: Form, name: str) -> FormStep | None:
    return next((step for step in steps_of(form.way) if step.name == name), None)


def draw_step(form: Form, step: FormStep) -> None:
    """One page of the form."""
    shown = problems_at(form, step.name) if step.name in form.checked else []
    about = form.contents.about
    heading(form, step.name, step.title, step.lead)
    summary(form, shown)
    wonder = question_about_rating(form.contents.submission)
    for question in step.questions:
        if question.is_asked(form.answers):
            asks = about.questions.get(question.field, "") if about else ""
            draw(form, question, shown, asks, wonder if question.field in (RATING, BASIS) else "")
    _ways_on(form, step)


def heading(form: Form, name: str, title: str, lead: str) -> None:
    all_places = places(form)
    here = next(place for place in all_places if place.name == name)
    show(
        "share/heading.html",
        form=form,
        here=here,
        places=all_places,
        lead=lead,
        title=title,
        about=form.contents.about,
    )
    if form.trouble:
        trouble(form.trouble)
    else:
        st.empty()


def trouble(said: str) -> None:
    """The database is away: nothing typed is lost, and it can be tried again."""
    with st.container(key="share-trouble"):
        show("share/trouble.html", said=said)
        st.button("Try again", key="try-again", on_click=try_again)


def summary(form: Form, problems: Sequence[Problem]) -> None:
    """Every problem, in the words that stand beside the fields too. It has a place of its own with none as well, so
    that the fields below are not drawn anew, and a focus in one is not lost, when problems come or go. The place is
    never emptied first: a slow browser would show that, and announce the problems again."""
    if not problems:
        st.empty()
        return
    hrefs = [step_address(form, step_of(form.way, problem.field)) for problem in problems]
    show(
        "share/problems.html",
        problems=list(zip(problems, hrefs, strict=True)),
        here=st.query_params.get(STEP, ""),
    )


def private_link(form: Form) -> None:
    """How to come back to it."""
    url = form.visit.services.settings.public_address
    page = f"{url}/share" if url else (st.context.url or "").partition("?")[0]
    show("share/link.html", form=form, link=f"{page}?{STEP}={st.query_params.get(STEP, '')}&{DRAFT}={form.key}")


def _ways_on(form: Form, step: FormStep) -> None:
    names = [*(each.name for each in steps_of(form.way)), CHECK]
    at = names.index(step.name)
    with st.container(key="share-ways", horizontal=True, gap="small"):
        st.button("Continue", key="continue", type="primary", on_click=_continue, args=(step.name, names[at + 1]))
        if at:
            st.button("Back", key="back", on_click=_go, args=(names[at - 1],))
        if step.name in form.checked:
            st.button("Come back to this later", key="skip", on_click=_go, args=(names[at + 1],))
        elif len(names) - at > 2:
            st.button("Go to check your answers", key="to-check", type="tertiary", on_click=_go, args=(CHECK,))
    private_link(form)
    offer_draft_link(form, asks_email=any(each.field == "contact_email" for each in step.questions))


def _continue(step: str, following: str) -> None:
    form = current()
    if form is None:
        return
    save_typed(form)
    if problems_at(form, step):
        form.checked.add(step)
        return
    form.checked.discard(step)
    go_to(following, form.key)


def _go(other: str) -> None:
    if form := current():
        save_typed(form)
        go_to(other, form.key)
