"""The gap map as leadership meets it."""

import re
from html import unescape

from streamlit.testing.v1 import AppTest

from tests.pages.test_pages import html_of, open_page


def address_of(app: AppTest) -> dict[str, list[str]]:
    return {key: [value] if isinstance(value, str) else value for key, value in app.query_params.items()}


def test_every_cell_can_be_opened_and_says_itself_in_words(app: AppTest) -> None:
    shown = open_page(app, "gaps", rows="target_group")
    assert "30 of 32 pairs of target group and focus have a practice" in shown
    assert shown.count("data-cell") == 36
    assert "13 practices on Prevention for Adults: 9 Promising and 4 Untested – new or innovative." in shown
    assert "No practice on Diversion for Families is recorded." in shown


def test_an_open_cell_lists_its_practices(app: AppTest) -> None:
    shown = open_page(app, "gaps", rows="topic", columns="focus", row="Cybercrime including fraud", column="Prevention")
    opened = shown[shown.index('id="cell"') :]
    assert opened[: opened.index("</section>")].count("practice?practice=") == 3
    assert "./?focus=Prevention&amp;topic=Cybercrime+including+fraud" in opened


def test_browse_is_offered_only_where_it_shows_the_same_practices(app: AppTest) -> None:
    cell = {"row": "Vulnerability and safeguarding", "column": "Prevention"}
    shown = open_page(app, "gaps", focus="Reoffending", **cell)
    opened = shown[shown.index('id="cell"') :]
    assert "practices on Prevention about Vulnerability and safeguarding" in opened
    assert "Browse these" not in opened
    assert "Browse these 14 practices" in open_page(app, "gaps", **cell)


def test_a_gap_leads_to_the_form_filled_in(app: AppTest) -> None:
    shown = open_page(app, "gaps", rows="target_group", row="Families", column="Diversion")
    links = {unescape(link) for link in re.findall(r'href="(share\?[^"]+prefill[^"]+)"', shown)}
    assert "share?rows=target_group&prefill_target_groups=Families&prefill_focus=Diversion" in links


def test_boxes_write_the_address_and_filters_keep_the_map(app: AppTest) -> None:
    open_page(app, "gaps", rows="region", row="Wales", column="Prevention")
    app.selectbox(key="axes-columns").set_value("region").run()
    assert address_of(app) == {"rows": ["focus"], "columns": ["region"]}
    app.pills(key="focus").set_value(["Diversion"]).run()
    assert address_of(app) == {"rows": ["focus"], "columns": ["region"], "focus": ["Diversion"]}
    assert "8 practices that are about Diversion" in html_of(app)


def test_nonsense_in_the_address_is_dropped(app: AppTest) -> None:
    shown = open_page(app, "gaps", rows="<b>", columns="title", colour="x", row="?", column="?", gaps="x")
    assert re.search(r"45 of \d+ pairs of topic and focus have a practice", shown)
    assert 'id="cell"' not in shown


def test_every_gap_can_be_listed_in_words(app: AppTest) -> None:
    assert open_page(app, "gaps").count("Share one for this gap") == 5
    assert open_page(app, "gaps", gaps="all").count("Share one for this gap") == 27


def test_what_cannot_be_told_is_said_once(app: AppTest) -> None:
    shown = open_page(app, "gaps", rows="region")
    assert "Of 63 practices, 29 have no region on record: they may belong in cells marked “?”." in shown
    assert "Gap?" not in shown
    assert shown.count("recorded too thinly to say") == 2 * shown.count('class="word">?')
    assert "they may belong" not in open_page(app, "gaps", rows="effectiveness", columns="focus")


def test_no_practice_draws_no_map(app: AppTest) -> None:
    shown = open_page(app, "gaps", effectiveness="Worked")
    assert "No practice matches this." in shown
    assert "gap-map" not in shown


def test_evaluations_are_crossed_without_calling_an_empty_cell_a_gap(app: AppTest) -> None:
    shown = open_page(app, "gaps", rows="evaluation_design", columns="outcome", colour="evaluator")
    assert "1 practice with a randomised trial that showed an improvement: 1 Both." in shown
    assert "No practice with a comparison group that showed a change for the worse is recorded." in shown
    assert "<strong>Gap" not in shown
    assert 'class="word">Gap' not in shown
    assert "Share one for this gap" not in shown
    assert "6 of 63 practices have both on record" in shown
    assert "No practice shown has “Process evaluation only”, “None” or “Worsened” on record." in shown
    assert "What an empty cell means" in shown


def test_a_focus_that_came_later_says_why_it_has_nothing(app: AppTest) -> None:
    shown = open_page(app, "gaps")
    assert "The practices of the public listing were sorted before Investigation was a focus." in shown


def test_the_form_passes_over_what_it_does_not_ask(app: AppTest) -> None:
    shown = open_page(app, "share", prefill_evaluator="Both", prefill_outcome="<b>", prefill_started="2020")
    assert "Share a practice" in shown
