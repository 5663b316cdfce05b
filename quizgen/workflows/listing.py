"""What there is to choose from."""

from quizgen.engine.networks import ACTIVATIONS, LOSSES
from quizgen.kinds import KINDS
from quizgen.sampling.sets import built_in, read_set


def listing(what: str) -> list[tuple[str, str]]:
    """Return the names and summaries of the built-in sets, or of a table's rows."""
    if what == "sets":
        return [(name, read_set(name).title) for name in built_in()]
    if what == "kinds":
        return [(name, kind.summary) for name, kind in KINDS.items()]
    return list({"activations": ACTIVATIONS, "losses": LOSSES}[what].items())
