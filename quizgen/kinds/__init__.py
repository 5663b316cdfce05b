"""The kinds of problems, one row each."""

from quizgen.kinds.backward import BACKWARD_SCALAR, BACKWARD_VECTOR
from quizgen.kinds.forward import FORWARD
from quizgen.kinds.kind import Kind

KINDS: dict[str, Kind] = {
    "forward": FORWARD,
    "backward-scalar": BACKWARD_SCALAR,
    "backward-vector": BACKWARD_VECTOR,
}
