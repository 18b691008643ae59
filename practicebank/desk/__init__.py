"""The reviewers' desk: what a signed-in reviewer sees of the queue and may do with it.

Every function here takes a `Desk` first and asks it who is there before anything else. What may be done is
decided here and in the queue's table of moves, never by a page.
"""
