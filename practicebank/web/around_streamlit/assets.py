"""The style sheet, the script and the pictures of the pages, under addresses that change when they do.

They are read once, when the server starts: what it sends always belongs together. A folder's style sheets are sent as
one file, and so are its scripts, in the order of their names: a browser that comes first asks for two files, not for
twenty.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from practicebank import evidence, ratings
from practicebank.web.etags import fresh

MEDIA_TYPES = {
    ".css": "text/css",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
STYLE = "pages.css"
SCRIPT = "pages.js"
FOR_GOOD = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    name: str
    content: bytes
    version: str

    @property
    def address(self) -> str:
        """Relative to a page, every page being one level deep: it holds under any base path."""
        return f"./assets/{self.name}?v={self.version}"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[Path(self.name).suffix]


Assets = Mapping[str, Asset]


def load_assets(folder: Path) -> Assets:
    """What is sent, by name; files of other kinds, such as Python, are not for the public. The rules for the marks of
    ratings and evidence end the style sheet.
    """
    files = sorted(path for path in folder.iterdir() if path.suffix in MEDIA_TYPES)
    assets = {}
    for name in (STYLE, SCRIPT):
        joined = [path.read_bytes() for path in files if path.suffix == Path(name).suffix]
        if name == STYLE and joined:
            joined += [ratings.style_sheet().encode(), evidence.style_sheet().encode()]
        if joined:
            assets[name] = _asset(name, b"\n".join(joined))
    pictures = [path for path in files if path.suffix not in (".css", ".js")]
    return assets | {path.name: _asset(path.name, path.read_bytes()) for path in pictures}


def _asset(name: str, content: bytes) -> Asset:
    return Asset(name, content, hashlib.sha256(content).hexdigest()[:12])


def assets_route(prefix: str, assets: Assets) -> Route:
    async def answer(request: Request) -> Response:
        asset = assets.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404)
        response = Response(asset.content, media_type=asset.media_type)
        cache = FOR_GOOD if request.query_params.get("v") == asset.version else "no-cache"
        return fresh(request, response, f'W/"{asset.version}"', cache)

    return Route(f"{prefix}/assets/{{name:path}}", answer)
