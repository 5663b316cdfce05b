"""A problem set as typed data: what its TOML may say, field by field.

From these models come the reading of a set (`sets.py`), its defaults, the JSON schema that
editors use (`schema.py`) and the tables of `docs/sets.md`.  A field's description is what
an editor shows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, ValidationInfo, field_validator, model_validator

from quizgen.engine import Rounding
from quizgen.kinds import KINDS
from quizgen.sampling.fields import LIST, ListOf, Named, OneOf, Table, between, wrong, wrongs
from quizgen.sampling.grids import Grid
from quizgen.sampling.networks import NetworkSpec
from quizgen.sampling.policy import GradingSpec
from quizgen.sampling.subjects import (
    SORTS,
    Chain,
    ChainSpec,
    Expression,
    ExpressionSpec,
    Model,
    Network,
)
from quizgen.sampling.values import Entry, Line, Name, Number, Points, Printed, Prose, Title

__all__ = [
    "ChainSpec",
    "ExpressionSpec",
    "Grid",
    "NetworkSpec",
    "NotationSpec",
    "PrintedTable",
    "ProblemSet",
    "ProblemSpec",
    "RoundingSpec",
]

MOST_PROBLEMS = 100  # of a sheet: more is a book
MOST_PRINTED = 60  # entries of a printed table: more fill a page


class PrintedTable(Table):
    """A table of the activation that comes with the set, as its sheet prints it."""

    x: Annotated[tuple[Number, ...], Field(min_length=1, max_length=MOST_PRINTED), LIST] = (
        Field(description="Where the activation is tabled.")
    )
    values: Annotated[
        tuple[Printed, ...], Field(min_length=1, max_length=MOST_PRINTED), LIST
    ] = Field(description='Its values as they are printed, such as ["0.76159", "0.96403"].')

    @model_validator(mode="after")
    def _one_for_each(self) -> "PrintedTable":
        if len(set(self.x)) < len(self.x):
            raise wrongs((("x",), [*self.x], wrong("each number once")))
        if len(self.x) != len(self.values):
            found = f"{len(self.values)} values"
            raise wrongs((("values",), None, wrong(f"{len(self.x)}, one for each x", found)))
        return self


class RoundingSpec(Table):
    """What students keep in every step: decimal places, or significant figures."""

    decimals: Annotated[int, between(1, 10)] = Field(
        4, description="How many decimal places students keep in every step."
    )
    figures: Annotated[int, between(2, 10)] | None = Field(
        None, description="How many significant figures they keep, in place of decimals."
    )
    table: Annotated[
        Annotated[bool, Tag("bool")] | Annotated[Grid, Tag("Grid")],
        Discriminator(lambda raw: "Grid" if isinstance(raw, Mapping | Grid) else "bool"),
    ] = Field(
        False,
        description="Whether a table of the activation is printed; a grid says where.",
    )
    printed: PrintedTable | None = Field(
        None, description="The printed table itself, in place of one that is computed."
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> "RoundingSpec":
        if self.figures is not None and "decimals" in self.model_fields_set:
            raise wrongs((("figures",), self.figures, wrong("decimals or figures, not both")))
        if isinstance(self.table, Grid) and len(self.table.numbers()) > MOST_PRINTED:
            found = f"{len(self.table.numbers())} entries"
            raise wrongs((("table",), None, wrong(f"{MOST_PRINTED} at most", found)))
        return self

    @property
    def kept(self) -> Rounding:
        """Return what is kept: figures where they are given, else decimals."""
        if self.figures is not None:
            return Rounding(figures=self.figures)
        return Rounding(self.decimals)


class NotationSpec(Table):
    """The letters of the sheet; no number hangs on them."""

    weights: Literal["greek", "latin"] = Field(
        "greek", description="The matrices' letters: α, β (greek) or W¹, W² (latin)."
    )
    bias: Literal["folded", "separate"] = Field(
        "folded",
        description="Whether biases are column 0 of the matrices or vectors of their own.",
    )
    output: Literal["yhat", "h"] = Field("yhat", description="The output's letter: ŷ or h.")


class ProblemSpec(Table):
    """A problem, about a network, expression, chain or model of the set, or about none.

    `entries` names single entries to ask for, drawn where empty.
    """

    kind: Annotated[str, OneOf(tuple(KINDS))] = Field(description="What is asked.")
    id: Name = Field("", description="Its name in blanks and scores; its kind where left out.")
    network: Name = Field("", description="Which network; the first where left out.")
    expression: Name = Field("", description="Which expression; the first where left out.")
    chain: Name = Field("", description="Which chain; the first where left out.")
    model: Name = Field("", description="Which model; the first of its type where left out.")
    points: Points = Field(Fraction(1), description="What it is worth.")
    section: Line = Field("", description="The title of its section.")
    text: Prose = Field(
        "", description="Text before the problem; $…$ is LaTeX, an empty line a new paragraph."
    )
    parts: ListOf[Name] = Field(
        (), description="Which parts to ask; the usual ones where empty."
    )
    entries: ListOf[Entry] = Field(
        (), description='Which entries to ask, such as "alpha[1,2]"; drawn where empty.'
    )
    hints: bool = Field(False, description="Whether the solution's formulas are hinted at.")
    room: Annotated[int, between(0, 250)] = Field(
        0, description="Open room to work in, in millimetres."
    )
    page_break: bool = Field(False, description="Whether it starts a page.")

    @property
    def subject(self) -> str:
        """Return the name of what it is about, or ""."""
        return self.network or self.expression or self.chain or self.model


class ProblemSet(Named):
    """A set as its TOML says it; `name` is its file's."""

    title: Title = Field(description="The title of the sheet.")
    course: Line = Field("", description="The course, printed above the title.")
    summary: Line = Field(
        "", description="What the set is for, in a line, as `quizgen list sets` says it."
    )
    term: Line = Field("", description="A date or a term, such as Spring 2026.")
    instructions: Prose = Field(
        "", description="Text before the first problem; $…$ is LaTeX, \\$ a dollar."
    )
    paper: Literal["letter", "a4"] = Field("letter", description="The size of the PDF's pages.")
    rounding: RoundingSpec = Field(
        default_factory=RoundingSpec,
        description="How exactly students compute, and with which table.",
    )
    notation: NotationSpec = Field(
        default_factory=NotationSpec, description="The letters of the sheet."
    )
    grading: GradingSpec = Field(
        default_factory=GradingSpec, description="What the course decides about marking."
    )
    networks: Mapping[Name, Network] = Field({}, description="The networks, by name.")
    expressions: Mapping[Name, Expression] = Field({}, description="The expressions, by name.")
    chains: Mapping[Name, Chain] = Field(
        {}, description="The chains x → y → z of matrix calculus, by name."
    )
    models: Mapping[Name, Model] = Field(
        {}, description="The recurrent, convolutional and attention models, by name."
    )
    problems: Annotated[
        tuple[ProblemSpec, ...], Field(min_length=1, max_length=MOST_PROBLEMS), LIST
    ] = Field(
        description="The problems, in the order of the sheet.",
        json_schema_extra={"title": f"1 to {MOST_PROBLEMS} [[problems]] tables"},
    )

    @field_validator("networks", "expressions", "chains", "models", mode="after")
    @classmethod
    def _with_names(cls, specs: Mapping[str, Named]) -> Mapping[str, Named]:
        return {name: spec.named(name) for name, spec in specs.items()}

    @field_validator("problems", mode="after")
    @classmethod
    def _with_ids_and_subjects(
        cls, problems: tuple[ProblemSpec, ...], info: ValidationInfo
    ) -> tuple[ProblemSpec, ...]:
        whole = []
        for problem, id in zip(problems, ids_of((p.id, p.kind) for p in problems), strict=True):
            told: dict[str, Any] = {"id": id}
            about = KINDS[problem.kind].about
            if about and not getattr(problem, about):
                there = info.data.get(SORTS[about].table, {})
                told[about] = next(iter(able(problem.kind, there)), "")
            whole.append(problem.model_copy(update=told))
        return tuple(whole)

    @property
    def drawn(self) -> bool:
        """Say whether any number of the set is drawn; what is about nothing draws its own."""
        return any(not KINDS[problem.kind].about for problem in self.problems) or any(
            spec.is_drawn for sort in SORTS.values() for spec in self.of(sort.table).values()
        )

    def of(self, table: str) -> Mapping[str, Named]:
        """Return the subjects in one of the set's tables."""
        found: Mapping[str, Named] = getattr(self, table)
        return found


def able(kind: str, subjects: Mapping[str, Any]) -> list[str]:
    """Return the names of those subjects that a kind can be about.

    Of models those of its type, of networks those that take one input, or a batch, as it does.
    """
    of_type, takes = KINDS[kind].model, KINDS[kind].takes

    def is_able(subject: Any) -> bool:
        if isinstance(subject, NetworkSpec):
            return takes in ("both", "batches" if subject.batch else "single inputs")
        return not of_type or subject.type == of_type

    return [name for name, one in subjects.items() if is_able(one)]


def ids_of(problems: Iterable[tuple[str, str]]) -> list[str]:
    """Return the ids of problems, of which each is (its own id or "", its kind).

    Without one of its own it has its kind, `kind-2` the second of it.
    """
    seen: Counter[str] = Counter()
    ids = []
    for own, kind in problems:
        seen[kind] += 1
        ids.append(own or (kind if seen[kind] == 1 else f"{kind}-{seen[kind]}"))
    return ids
