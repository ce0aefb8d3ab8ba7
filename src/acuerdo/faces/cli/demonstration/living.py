"""The demo goes on living: a step of the worker that carries the rest of its year, then tells what happens now."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from acuerdo.faces.cli.demonstration import aftermath
from acuerdo.faces.cli.demonstration.feeding import Feeder
from acuerdo.faces.worker.steps import Step, Turn

_AT_ONCE = timedelta(milliseconds=700)


@dataclass(slots=True, kw_only=True)
class _Living:
    """A demo in its home: what is left to do in it."""

    feeder: Feeder
    live: bool
    settled: bool = False

    def run(self, turn: Turn) -> int:
        """Tell what happened since, and some of what lies behind; return how many facts and tickets that were."""
        if not self.feeder.is_at_home():
            return 0
        began = turn.clock()
        done = self.feeder.follow(began) if self.live else 0
        while not self.settled and not turn.stopped() and turn.clock() - began < _AT_ONCE:
            part = self.feeder.carry(turn.clock())
            done += part
            if not part:
                self.settled = aftermath.settle(self.feeder.story, turn.clock())
                break
        return done


def live_on(home: Path, *, live: bool) -> Step:
    """Return the step that lets the demo of a home live; without `live` nothing new happens in it."""
    living = _Living(feeder=Feeder(home), live=live)
    return Step(name="demo", every=timedelta(seconds=1), run=living.run)
