"""Files people take away: a briefing as slides, document, printable page and spreadsheet, and a copy of the whole bank.

`briefing_of` says once what is in a briefing; each writer only puts that into its own kind of file, so that all
of them hold the same words and numbers.
"""
