"""How a network learns, as a set says it: an optimizer of the table, and its numbers."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from quizgen.engine.optimizers import OPTIMIZERS, Descent
from quizgen.sampling.fields import OneOf, Table, wrong, wrongs
from quizgen.sampling.values import Share


def _of(name: str, setting: str) -> str:
    one = OPTIMIZERS[name].settings[setting]
    return f"The {one.summary} of {OPTIMIZERS[name].named}; {one.default} where left out."


class OptimizerSpec(Table):
    """An optimizer and its numbers, the learning rate aside."""

    name: Annotated[str, OneOf(tuple(OPTIMIZERS))] = Field(
        "sgd", description="Which optimizer takes the step."
    )
    momentum: Share | None = Field(None, description=_of("momentum", "momentum"))
    weight_decay: Share | None = Field(None, description=_of("weight_decay", "weight_decay"))
    beta1: Share | None = Field(None, description=_of("adam", "beta1"))
    beta2: Share | None = Field(None, description=_of("adam", "beta2"))

    @model_validator(mode="after")
    def _has_its_own(self) -> "OptimizerSpec":
        own = OPTIMIZERS[self.name].settings
        others = {name: value for name, value in self.numbers.items() if name not in own}
        if others:
            theirs = [name for name in own if name != "eta"]
            expected = f"{' and '.join(theirs) or 'no number'} of {self.name}"
            raise wrongs(
                *(((name,), value, wrong(expected, name)) for name, value in others.items())
            )
        return self

    @property
    def numbers(self) -> Mapping[str, Decimal]:
        """Return the numbers that are given, by name."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: value for name, value in fields.items() if isinstance(value, Decimal)}

    def descent(self, rate: Decimal | None) -> Descent:
        """Return the optimizer with all its numbers; `rate` is the learning rate."""
        given = dict(self.numbers) | ({} if rate is None else {"eta": rate})
        own = OPTIMIZERS[self.name].settings
        settings = {name: given.get(name, Decimal(one.default)) for name, one in own.items()}
        return Descent(self.name, settings)
