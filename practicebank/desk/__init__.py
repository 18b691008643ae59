"""The reviewers' desk: what a signed-in reviewer sees of the queue and may do with it.

Every function here takes a `Desk` first, which nobody else gets: to make one is to ask the door. What may be done is
decided here and in the queue's table of moves, never by a page.
"""
