"""Text that means harm, sent through the form in a real browser, is shown as text and fetches nothing."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from practicebank.submissions.form.text import clean_text
from tests.practicebank.submissions import hostile
from tests.sharing import (
    INJECTED,
    LINES,
    TEXTS,
    fill_short,
    new_context,
    send,
    track,
)


def packed(values: list[str], size: int) -> list[str]:
    """The values joined line by line into texts of at most so many characters."""
    texts = [""]
    for value in values:
        if len(texts[-1]) + len(value) + 1 > size:
            texts.append("")
        texts[-1] += value + "\n"
    return texts


def as_shown(text: str) -> str:
    """Without what HTML and the wire change about line ends and characters nobody sees."""
    return re.sub(r"\s+", " ", clean_text(text).replace("\x00", "").replace("\ufeff", "")).strip()


def test_hostile_values_are_text_on_every_page_and_nothing_is_fetched(
    browser: Browser, server: str, tmp_path: Path
) -> None:
    typable = [
        value
        for value in hostile.VALUES
        if len(value) < 2_000 and not any(0xD800 <= ord(letter) < 0xE000 for letter in value)
    ]
    assert len(set(typable)) >= 500
    texts = packed(typable, 4_900)
    lines = iter([value for value in hostile.HTML + hostile.MARKDOWN if "\n" not in value])
    host = urlsplit(server).netloc
    addresses: list[str] = []
    told: list[str] = []

    with new_context(browser) as context:
        page = context.new_page()
        context.on("request", lambda request: addresses.append(request.url))
        page.on("websocket", lambda socket: addresses.append(socket.url))
        page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda line: told.append(line.text) if "Content Security Policy" in line.text else None)

        def shows(given: dict[str, str], shown: str) -> None:
            for text in given.values():
                assert as_shown(text) in as_shown(shown)
            assert page.locator(f"[data-testid=stMain] {INJECTED}").count() == 0
            assert (
                page.locator("[data-testid=stMain] a:is([href*=evil], [href^='javascript' i], [href^=data])").count()
                == 0
            )

        while texts:
            given = {field: texts.pop() if texts else "Enough." for field in TEXTS}
            given |= {field: next(lines) for field in LINES}
            role = next(lines)
            fill_short(page, server, given, role)
            shows({**given, "contact_role": role}, page.locator(".share-check").evaluate("box => box.textContent"))
            reference, code = send(page)
            shows({}, "")
            with page.expect_download() as downloading:
                page.get_by_role("button", name=re.compile("^Download a copy")).click()
            copy = tmp_path / reference
            downloading.value.save_as(copy)
            assert "evil.example" in copy.read_text()
            track(page, server, reference, code)
            shows({"title": given["title"]}, page.locator("[data-testid=stMain]").evaluate("box => box.textContent"))
    assert len(addresses) > 20
    outside = [
        url for url in addresses if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != host
    ]
    assert outside == []
    assert told == []
