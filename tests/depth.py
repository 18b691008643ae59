"""How many examples of made-up input a test tries: the number it is written with, or a share or multiple of it.

`make quick` takes a fifth, `make thorough` twenty times as many: profiles of hypothesis, chosen on the command line with
`--hypothesis-profile`. None has a deadline: no test depends on how busy the machine is.
"""

from hypothesis import settings

_USUAL = 100

settings.register_profile("usual", max_examples=_USUAL, deadline=None)
settings.register_profile("quick", max_examples=_USUAL // 5, deadline=None)
settings.register_profile("thorough", max_examples=_USUAL * 20, deadline=None)
settings.load_profile("usual")


def examples(usual: int) -> int:
    return max(1, usual * settings().max_examples // _USUAL)
