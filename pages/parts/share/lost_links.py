"""Asking for the ways back by mail: to everything an address has here, or to the draft that is open."""

import streamlit as st

from pages.parts import caller
from pages.parts.html import show
from pages.parts.once import once
from pages.parts.share.draft import Form, current, save
from pages.parts.visit import Visit, current_visit
from practicebank.submissions.lost_links import NoAddress, ask_for_draft_link, ask_for_links
from practicebank.submissions.storage.engine import QueueUnavailable
from practicebank.submissions.storage.rate_limits import TooManyAttempts

_EMAIL, _DRAFT_EMAIL = "lost-email", "link-email"
_ASKED, _REFUSED = "lost_asked", "lost_refused"


def draw_lost_links(visit: Visit) -> None:
    """For whoever has lost a reference, a code or the link of a draft. What it says afterwards is the same, whether the
    address is known or not.
    """
    mails, asked, refused = bool(visit.services.settings.smtp_url), *_outcome()
    with st.expander("I have lost my reference, my code or my link", expanded=bool(asked or refused), key="lost"):
        show("share/lost.html", mails=mails, asked=asked, refused=refused)
        if mails:
            st.text_input("Your e-mail address", key=_EMAIL, autocomplete="email", max_chars=254, width=480)
            st.button("Send me my links", key="send-links", on_click=_ask_for_links)


def offer_draft_link(form: Form, *, asks_email: bool) -> None:
    """Beneath the private link of a draft. The address is the answer the form asks for later, `asks_email` says that it
    does so on this step.
    """
    if not form.visit.services.settings.smtp_url:
        return
    asked, refused = _outcome()
    given = str(form.answers.get("contact_email") or "")
    with st.container(key="share-link-mail", horizontal=True, vertical_alignment="bottom", gap="small"):
        if not given and not asks_email:
            st.text_input("Your e-mail address (optional)", key=_DRAFT_EMAIL, autocomplete="email", max_chars=254)
        if given or not asks_email:
            st.button("E-mail me this link", key="send-draft-link", on_click=_ask_for_draft_link)
    show("share/link_sent.html", asked=asked, refused=refused)


def _outcome() -> tuple[str, str]:
    """The address that was asked for just now, and why it was refused; each once."""
    return once(_ASKED), once(_REFUSED)


def _ask_for_links() -> None:
    typed = st.session_state[_EMAIL]
    try:
        ask_for_links(current_visit().queue(), typed, address=caller.network())
    except (NoAddress, TooManyAttempts, QueueUnavailable) as error:
        st.session_state[_REFUSED] = str(error)
        return
    st.session_state[_ASKED] = typed.strip()


def _ask_for_draft_link() -> None:
    form = current()
    if form is None:
        return
    typed = str(form.answers.get("contact_email") or st.session_state.get(_DRAFT_EMAIL) or "")
    try:
        ask_for_draft_link(form.visit.queue(), typed, form.key, address=caller.network())
    except (NoAddress, TooManyAttempts, QueueUnavailable) as error:
        st.session_state[_REFUSED] = str(error)
        return
    save({"contact_email": typed})
    st.session_state[_ASKED] = typed.strip()
