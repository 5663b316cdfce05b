"""A network of the user's own, with its numbers, as a TOML file says it: what `solve` reads.

The file has the network's fields at its top, or it is a whole set: then it stands for those
of its networks that give their numbers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from quizgen.errors import QuizgenError
from quizgen.sampling.fields import wrong, wrongs
from quizgen.sampling.given_networks import GivenNetwork
from quizgen.sampling.mistakes import Mistake, mistakes_of, shown
from quizgen.sampling.networks import Activations
from quizgen.sampling.overlay import OVERLAY
from quizgen.sampling.schema import schema_of
from quizgen.sampling.sets import set_of
from quizgen.sampling.specs import NotationSpec, RoundingSpec
from quizgen.sampling.toml import MOST_LINES, in_lines, read_text, read_toml
from quizgen.sampling.values import Line

OF_A_SET = ("networks", "problems")  # tables that no network has
ONE = "one activation: nothing is drawn here"


class NetworkFile(GivenNetwork):
    """A network with its numbers, and how its solution is printed."""

    activations: Activations = Field(("tanh",), description="The hidden layers' activation.")
    title: Line = Field("Worked Solution", description="The title of the page.")
    rounding: RoundingSpec = Field(
        default_factory=RoundingSpec,
        description="How numbers are printed, and whether a table of the activation is.",
    )
    notation: NotationSpec = Field(
        default_factory=NotationSpec, description="The letters of the page."
    )

    @model_validator(mode="after")
    def _draws_nothing(self) -> "NetworkFile":
        if len(self.activations) > 1:
            raise wrongs((("activations",), [*self.activations], wrong(ONE)))
        return self


@dataclass(frozen=True)
class ToSolve:
    """What a file asks to be solved: its networks, in its order, and how they are printed.

    `networks` is by the place of each in the file, "" for the top.
    """

    title: str
    rounding: RoundingSpec
    notation: NotationSpec
    networks: Mapping[str, GivenNetwork]
    course: str = ""
    term: str = ""
    paper: Literal["letter", "a4"] = "letter"


def read_networks(path: Path) -> ToSolve:
    """Read a network's file, or a set whose networks give their numbers.

    Of a set with `[original]` numbers those are taken.  Raises QuizgenError with a line for
    each mistake, 20 at most.
    """
    name = str(path)
    text = read_text(name, path, "network", "no such file, expected a network's TOML")
    raw = read_toml(name, text)
    if any(table in raw for table in OF_A_SET):
        return _of_set(name, text, raw)
    mistakes = list(_mistakes(raw))
    if mistakes:
        raise QuizgenError(*in_lines(name, text, mistakes))
    file = NetworkFile.model_validate(raw)
    return ToSolve(file.title, file.rounding, file.notation, {"": file})


def _mistakes(raw: Mapping[str, Any]) -> Iterator[Mistake]:
    try:
        NetworkFile.model_validate(raw)
    except ValidationError as error:
        yield from mistakes_of(error, raw, schema_of(NetworkFile), MOST_LINES)


def _of_set(name: str, text: str, raw: dict[str, Any]) -> ToSolve:
    if "problems" not in raw:
        found = "found networks and no problems, which is no set"
        raise QuizgenError(f"{name}: {found}, expected a network's fields at the file's top")
    the_set = set_of(name, text, raw, original=OVERLAY in raw)
    networks = {
        f"networks.{network.name}": network
        for network in the_set.networks.values()
        if isinstance(network, GivenNetwork)
    }
    if not networks:
        found = "found no network that gives its numbers"
        raise QuizgenError(
            f"{name}: networks: {found}, expected one with alpha, input and target"
        )
    several = [
        Mistake(("networks", one.name, "activations"), f"found {shown(one.activations)}", ONE)
        for one in networks.values()
        if len(one.activations) > 1
    ]
    if several:
        raise QuizgenError(*in_lines(name, text, several))
    return ToSolve(
        the_set.title,
        the_set.rounding,
        the_set.notation,
        networks,
        the_set.course,
        the_set.term,
        the_set.paper,
    )
