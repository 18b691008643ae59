"""Practice: everything known about one practice, and where it is known from."""

from pages.parts.html import show
from pages.parts.practices import remark, useful
from pages.parts.practices.practice_view import record_of
from pages.parts.visit import current_visit

visit = current_visit()
record = record_of(visit)
if record is None:
    show("practices/not_found.html", visit=visit)
else:
    show("practices/practice.html", visit=visit, record=record)
    useful.draw(record.slug)
    remark.draw(visit, record.slug)
    show("practices/onward.html", visit=visit, record=record)
