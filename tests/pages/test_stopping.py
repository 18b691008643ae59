"""A server that is asked to end lets the runs of pages finish first, within bounds."""

import threading

from streamlit.testing.v1 import AppTest

from pages.parts.server import warm


def slow_page(begun, may_end, ended):  # run as text, without the imports above
    begun.set()
    may_end.wait(30)
    ended.set()


def test_a_run_under_way_is_waited_for() -> None:
    begun, may_end, ended = (threading.Event() for _ in range(3))
    drawn = AppTest.from_function(slow_page, default_timeout=60, args=(begun, may_end, ended))
    page = threading.Thread(target=drawn.run)
    page.start()
    assert begun.wait(30)
    warm.finish(seconds=0)  # as long as it is given, and no longer
    assert not ended.is_set()
    finishing = threading.Thread(target=warm.finish, args=(60,))
    finishing.start()
    assert finishing.is_alive()
    may_end.set()
    finishing.join(30)
    assert ended.is_set()
    assert not finishing.is_alive()
    page.join(30)
