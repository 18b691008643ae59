"""The style sheet, the script and the pictures the pages use, served under /assets."""

from pathlib import Path

ASSETS = Path(__file__).resolve().parent
