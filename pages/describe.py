"""Describe your problem: a team says what it faces and sees which practices answer it, and why."""

import streamlit as st

from pages.parts.html import show
from pages.parts.problem.answers import answers_of
from pages.parts.problem.form import ask
from pages.parts.visit import current_visit

visit = current_visit()
show("problem/describe.html", visit=visit)
ask(visit)
if not any(visit.problem.said()):
    st.stop()
show("problem/answers.html", visit=visit, found=answers_of(visit))
