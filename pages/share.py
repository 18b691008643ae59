"""Share a practice: before you start, one step after the other, check, send, and the confirmation."""

import streamlit as st

from pages.parts.html import show
from pages.parts.page_title import rename_tab
from pages.parts.share.check import draw_check, pop_changed
from pages.parts.share.draft import key_in_address, open_form, save_brought, step_in_address
from pages.parts.share.ends import draw_sent, draw_start
from pages.parts.share.steps import draw_step, step_named
from pages.parts.visit import current_visit
from practicebank.submissions.form.questions import CHECK, SENT, steps_of
from practicebank.submissions.storage.engine import QueueUnavailable

visit = current_visit()

if changed := pop_changed():
    st.switch_page("pages/submission.py", query_params={**visit.filters.to_query(), "reference": changed})
with st.container(key="share"):
    if not key_in_address():
        draw_start(visit)
        st.stop()
    try:
        form = None if step_in_address() == SENT else open_form(visit)
        sent = form is None and draw_sent(visit, key_in_address())
    except QueueUnavailable as error:
        rename_tab("Try again later")
        show("share/away.html", title="Your answers cannot be shown just now", said=str(error))
        st.button("Try again", key="try-again")
        st.stop()
    if form and step_in_address() == CHECK:
        draw_check(form)
    elif form:
        draw_step(form, step_named(form, step_in_address()) or steps_of(form.way)[0])
    elif not sent:
        rename_tab("No form at this link")
        show("share/gone.html", visit=visit, days=visit.services.settings.draft_days)
    if form:
        save_brought(form)
