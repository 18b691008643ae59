"""A line between browser and server that can hold back what the server says."""

import re

from playwright.sync_api import Page, WebSocketRoute
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class SlowLine:
    """Made before the page is opened. While `holds`, the browser sends but hears nothing."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.holds = False
        self._held: list[tuple[WebSocketRoute, str | bytes]] = []
        page.route_web_socket(re.compile("/_stcore/stream"), self._between)

    def _between(self, browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()
        browser.on_message(lambda message: server.send(message))
        server.on_message(lambda message: self._said(browser, message))

    def _said(self, browser: WebSocketRoute, message: str | bytes) -> None:
        if self.holds:
            self._held.append((browser, message))
        else:
            browser.send(message)

    def wait_for_a_run(self) -> None:
        """Until the server has run the script to its end, which the browser does not know yet."""
        for _ in range(200):
            if any(_ends_a_run(message) for _, message in self._held):
                return
            self.page.wait_for_timeout(100)
        raise TimeoutError("The server did not finish a run.")

    def let_go(self) -> None:
        self.holds = False
        for browser, message in self._held:
            browser.send(message)
        self._held.clear()


def _ends_a_run(message: str | bytes) -> bool:
    return isinstance(message, bytes) and ForwardMsg.FromString(message).WhichOneof("type") == "script_finished"
