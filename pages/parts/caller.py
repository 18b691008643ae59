"""Whoever is looking, as limits and the log know them."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from practicebank.access.network import is_own_machine, network_of
from practicebank.log import session_name


def network() -> str:
    """The network of whoever is looking, "" for this machine or when it cannot be told. For limits only, not kept."""
    address = st.context.ip_address or ""
    return "" if is_own_machine(address) else network_of(address)


def session() -> str:
    """The name of the session a page is run for, as the log says it; "" outside of one."""
    running = get_script_run_ctx(suppress_warning=True)
    return session_name(running.session_id) if running else ""
