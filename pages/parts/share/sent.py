"""The confirmation: a reference, a private code, what happens next, and a copy to keep. It survives a reload."""

import streamlit as st

from pages.parts import store
from pages.parts.html import show
from pages.parts.visit import visit
from practicebank.submissions.form.contributor_copy import markdown_copy


def draw_sent(key: str) -> bool:
    """Whether the form with this key has been sent, its confirmation drawn. Raises `QueueUnavailable`."""
    queue = store.queue()
    receipt = queue.receipt(key)
    if receipt is None:
        return False
    record = queue.get(receipt.reference)
    mails = bool(visit().services.settings.smtp_url) and bool(record.submission.contact_email)
    place = queue.place(receipt.reference)
    show("share/sent.html", receipt=receipt, record=record, place=place, mails=mails, visit=visit())
    st.download_button(
        "Download a copy (text)",
        markdown_copy(record.submission, receipt.reference, record.sent_at),
        file_name=f"{receipt.reference}.md",
        mime="text/markdown",
        key="copy",
        on_click="ignore",
    )
    return True
