"""The API keeps to its own description, whatever is asked."""

from tests.attack.described import ask_everything
from tests.attack.strangers import Attacked
from tests.depth import examples


def test_the_api_does_what_its_description_says(attacked: Attacked) -> None:
    asked = ask_everything(attacked.address, examples(10))
    assert not asked.failed, asked.said
    assert asked.passed > 500, asked.said
    assert attacked.lives()
