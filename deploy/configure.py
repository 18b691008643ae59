"""Makes nginx's configuration from its template: `python -m deploy.configure --help`.

Everything that could break out of its place in the file is refused, not escaped.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).resolve().parent
_PLAIN = re.compile(r"[A-Za-z0-9_.:/\[\]-]*")


@dataclass(frozen=True)
class Site:
    """`replicas` are `host:port`. `name` is the host readers type, `_` for any. `patience`: after
    how many seconds a page is asked of another replica."""

    replicas: tuple[str, ...]
    name: str = "_"
    listen: str = "80"
    base: str = ""
    certificate: str = ""
    key: str = ""
    cache: str = "/var/cache/nginx/practicebank"
    log: str = "/var/log/nginx/practicebank.log"
    error_log: str = "/var/log/nginx/practicebank-error.log"
    patience: int = 5
    rate: int = 50
    sessions_rate: int = 20

    @property
    def path(self) -> str:
        """The base path as it begins every address: "" or such as "/bank"."""
        return f"/{self.base.strip('/')}" if self.base.strip("/") else ""


def nginx_configuration(site: Site) -> str:
    """The text of the file. Raises `ValueError` when a value could not stand in it."""
    for name, value in asdict(site).items():
        for text in value if isinstance(value, tuple) else (str(value),):
            if not _PLAIN.fullmatch(text):
                raise ValueError(f"{name}: {text!r} has characters that cannot stand in nginx's configuration.")
    if not site.replicas or any(not re.fullmatch(r".+:[0-9]+", replica) for replica in site.replicas):
        raise ValueError("Name at least one replica, each as host:port.")
    if bool(site.certificate) != bool(site.key):
        raise ValueError("A certificate needs its key, and a key its certificate.")
    environment = Environment(  # nosec B701: nginx's words, not HTML
        loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False
    )
    return environment.get_template("nginx.conf.jinja").render(**(asdict(site) | {"base": site.path}))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.configure", description="Prints nginx's configuration.")
    parser.add_argument("--replica", action="append", required=True, metavar="HOST:PORT", dest="replicas")
    parser.add_argument("--name", default="_", help="the host name readers type; without it any is answered")
    parser.add_argument("--listen", default="", help="the port; 443 with a certificate, otherwise 80")
    parser.add_argument("--base", default="", help="as server.baseUrlPath, such as bank")
    parser.add_argument("--certificate", default="", help="a file in PEM format")
    parser.add_argument("--key", default="", help="the certificate's key")
    given = vars(parser.parse_args(arguments))
    given["listen"] = given["listen"] or ("443" if given["certificate"] else "80")
    try:
        text = nginx_configuration(Site(**{**given, "replicas": tuple(given["replicas"])}))
    except ValueError as error:
        parser.error(str(error))
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
