"""Sharing a practice and tracking what was sent."""
