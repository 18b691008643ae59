"""One submission: the thing under review on the left, what to do about it on the right, its history below."""

import streamlit as st

from pages.parts.desk import actions
from pages.parts.desk.step_names import HAPPENED
from pages.parts.html import show
from practicebank.desk.checklist import checklist
from practicebank.desk.desk import Desk
from practicebank.desk.neighbours import near
from practicebank.desk.submission_view import open_submission
from practicebank.submissions.form.questions import label_of


def draw(desk: Desk, reference: str) -> None:
    opened = open_submission(desk, reference)
    show("desk/one_head.html", opened=opened, two_reviewers=desk.two_reviewers)
    text, doing = st.columns([3, 2], gap="large")
    with text:
        show("desk/one.html", opened=opened, label_of=label_of)
        if beside := near(desk, opened.record):
            show("desk/near.html", beside=beside)
    with doing:
        actions.draw(desk, opened)
    checks = {check.name: check.question for check in checklist(desk.review).checks}
    show("desk/history.html", opened=opened, happened=HAPPENED, checks=checks, label_of=label_of)
