"""What a sheet gives of a model, by its type."""

from collections.abc import Callable, Mapping

from quizgen.document import Block
from quizgen.kinds.attention import attention_givens
from quizgen.kinds.convolutional import convolutional_givens
from quizgen.kinds.layer_norm import layer_norm_givens
from quizgen.kinds.recurrent import recurrent_givens
from quizgen.problem import Model

MODEL_GIVENS: Mapping[str, Callable[[Model, bool], tuple[Block, ...]]] = {
    "rnn": recurrent_givens,
    "cnn": convolutional_givens,
    "attention": attention_givens,
    "layer-norm": layer_norm_givens,
}


def model_givens(model: Model, again: bool) -> tuple[Block, ...]:
    """Return what is given of a model; `again` where the sheet has shown it before."""
    return MODEL_GIVENS[model.architecture.type](model, again)
