from pathlib import Path

import streamlit

from practicebank.site import PAGES
from practicebank.web.around_streamlit.shell import EVERY_PAGE, WITH_FILTERS, scripts_ahead

STATIC = Path(streamlit.__file__).with_name("static")
SCRIPTS = STATIC / "static" / "js"


def test_a_script_is_named_with_all_it_imports_but_not_what_the_shell_names(tmp_path: Path) -> None:
    scripts = tmp_path / "static" / "js"
    scripts.mkdir(parents=True)
    (tmp_path / "index.html").write_text('<script src="./static/js/index.1.js"></script>')
    for name, content in {
        "PlotlyChart.1.js": 'import{t as e}from"./frame.1.js";import"./index.1.js";const f=()=>import("./later.1.js")',
        "frame.1.js": "import { a } from './deep.1.js'; import './gone.1.js'",
        "deep.1.js": 'import "./frame.1.js"',
        "later.1.js": "",
        "index.1.js": "",
        "TextInput.1.js": "",
        "TextInputs.1.js": "",
    }.items():
        (scripts / name).write_text(content)
    ahead = scripts_ahead(scripts)
    names = ["PlotlyChart.1.js", "TextInput.1.js", "frame.1.js", "deep.1.js"]
    assert ahead["overview"] == [f"./static/js/{name}" for name in names]
    assert ahead["about"] == []
    assert ahead.keys() == {page.path for page in PAGES}


def test_streamlits_scripts_are_where_we_look_for_them() -> None:
    ahead = scripts_ahead(SCRIPTS)
    for page in PAGES:
        for kind in page.scripts + EVERY_PAGE + (WITH_FILTERS if page.filters else ()):
            assert any(address.startswith(f"./static/js/{kind}.") for address in ahead[page.path]), kind
        for address in ahead[page.path]:
            assert (STATIC / address).is_file()
    shell = (STATIC / "index.html").read_text(encoding="utf-8")
    assert not [address for address in ahead["overview"] if address in shell]


def test_without_scripts_none_is_named(tmp_path: Path) -> None:
    assert scripts_ahead(None) == {}
    assert scripts_ahead(tmp_path / "nothing") == {}
