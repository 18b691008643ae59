"""The bank for programs: every answer below /api."""
