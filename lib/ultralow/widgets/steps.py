"""Where the controls of a panel stood before each step, for the way back."""

import time
from collections.abc import Callable
from typing import Any

PAUSE_S = 1.0  # moves of one control closer to each other than this are one step: a drag
MOST = 100  # steps that are kept


class Steps:
    """What stood before each step, the last one first to come back.

    Parameters
    ----------
    clock : callable
        Seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self.clock = clock
        self.before: list[Any] = []
        self.last = "", -PAUSE_S

    def moved(self, name: str, before: Any) -> None:
        """Remember what stood before a move of a control, unless it goes on with a step."""
        now, (other, then) = self.clock(), self.last
        if name != other or now - then > PAUSE_S or not self.before:
            self.before = [*self.before, before][-MOST:]
        self.last = name, now

    def back(self, here: Any) -> Any:
        """What stood before the last step, which is forgotten; ``here`` where there was none."""
        self.last = "", -PAUSE_S
        return self.before.pop() if self.before else here
