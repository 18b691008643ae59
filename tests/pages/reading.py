"""Opens a page of the app and reads what it shows, for the tests of pages."""

from streamlit.testing.v1 import AppTest

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> ![x](https://evil.example/p.png) $x$ :red[y]"


def html_of(app: AppTest) -> str:
    """Everything the page drew as HTML; a page that failed fails the test."""
    assert not app.exception
    return "\n".join(element.proto.body for element in app.get("html"))


def open_page(app: AppTest, page: str = "", /, **query: str | list[str]) -> str:
    """What a page shows at this address. AppTest starts at Browse and goes on from there."""
    app.query_params = query
    app.run()
    if page:
        app.query_params = query
        app.switch_page(f"pages/{page}.py").run()
    return html_of(app)
