"""What there is to choose from."""

from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.losses import LOSSES
from quizgen.kinds import KINDS
from quizgen.sampling.sets import built_in, read_set


def listing(what: str) -> list[tuple[str, str]]:
    """Return the names and summaries of the built-in sets, or of a table's rows."""
    if what == "sets":
        sets = {name: read_set(name) for name in built_in()}
        return [(name, one.summary or one.title) for name, one in sets.items()]
    if what == "kinds":
        return [(name, kind.summary) for name, kind in KINDS.items()]
    if what == "activations":
        return [(name, row.summary) for name, row in ACTIVATIONS.items()]
    return [(name, row.summary) for name, row in LOSSES.items()]
