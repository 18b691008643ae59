"""Signing in to the reviewers' desk, and the heading of its pages. Whoever is not in sees nothing else."""

import streamlit as st

from pages.parts import caller
from pages.parts.html import show
from pages.parts.once import once
from pages.parts.visit import Visit, current_visit, take_parameter
from practicebank.access.door import Reviewer
from practicebank.access.people import NotAllowed
from practicebank.desk.desk import Desk
from practicebank.services import Services
from practicebank.site import DESK_VIEWS
from practicebank.submissions.codes import new_key
from practicebank.submissions.form.email_address import is_email
from practicebank.submissions.storage.engine import QueueUnavailable
from practicebank.submissions.storage.rate_limits import TooManyAttempts
from practicebank.submissions.storage.reviewer_mail import Wish, keep_wish, wish_of
from practicebank.web.around_streamlit.signing_in import FAILED
from practicebank.web.reviewer_cookie import cookie_name
from practicebank.words import first_capital

REVIEWER = "desk_reviewer"
_LINK_KEY = "desk_link_key"
_SESSION = "desk_session"
_CODE = "desk_code"
_LEFT = "desk_left"
_REFUSED = "desk_refused"
_TOLD = "desk_told"
_MAIL = "desk-mail"
_OUT_HERE = (
    "You are signed out in this browser. The database did not answer: whoever has copied the browser’s cookie could "
    "still use it until eight hours after you signed in."
)


def with_openid() -> bool:
    """Is an identity provider configured in Streamlit's secrets?"""
    return bool(st.secrets.load_if_toml_exists()) and "auth" in st.secrets


def at_the_desk(visit: Visit) -> Desk | None:
    """The desk for whoever is signed in; for anybody else None, and the way in is drawn."""
    _take_key_from_address()
    if take_parameter(FAILED):
        refuse("Your organisation’s sign-in does not answer just now. Nothing was changed. Try again in a moment.")
    refused = ""
    try:
        if who := _whoever_is_here(visit.services):
            desk = Desk(visit.services, who)
            st.session_state[REVIEWER] = who
            return desk
    except NotAllowed as error:
        refused = str(error)
    _draw_way_in(visit, once(_REFUSED) or refused)
    return None


def current_desk() -> Desk:
    """The desk for a callback, with whoever is signed in at that moment. Raises `NotAllowed`, `QueueUnavailable`."""
    services = current_visit().services
    return Desk(services, _whoever_is_here(services))


def heading(desk: Desk, view: str) -> None:
    """Where one is on the desk, what the last step did, and the way out."""
    done, refused, code = (once(key) for key in (_TOLD, _REFUSED, _CODE))
    show("desk/heading.html", view=view, views=DESK_VIEWS, done=done, refused=refused, code=code)
    with st.sidebar:
        mails = bool(desk.services.settings.smtp_url)
        show("desk/who.html", who=desk.reviewer, mails=mails)
        if mails and is_email(desk.reviewer.email):  # with claims, somebody may have none
            _draw_mail(desk)
        st.button("Sign out", key="sign-out", on_click=_leave)


def _draw_mail(desk: Desk) -> None:
    """What they want to be told by mail: it is kept as soon as it is chosen."""
    st.session_state[_MAIL] = wish_of(desk.queue, desk.reviewer.email)
    st.selectbox(
        "E-mail me",
        list(Wish),
        key=_MAIL,
        format_func=first_capital,
        on_change=_keep_mail,
        help="About what is new, answered, handed back, late or due. Never more than one message a day.",
    )


def _keep_mail() -> None:
    try:
        desk = current_desk()
        keep_wish(desk.queue, desk.reviewer.email, Wish(st.session_state[_MAIL]))
    except (NotAllowed, QueueUnavailable) as error:
        refuse(str(error))


def say(done: str) -> None:
    st.session_state[_TOLD] = done


def refuse(why: str) -> None:
    st.session_state[_REFUSED] = why


def _whoever_is_here(services: Services) -> Reviewer | None:
    """Who came in with the key, perhaps a while ago or in another tab: the desk asks whether they still are. Or whom
    the identity provider names now: raises `NotAllowed` when they may not review.
    """
    if not with_openid():
        came_in: Reviewer | None = st.session_state.get(REVIEWER)
        return came_in or _known_by_cookie(services)
    if not getattr(st.user, "is_logged_in", False):
        return None
    return services.door.enter_with_claims(st.user.to_dict())


def _known_by_cookie(services: Services) -> Reviewer | None:
    """The cookies are those the page was loaded with: of no use any more to whoever has signed out on it."""
    name = cookie_name(services.settings.public_address, st.get_option("server.baseUrlPath"))
    cookie = "" if _LEFT in st.session_state else st.context.cookies.get(name, "")
    return services.door.enter_with_cookie(services.queue(), cookie) if cookie else None


def _take_key_from_address() -> None:
    """The key of the link goes out of the address as soon as it is read: addresses are copied and remembered."""
    if key := take_parameter("key"):
        st.session_state[_LINK_KEY] = key[:200]


def _draw_way_in(visit: Visit, refused: str) -> None:
    openid = with_openid()
    known = openid and getattr(st.user, "is_logged_in", False)
    by_link, left = _LINK_KEY in st.session_state, _LEFT in st.session_state
    show("desk/sign_in.html", visit=visit, refused=refused, openid=openid, by_link=by_link, left=left)
    if openid:
        if known:
            st.button("Sign out", key="sign-out", on_click=st.logout)
        else:
            st.button("Sign in", key="sign-in", type="primary", on_click=st.login)
        return
    with st.form("desk-sign-in", border=False, width=480):
        if not by_link:
            st.text_input("Key", key="desk-key", type="password", autocomplete="off")
        st.text_input("Your name", key="desk-name", autocomplete="name", max_chars=100)
        st.text_input("Your e-mail address", key="desk-email", autocomplete="email", max_chars=254)
        st.form_submit_button("Sign in", type="primary", on_click=_enter)


def _enter() -> None:
    state = st.session_state
    key = state.get(_LINK_KEY) or state.get("desk-key", "")
    try:
        services = current_visit().services
        state[REVIEWER] = services.door.enter_with_key(
            services.queue(),
            key,
            state["desk-name"],
            state["desk-email"],
            session=state.setdefault(_SESSION, new_key()),
            address=caller.network(),
        )
    except (NotAllowed, TooManyAttempts, QueueUnavailable) as error:
        refuse(str(error))
        return
    state[_CODE] = services.door.code_for(state[REVIEWER])
    state.pop(_LINK_KEY, None)
    state.pop(_LEFT, None)


def _leave() -> None:
    """The door forgets them, the session too, and nothing of the desk is left in it."""
    services, refused = current_visit().services, ""
    try:
        if who := _whoever_is_here(services):
            services.door.leave(who, services.queue)
    except QueueUnavailable:
        refused = _OUT_HERE
    except NotAllowed:
        pass
    for key in [key for key in st.session_state if str(key).startswith("desk")]:
        del st.session_state[key]
    if with_openid():
        st.logout()
    else:
        st.session_state[_LEFT] = True
        refuse(refused)
