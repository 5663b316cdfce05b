"""Matrix calculus by shape matching: the shape of each derivative along a chain."""

from quizgen.document import Block, Text
from quizgen.kinds.asks import Ask, GiveShape
from quizgen.kinds.chains import (
    derivative,
    inline,
    letter,
    shape,
    steps_of,
    times,
    whole_chain,
)
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.problem import Chain


def _tasks(setting: Setting[Chain]) -> tuple[Task, ...]:
    chain = setting.subject
    pairs = [*steps_of(chain), whole_chain(chain)] if len(chain.variables) > 2 else [(0, 1)]
    asks: tuple[Ask, ...] = tuple(
        GiveShape(
            f"d{chain.variables[above]}d{chain.variables[below]}",
            derivative(chain, (below, above)),
            shape(chain, (below, above)),
        )
        for below, above in pairs
    )
    tasks = [Task("derivatives", "Shape matching: fill in the shape of each derivative.", asks)]
    if chain.parameter:
        tasks.append(_by_matrix(chain))
    return tuple(tasks)


def _by_matrix(chain: Chain) -> Task:
    """Ask the shape of a gradient by the matrix of a first, linear step."""
    rows, columns = chain.sizes[1], chain.sizes[0]
    sizes = tuple(size for size in (rows, columns) if size is not None)
    asked = sizes if chain.layout == "denominator" else sizes[::-1]
    scalar = chain.sizes[-1] is None
    loss = chain.variables[-1] if scalar else r"\ell"
    given = "" if scalar else rf" and $\ell$ is a scalar that depends on ${letter(chain, -1)}$"
    first = rf"{letter(chain, 1)} = \mathbf{{A}} {letter(chain, 0)}"
    return Task(
        "parameter",
        rf"Suppose that ${first}$ with a matrix $\mathbf{{A}}${given}. What is the shape of "
        rf"$d{loss}/d\mathbf{{A}}$ in this layout?",
        (GiveShape("dA", rf"\frac{{d{loss}}}{{d\mathbf{{A}}}}", asked),),
    )


def _solution(setting: Setting[Chain], task: Task) -> tuple[Block, ...]:
    chain = setting.subject
    if task.id == "parameter":
        turned = r"\mathbf{A}" + r"^{\top}" * (chain.layout == "numerator")
        return (
            Text(
                r"There is one derivative for each entry of $\mathbf{A}$; in this layout they "
                f"are laid out as the entries of ${turned}$ are."
            ),
        )
    lines = []
    for pair in [*steps_of(chain), whole_chain(chain)]:
        below, above = pair
        sizes = [f"{_size(chain, at)} of ${letter(chain, at)}$" for at in (below, above)]
        first, second = sizes if chain.layout == "denominator" else sizes[::-1]
        found = times(shape(chain, pair))
        lines.append(Text(f"${inline(chain, pair)}$: ${found}$, the {first} by the {second}."))
    return tuple(lines[: len(lines) if len(chain.variables) > 2 else 1])


def _size(chain: Chain, at: int) -> str:
    size = chain.sizes[at]
    return "single entry" if size is None else f"${size}$ entries"


SHAPES = Kind(
    summary="the shapes of derivatives along a chain of vectors",
    about="chain",
    parts=("derivatives", "parameter"),
    lead="The shapes of derivatives.",
    tasks=_tasks,
    solution=_solution,
)
