"""Describing a problem: the form and the answers."""
