"""A draft that several write to at the same moment keeps what each of them wrote."""

import threading
from collections.abc import Callable

import pytest

from practicebank.submissions import codes
from practicebank.submissions.queue import ReviewQueue, open_queue
from practicebank.submissions.storage.drafts import LARGEST_DRAFT, DraftTooLarge, add_to_draft, load_draft


def answers(queue: ReviewQueue, key: str) -> dict[str, object]:
    draft = load_draft(queue, key)
    assert draft is not None
    return draft.answers


def test_answers_are_added_to_those_saved_before(queue: ReviewQueue) -> None:
    key = codes.new_key()
    add_to_draft(queue, key, {"title": "Night", "tried": "Walks"}, "tried")
    add_to_draft(queue, key, {"title": "Night walks"}, "you")
    draft = load_draft(queue, key)
    assert draft is not None
    assert (draft.answers, draft.step) == ({"title": "Night walks", "tried": "Walks"}, "you")
    assert draft.started_at < draft.saved_at
    with pytest.raises(DraftTooLarge):
        add_to_draft(queue, key, {"why": "x" * LARGEST_DRAFT})
    assert answers(queue, key) == {"title": "Night walks", "tried": "Walks"}
    with pytest.raises(ValueError, match=r"new_key"):
        add_to_draft(queue, "guess me", {})


def test_nothing_is_lost_between_servers(queue: ReviewQueue, url: str) -> None:
    key, other = codes.new_key(), open_queue(url)
    together = threading.Barrier(6)

    def writing(own: ReviewQueue, number: int) -> Callable[[], None]:
        def work() -> None:
            for turn in range(10):
                together.wait(30)
                add_to_draft(own, key, {f"field {number} {turn}": number})

        return work

    threads = [threading.Thread(target=writing((queue, other)[number % 2], number)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    other.engine.dispose()
    assert answers(queue, key) == {f"field {number} {turn}": number for number in range(6) for turn in range(10)}
