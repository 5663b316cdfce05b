"""The kinds of problems, one row each."""

from quizgen.kinds.attention import ATTENTION_FORWARD
from quizgen.kinds.backward import BACKWARD_BATCH, BACKWARD_SCALAR, BACKWARD_VECTOR
from quizgen.kinds.chain_rule import CHAIN_RULE
from quizgen.kinds.concepts import CONCEPTS
from quizgen.kinds.conv_backward import CONV_BACKWARD
from quizgen.kinds.conv_forward import CONV_FORWARD
from quizgen.kinds.conv_shapes import CONV_SHAPES
from quizgen.kinds.expression_graph import EXPRESSION_GRAPH
from quizgen.kinds.forward import FORWARD
from quizgen.kinds.gradient_check import GRADIENT_CHECK
from quizgen.kinds.kind import Kind
from quizgen.kinds.layer_norm import LAYER_NORM
from quizgen.kinds.loss_after import LOSS_AFTER
from quizgen.kinds.network_graph import NETWORK_GRAPH
from quizgen.kinds.parameter_count import PARAMETER_COUNT
from quizgen.kinds.recurrent import RNN_FORWARD
from quizgen.kinds.shapes import SHAPES
from quizgen.kinds.through_time import RNN_BACKWARD
from quizgen.kinds.update_gradients import UPDATE_GRADIENTS
from quizgen.kinds.update_step import UPDATE_STEP
from quizgen.kinds.vector_form import VECTOR_FORM

KINDS: dict[str, Kind] = {
    "chain-rule": CHAIN_RULE,
    "shapes": SHAPES,
    "concepts": CONCEPTS,
    "vector-form": VECTOR_FORM,
    "forward": FORWARD,
    "expression-graph": EXPRESSION_GRAPH,
    "network-graph": NETWORK_GRAPH,
    "update-gradients": UPDATE_GRADIENTS,
    "backward-scalar": BACKWARD_SCALAR,
    "backward-vector": BACKWARD_VECTOR,
    "backward-batch": BACKWARD_BATCH,
    "update-step": UPDATE_STEP,
    "loss-after": LOSS_AFTER,
    "gradient-check": GRADIENT_CHECK,
    "conv-shapes": CONV_SHAPES,
    "parameter-count": PARAMETER_COUNT,
    "rnn-forward": RNN_FORWARD,
    "rnn-backward": RNN_BACKWARD,
    "conv-forward": CONV_FORWARD,
    "conv-backward": CONV_BACKWARD,
    "attention-forward": ATTENTION_FORWARD,
    "layer-norm": LAYER_NORM,
}
