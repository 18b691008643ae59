"""The server as `st.App` puts it together, without its sessions."""

from pathlib import Path

from starlette.applications import Starlette
from streamlit.web.server.starlette.starlette_app import create_streamlit_middleware
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_assets_routes

from practicebank.services import services_of
from practicebank.settings import Settings
from practicebank.web.routes import lifespan, middleware, routes

ROOT = Path(__file__).resolve().parents[3]
ASSETS = ROOT / "pages" / "parts" / "assets"


def serve(settings: Settings, assets: Path = ASSETS, base_path: str = "") -> Starlette:
    """Our routes before Streamlit's, and our middleware around Streamlit's."""
    return Starlette(
        routes=[*routes(services_of(settings), assets, base_path), *create_streamlit_static_assets_routes(base_path)],
        middleware=[*middleware(services_of(settings), assets), *create_streamlit_middleware()],
        lifespan=lifespan(services_of(settings)),
    )
