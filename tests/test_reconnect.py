"""A server that ends and comes back, or another that takes over, while pages are open: nothing is typed or clicked
in vain.
"""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.conftest import running_server, settle
from tests.sharing import LINES, TEXTS, control, saved, start
from tests.test_share_faults import kill


def test_pages_left_open_go_on_where_they_were(page: Page, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/kept.db"
    reader = page.context.new_page()
    with running_server(tmp_path / "log.txt", PRACTICEBANK_DATABASE_URL=database) as server:
        reader.goto(f"{server}/?effectiveness=Promising")
        settle(reader)
        start(page, server)
        control(page, "title").fill(LINES["title"])
        saved(page, "title", LINES["title"])
        control(page, "tried").fill(TEXTS["tried"])  # which no server has heard of, or one that is gone at once
        kill(server)
    port = urlsplit(server).port
    assert port is not None
    with running_server(tmp_path / "again.txt", port=port, PRACTICEBANK_DATABASE_URL=database):
        saved(page, "tried", TEXTS["tried"])
        expect(control(page, "title")).to_have_value(LINES["title"])
        page.reload()
        settle(page)
        expect(control(page, "title")).to_have_value(LINES["title"])
        expect(control(page, "tried")).to_have_value(TEXTS["tried"])

        said = reader.locator("[data-status]").inner_text()
        expect(reader.locator("[data-testid=stApp][data-test-connection-state=CONNECTED]")).to_be_visible()
        settle(reader)
        reader.locator("input[type=search]:visible").fill("schools")
        reader.keyboard.press("Enter")
        expect(reader.locator("[data-status]")).not_to_have_text(said)
        expect(reader).to_have_url(f"{server}/?effectiveness=Promising&q=schools")
