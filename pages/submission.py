"""Track a submission: with a reference and a private code, where it stands and what its contributor can do."""

import streamlit as st

from pages.parts.html import show
from pages.parts.share import tracking_steps as steps
from pages.parts.share.lost_links import draw_lost_links
from pages.parts.visit import current_visit
from practicebank.submissions.form.questions import label_of

visit = current_visit()

steps.go_and_change(visit)
with st.container(key="submission"):
    done, refused = steps.told()
    found = steps.opened()
    show("submission/head.html", found=found, done=done, refused=refused)
    if found is None:
        if "reference" not in st.session_state:
            st.session_state["reference"] = st.query_params.get("reference", "")[:40]
        with st.form("track", border=False, width=480):
            st.text_input("Reference", key="reference", placeholder="PB-7K3M-9Q2X", autocomplete="off")
            st.text_input("Private code", key="code", type="password", autocomplete="off")
            st.form_submit_button("Show where it stands", type="primary", on_click=steps.let_in, args=(visit,))
        draw_lost_links(visit)
        show("submission/foot.html", visit=visit)
        st.stop()
    labels = {field: label_of(found.submission.way, field) for field in (found.asked.questions if found.asked else ())}
    show("submission/standing.html", found=found, labels=labels, visit=visit)
    steps.draw_steps(visit, found)
    show("submission/story.html", found=found, words_of_step=steps.HAPPENED)
    with st.container(key="submission-leave", horizontal=True, gap="small"):
        st.button("Look again", key="look-again", on_click=steps.look_again, args=(visit,))
        st.button("Close", key="close", on_click=steps.close)
