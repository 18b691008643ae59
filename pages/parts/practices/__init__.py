"""Practices on screen: the list, one practice, the shortlist."""
