"""The quality of a set over many variants, as plain data."""

from dataclasses import dataclass

from quizgen.reports.quality.spread import Spread


@dataclass(frozen=True)
class ConditionFigures:
    """A condition: how many candidates did not meet it, and which variants break it.

    `unmet` counts candidates that were looked at and not kept; `broken_on` names the
    variants whose own numbers, given or drawn without conditions, do not meet it.
    """

    name: str
    summary: str
    unmet: int
    broken_on: tuple[str, ...]


@dataclass(frozen=True)
class MistakeFigures:
    """A mistake: on how many variants it can be made, and how clearly it shows on them.

    How clearly is the largest distance from the right value over the half-width of its
    accepted range, infinite where that is exact; `hidden_on` names the variants on which
    no answer shows it.
    """

    name: str
    summary: str
    variants: int
    median: float
    least: float
    hidden_on: tuple[str, ...]

    @property
    def can_show(self) -> bool:
        """Say whether it shows on any variant at all."""
        return len(self.hidden_on) < self.variants


@dataclass(frozen=True)
class AlikeFigures:
    """Two mistakes, and the number of variants on which nothing tells them apart."""

    mistakes: tuple[str, str]
    variants: int


@dataclass(frozen=True)
class WorkFigures:
    """A sort of work: how much there is of it, and on how many variants within the band.

    What a set gives is held against no reference.  Where variants ask different entries,
    each is held against its own: `reference` is their median, `band` holds all of theirs.
    """

    name: str
    summary: str
    reference: float | None
    band: tuple[float, float] | None
    within: int | None
    amount: Spread


@dataclass(frozen=True)
class AnswerFigures:
    """An answer, or all of a quantity: its values, and the printed one that is commonest."""

    name: str
    values: Spread
    commonest: float
    commonest_share: float


@dataclass(frozen=True)
class SubjectFigures:
    """A network, an expression or a model of the set, over all variants.

    `tried` counts the candidates that were looked at until each variant had its own;
    `quantities` pool the entries of `answers`.
    """

    name: str
    sort: str
    variants: int
    tried: int
    conditions: tuple[ConditionFigures, ...]
    mistakes: tuple[MistakeFigures, ...]
    alike: tuple[AlikeFigures, ...]
    work: tuple[WorkFigures, ...]
    answers: tuple[AnswerFigures, ...]
    quantities: tuple[AnswerFigures, ...]

    @property
    def kept(self) -> float:
        """Return the share of candidates that were kept."""
        return self.variants / self.tried


@dataclass(frozen=True)
class ClassFigures:
    """What variants have in common: the same given numbers, the same printed answers.

    `drawn` says that there are numbers which are drawn.  `repeats` are pairs of variants with
    the same ones, the later one first, each with the earliest; shares are of the number
    answers that both variants have.
    """

    answers: int
    drawn: bool
    repeats: tuple[tuple[str, str], ...]
    mean_share: float
    most_share: float
    most_pair: tuple[str, str] | None


@dataclass(frozen=True)
class Timing:
    """Seconds: for a variant, and for all."""

    median: float
    most: float
    total: float


@dataclass(frozen=True)
class Quality:
    """All that `check` found.

    `seed` is None where every number is given.  `failed` are the variants that could not
    be drawn, each with the reason; where none of the first could be, `stopped` says that
    no more were tried.  `hidden_on` are those on which a mistake is hidden that can show.
    """

    set: str
    title: str
    seed: int | None
    conditions: bool
    variants: int
    failed: tuple[tuple[str, str], ...]
    stopped: bool
    subjects: tuple[SubjectFigures, ...]
    in_common: ClassFigures
    hidden_on: tuple[str, ...]
    timing: Timing

    @property
    def drawn(self) -> int:
        """Return how many variants were drawn."""
        return self.variants - len(self.failed)
