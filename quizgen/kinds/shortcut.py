"""Why the gradient behind a softmax or a sigmoid is so short: derived from the long way."""

from collections.abc import Callable, Mapping

from quizgen.document import Block, Derivation, Line, Text
from quizgen.engine import OPS, names, symbols
from quizgen.problem import Network

BESIDE = "l"  # a subscript that no layer has


def takes_shortcut(network: Network) -> bool:
    """Say whether the gradient by the last linear combination leaves out that by the output."""
    graph, gradient = network.graph, names.gradient("yhat")
    return not any(gradient in node.parents for node in graph.nodes)


def derived(network: Network) -> tuple[Block, ...]:
    """Return how the short gradient follows; nothing where the network has none."""
    if not takes_shortcut(network):
        return ()
    one = network.single
    loss, output = one.graph["loss"], one.graph["yhat"]
    linear = one.graph[output.parents[0]]
    whole = symbols.slashed(symbols.derivative(loss.symbol, symbols.whole(linear.symbol)))
    told = f"Why ${whole}$ is so short: the loss and the output's activation, multiplied out."
    if network is not one:
        told = (
            f"Why ${whole}$ is so short, for a single row: the loss and the output's "
            "activation, multiplied out. The mean over the rows takes a share of each."
        )
    lines = LONG_WAYS[OPS[output.op].shortcut[loss.op]]
    return (Text(told), Derivation(tuple(lines(loss.symbol, output.symbol, linear.symbol))))


def _softmax(loss: str, output: str, linear: str) -> list[Line]:
    letter = symbols.letters(output)
    yhat = symbols.generic(output)
    y = symbols.generic(f"<y|{letter}+>")

    def other(symbol: str) -> str:
        return symbols.generic(symbol.replace(f"|{letter}+>", f"|{BESIDE}+>"))

    same = rf"\mathbf{{1}}[{letter} = {BESIDE}]"
    slope = rf"{yhat} \, ({same} - {other(output)})"
    by_output = symbols.derivative(loss, yhat)
    by_linear = symbols.derivative(loss, other(linear))
    total = rf"\sum_{{{letter}}}"
    here, there = other(output), other(f"<y|{letter}+>")
    return [
        Line(by_output, rf"-\frac{{{y}}}{{{yhat}}}"),
        Line(symbols.derivative(yhat, other(linear)), slope),
        Line(by_linear, rf"{total} {by_output} \, {symbols.derivative(yhat, other(linear))}"),
        Line("", rf"-{total} {y} \, ({same} - {here})"),
        Line("", rf"{here} \, {total} {y} - {there}"),
        Line("", rf"{here} - {there}", f"the targets ${y}$ add up to 1"),
    ]


def _sigmoid(loss: str, output: str, linear: str) -> list[Line]:
    yhat, a = symbols.generic(output), symbols.generic(linear)
    y = symbols.generic(output.replace(r"\hat{y}", "y").replace("<h|", "<y|"))
    y = "y" if output == "h" else y
    by_output = symbols.derivative(loss, yhat)
    slope = rf"{yhat} \, (1 - {yhat})"
    return [
        Line(by_output, rf"-\frac{{{y}}}{{{yhat}}} + \frac{{1 - {y}}}{{1 - {yhat}}}"),
        Line("", rf"\frac{{{yhat} - {y}}}{{{slope}}}"),
        Line(symbols.derivative(yhat, a), slope),
        Line(
            symbols.derivative(loss, a),
            rf"{by_output} \, {symbols.derivative(yhat, a)}",
        ),
        Line("", f"{yhat} - {y}"),
    ]


LONG_WAYS: Mapping[str, Callable[[str, str, str], list[Line]]] = {  # by the short one's row
    "softmax_surplus": _softmax,
    "sigmoid_surplus": _sigmoid,
}
