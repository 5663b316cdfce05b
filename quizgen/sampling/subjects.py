"""What problems can be about: networks, expressions and chains, drawn or given.

Each comes in two forms, told apart by the fields of the one that gives its numbers
(`SORTS`).  What both forms have stands in their base class.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from quizgen.engine.expressions import variables
from quizgen.engine.networks import PARAMETERS
from quizgen.engine.parsing import parse
from quizgen.sampling.attention_models import AttentionModel, LayerNormModel
from quizgen.sampling.convolutional_models import ConvolutionalModel
from quizgen.sampling.fields import (
    LIST,
    ListOf,
    Named,
    OneOrMore,
    OneWrong,
    between,
    wrong,
    wrongs,
)
from quizgen.sampling.given_networks import GivenNetwork
from quizgen.sampling.grids import Grid, Range
from quizgen.sampling.models import RecurrentModel, model_form
from quizgen.sampling.networks import DrawnNetwork, NetworkSpec
from quizgen.sampling.values import Formula, Number, Size, Variable


class ExpressionSpec(Named):
    """An expression of numbers, whose graph is drawn, evaluated and differentiated."""


class DrawnExpression(ExpressionSpec):
    """An expression that is drawn from a grammar."""

    variables: Annotated[int, between(1, 4)] = Field(3, description="How many variables.")
    operations: Range = Field(
        Range(low=5, high=8), description="How many operations, from the fewest to the most."
    )
    functions: ListOf[Literal["sin", "cos", "exp", "ln"]] = Field(
        ("sin", "cos", "exp", "ln"), description="Which functions it may have."
    )
    shared: Annotated[int, between(0, 3)] = Field(
        1, description="How many of its parts are used twice, at least."
    )
    inputs: Grid = Field(
        Grid(low=Decimal(1), high=Decimal(3), step=Decimal(1)),
        description="The numbers that its variables are drawn from.",
    )


class GivenExpression(ExpressionSpec):
    """An expression that the set gives, with its variables' numbers."""

    formula: Formula = Field(description='Such as "sin(x*y)/z + exp(x*z)/(x*y)".')
    inputs: Annotated[Mapping[Variable, Number], Field(min_length=1, max_length=8)] = Field(
        description="A number for each variable, such as {x = 1, y = 2}."
    )

    @field_validator("formula", mode="after")
    @classmethod
    def _can_be_read(cls, formula: str) -> str:
        try:
            parse(formula)
        except ValueError as error:
            column, _, rest = f"{error}".rpartition(": found ")
            found, _, expected = rest.removeprefix("found ").rpartition(", expected ")
            raise wrong(expected, f"{found} in {column}" if column else found) from None
        return formula

    @model_validator(mode="after")
    def _fits_together(self) -> "GivenExpression":
        needed = variables(parse(self.formula))
        listed = f"a number for each of {', '.join(needed)}"
        lacking = [one for one in needed if one not in self.inputs]
        mistakes: list[OneWrong] = [
            (("inputs", one), None, wrong(listed, f"{one}, which the formula lacks"))
            for one in self.inputs
            if one not in needed
        ]
        if lacking:
            mistakes.append(
                (("inputs",), None, wrong(listed, f"none for {', '.join(lacking)}"))
            )
        if mistakes:
            raise wrongs(*mistakes)
        return self

    @property
    def is_drawn(self) -> bool:
        """Say that nothing is drawn."""
        return False


class ChainSpec(Named):
    """A chain of variables, each a function of the one before: x → y → z."""

    layout: Literal["denominator", "numerator"] = Field(
        "denominator",
        description="Whether dy/dx of x in R^p and y in R^r is p × r (denominator) or r × p.",
    )
    parameter: bool = Field(
        False, description="Whether the gradient by a matrix of parameters is asked as well."
    )


class DrawnChain(ChainSpec):
    """A chain whose variables and sizes are drawn."""

    length: OneOrMore[Annotated[int, between(2, 5)]] = Field(
        (3,), description="How many variables; of several numbers, one is drawn."
    )
    dimensions: OneOrMore[Literal["letters", "numbers"]] = Field(
        ("letters",), description="Whether sizes are letters or numbers; of both, one is drawn."
    )
    ends: OneOrMore[Literal["vector", "scalar"]] = Field(
        ("vector",), description="What the last variable is; of both, one is drawn."
    )


class GivenChain(ChainSpec):
    """A chain with its own variables and sizes."""

    variables: Annotated[tuple[Variable, ...], Field(min_length=2, max_length=5), LIST] = Field(
        description='The variables in order, such as ["x", "y", "z"].'
    )
    sizes: Annotated[tuple[Size, ...], Field(min_length=2, max_length=5), LIST] = Field(
        description='The size of each, such as ["p", "r", "n"] or [3, 2, 4]; 1 for a scalar.'
    )

    @field_validator("sizes", mode="after")
    @classmethod
    def _of_one_sort(cls, sizes: tuple[str | int, ...]) -> tuple[str | int, ...]:
        if len({type(size) for size in sizes if size != 1}) > 1:
            raise wrong("letters or numbers, not both")
        return sizes

    @model_validator(mode="after")
    def _fits_together(self) -> "GivenChain":
        if len(set(self.variables)) < len(self.variables):
            raise wrongs((("variables",), [*self.variables], wrong("each variable once")))
        if len(self.sizes) != len(self.variables):
            expected = wrong(f"{len(self.variables)} sizes, one for each variable")
            raise wrongs((("sizes",), [*self.sizes], expected))
        return self

    @property
    def is_drawn(self) -> bool:
        """Say that nothing is drawn."""
        return False


@dataclass(frozen=True)
class Sort:
    """A row: the table in which a set has subjects of a sort, and the forms of one.

    `form` tells which form TOML has, or what was made of it.  One of the fields `given_by`
    makes it one that gives its numbers; then it has no others than `common`, and its own.
    """

    table: str
    form: Callable[[Any], type[Named]]
    common: type[Named] = Named
    given_by: frozenset[str] = frozenset()

    @property
    def told_apart(self) -> Discriminator:
        """Return how pydantic tells the forms apart."""
        return Discriminator(lambda raw: self.form(raw).__name__)


def _of_two(
    table: str,
    common: type[Named],
    drawn: type[Named],
    given: type[Named],
    by: Iterable[str],
) -> Sort:
    """Return a sort of two forms, told apart by the fields of the given one."""
    fields = frozenset(by)

    def form(raw: Any) -> type[Named]:
        of_fields = isinstance(raw, Mapping) and not fields.isdisjoint(raw)
        return given if of_fields or isinstance(raw, given) else drawn

    return Sort(table, form, common, fields)


SORTS: dict[str, Sort] = {
    "network": _of_two("networks", NetworkSpec, DrawnNetwork, GivenNetwork, PARAMETERS),
    "expression": _of_two(
        "expressions", ExpressionSpec, DrawnExpression, GivenExpression, {"formula"}
    ),
    "chain": _of_two("chains", ChainSpec, DrawnChain, GivenChain, {"variables", "sizes"}),
    "model": Sort("models", model_form),
}


Network: TypeAlias = Annotated[
    Annotated[DrawnNetwork, Tag("DrawnNetwork")] | Annotated[GivenNetwork, Tag("GivenNetwork")],
    SORTS["network"].told_apart,
]
Expression: TypeAlias = Annotated[
    Annotated[DrawnExpression, Tag("DrawnExpression")]
    | Annotated[GivenExpression, Tag("GivenExpression")],
    SORTS["expression"].told_apart,
]
Chain: TypeAlias = Annotated[
    Annotated[DrawnChain, Tag("DrawnChain")] | Annotated[GivenChain, Tag("GivenChain")],
    SORTS["chain"].told_apart,
]
Model: TypeAlias = Annotated[
    Annotated[RecurrentModel, Tag("RecurrentModel")]
    | Annotated[ConvolutionalModel, Tag("ConvolutionalModel")]
    | Annotated[AttentionModel, Tag("AttentionModel")]
    | Annotated[LayerNormModel, Tag("LayerNormModel")],
    SORTS["model"].told_apart,
]
