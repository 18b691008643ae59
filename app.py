"""The entry: Streamlit's script when a page is asked for, and the ASGI app around it when the server starts.

As the script it opens the bank, draws the sidebar and runs one page. As a module (`streamlit run` and uvicorn
import it) it adds the HTTP routes, the security headers and the warm start.
"""

from pathlib import Path

import streamlit as st

from pages.parts.assets import ASSETS
from practicebank.services import services_of
from practicebank.settings import Settings

services = services_of(Settings.from_environment())

if __name__ == "__main__":
    from pages.parts import sidebar
    from pages.parts.once import to_the_end
    from pages.parts.page_title import page_title
    from pages.parts.server.trouble import opening, unavailable
    from pages.parts.template_names import offer_names
    from pages.parts.visit import begin_visit, draw_last, release_selection
    from practicebank.bank.files import BankUnavailable
    from practicebank.bank.shelf import BankOpening
    from practicebank.site import PAGES

    offer_names()
    pages = {
        st.Page(
            f"pages/{page.name}.py",
            title=page.title,
            url_path=page.path or None,
            default=not page.path,
            visibility="visible" if page.in_menu else "hidden",
        ): page
        for page in PAGES
    }
    page = st.navigation(list(pages), position="hidden")
    known = next(known for asked, known in pages.items() if asked.url_path == page.url_path)
    try:
        bank = services.shelf.current()
    except BankOpening:
        st.set_page_config(page_title="Opening the bank – Practice bank", layout="wide")
        opening(services.shelf)
        st.stop()
    except BankUnavailable:  # the log and /readyz say why
        st.set_page_config(page_title="Practice bank", layout="wide")
        unavailable()
        st.stop()
    visit = begin_visit(services, known.name, bank)
    st.set_page_config(page_title=page_title(visit), page_icon=str(ASSETS / "icon.png"), layout="wide")
    try:
        with to_the_end():
            if known.filters:
                # What a reader waits for goes out first. These pages run to their end: after st.stop nothing is drawn.
                try:
                    page.run()
                finally:
                    sidebar.draw(visit)
                draw_last(visit)
            else:
                sidebar.draw(visit)
                page.run()
    finally:
        release_selection(visit)
else:
    from streamlit.runtime.pages_manager import PagesManager

    from pages.parts.caller import session
    from pages.parts.server.warm import finish, ready
    from practicebank import log
    from practicebank.publishing.to_readers import start_watching
    from practicebank.submissions.chores import start_chores
    from practicebank.submissions.lost_links import made_with_links
    from practicebank.submissions.mail.outbox import start_mail_worker
    from practicebank.web.routes import lifespan, middleware, routes

    # A folder named pages/ would otherwise run its files alone until somebody has visited "/"
    # (docs/decisions.md, section 4). st.navigation sets the same flag, but only in a first run.
    PagesManager.uses_pages_directory = False
    log.set_up(services.settings.log, session)
    start_mail_worker(services.settings.smtp_url, services.queue, lambda queue: made_with_links(queue, services.pages))
    start_watching(services.watch)
    start_chores(services.queue, services.chores, mails=bool(services.settings.smtp_url))

    def warmed() -> None:
        ready(services)
        # Once more: by now all that logs is here, and uvicorn has had its say.
        log.set_up(services.settings.log, session)

    app = st.App(
        "app.py",
        routes=routes(services, ASSETS, st.get_option("server.baseUrlPath")),
        middleware=middleware(
            services,
            ASSETS,
            Path(st.__file__).parent / "static" / "static" / "js",
            st.get_option("server.corsAllowedOrigins"),
        ),
        lifespan=lifespan(services, warmed, finish),
    )
