"""Starts one replica: `STREAMLIT_SERVER_PORT=8501 python -m deploy.serve`, from the project's folder.

Streamlit opens its port first and loads the app after, so a proxy would send readers to a process that answers
nothing for seconds. Here everything is loaded before: connections are refused until the replica is ready. Options
come from the environment, as `STREAMLIT_SERVER_...`: the app asks for some while it is loaded, so they are read first.
"""

import sys
from contextlib import suppress

from streamlit.web import bootstrap, cli

from practicebank.bank.files import BankUnavailable


def main() -> None:
    options = cli.main.commands["run"].make_context("run", ["app.py"]).params
    bootstrap.load_config_options({name: options[name] for name in options if name not in ("target", "args")})

    from app import services
    from pages.parts.server.warm import SECONDS_FOR_THE_QUEUE, warm

    with suppress(BankUnavailable):  # the pages and /readyz say why
        services.shelf.current()
    warm()
    services.watch.refreshed.wait(SECONDS_FOR_THE_QUEUE)
    sys.argv = ["streamlit", "run", "app.py"]
    cli.main()


if __name__ == "__main__":
    main()
