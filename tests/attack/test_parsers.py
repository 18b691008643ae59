"""Nothing that somebody else wrote raises anything but the error that is documented for it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.attack.parsers import TARGETS
from tests.depth import examples

EXAMPLES = 40


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_is_read_is_read_or_refused(name: str, tmp_path: Path) -> None:
    target = TARGETS[name]

    @settings(max_examples=examples(EXAMPLES), derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(target.inputs)
    def reads(given: object) -> None:
        target.survives(tmp_path, given)

    reads()
