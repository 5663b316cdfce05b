"""What there is to choose from, and the mistakes that are known."""

from collections.abc import Callable, Mapping

from quizgen.engine import MISTAKES
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.losses import LOSSES
from quizgen.kinds import KINDS
from quizgen.sampling.sets import built_in, read_set


def _sets() -> dict[str, str]:
    sets = {name: read_set(name) for name in built_in()}
    return {name: one.summary or one.title for name, one in sets.items()}


LISTS: Mapping[str, Callable[[], Mapping[str, str]]] = {
    "sets": _sets,
    "kinds": lambda: {name: kind.summary for name, kind in KINDS.items()},
    "activations": lambda: {name: row.summary for name, row in ACTIVATIONS.items()},
    "losses": lambda: {name: row.summary for name, row in LOSSES.items()},
    "mistakes": lambda: {name: row.summary for name, row in MISTAKES.items()},
}


def listing(what: str) -> list[tuple[str, str]]:
    """Return the names and summaries of the built-in sets, or of a table's rows."""
    return list(LISTS[what]().items())
