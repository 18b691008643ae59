"""The reviewers’ desk on screen."""
