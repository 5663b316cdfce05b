"""A section with the blocks that ask for words, shapes, choices and drawings."""

from quizgen.document import (
    Block,
    Choices,
    Field,
    Formula,
    PageBreak,
    Part,
    Question,
    Room,
    Section,
    Solution,
    Text,
)

ORDER = r"$\frac{d\mathbf{y}}{d\mathbf{x}} \cdot \frac{d\mathbf{z}}{d\mathbf{y}}$"
TURNED = r"$\frac{d\mathbf{z}}{d\mathbf{y}} \cdot \frac{d\mathbf{y}}{d\mathbf{x}}$"
EITHER = (
    "Either: a product of derivatives may be taken in any order, since each factor is a "
    "number once the sizes have been put in, and so the order cannot matter at all."
)
SHAPES = (
    "Which shapes do the derivatives have? Say rows and columns of both, in the layout that "
    "the sheet states, and keep to it in all that follows."
)


def shape(label: str, name: str, answer: str, key: bool) -> Field:
    shown = ((answer,),) if key else None
    return Field(label, ((f"concepts.{name}",),), False, shown, "shape", r"\in")


def concepts(key: bool) -> Section:
    """Return the section, its answers filled in on a key."""

    def solved(*blocks: Block) -> tuple[Block, ...]:
        return (Solution(blocks),) if key else ()

    def written(*rooms: Room) -> tuple[Block, ...]:
        return () if key else rooms

    return Section(
        "Matrix Calculus and Concepts",
        (
            Question(
                6,
                "6 points",
                r"Let $\mathbf{x} \in \mathbb{R}^2$, $\mathbf{y} = g(\mathbf{x}) \in "
                r"\mathbb{R}^3$ and $\mathbf{z} = f(\mathbf{y}) \in \mathbb{R}^4$.",
                (
                    Part(
                        "a",
                        "2 points",
                        SHAPES,
                        (
                            shape(r"\frac{d\mathbf{y}}{d\mathbf{x}}", "dydx", "2 × 3", key),
                            shape(r"\frac{d\mathbf{z}}{d\mathbf{y}}", "dzdy", "3 × 4", key),
                            *solved(Text("The rows are those of what is differentiated by.")),
                        ),
                    ),
                    Part(
                        "b",
                        "",
                        "In which order are they multiplied?",
                        (
                            Choices(
                                "concepts.order",
                                (
                                    f"{ORDER}, for the inner sizes agree",
                                    f"{TURNED}, as for scalars",
                                    EITHER,
                                ),
                                right="A" if key else None,
                            ),
                            *solved(Text(r"Since $2 \times 3$ times $3 \times 4$ is legal.")),
                        ),
                    ),
                    Part(
                        "c",
                        "2 points",
                        "Write one element of the product as a sum.",
                        (
                            *written(Room("ruled", 24, "concepts.element")),
                            *solved(Formula(r"\sum_k \frac{dy_k}{dx_i} \frac{dz_j}{dy_k}")),
                        ),
                    ),
                ),
            ),
            PageBreak(),
            Question(
                7,
                "2 points",
                "Which of these are true of a network whose activations are all the identity?",
                (
                    Choices(
                        "concepts.linear",
                        (
                            "It is a linear function of its input, bias and all.",
                            "It can tell apart what no straight line can.",
                            r"It computes $\boldsymbol{\beta}\boldsymbol{\alpha}\mathbf{x}$.",
                            "None of these.",
                        ),
                        several=True,
                        right="AC" if key else None,
                    ),
                    *solved(Text("A product of matrices is a matrix.")),
                ),
            ),
            Question(
                8,
                "4 points",
                "Draw the computation graph of the loss.",
                (
                    *written(Room("frame", 60, "drawing.graph"), Room("open", 30)),
                    *solved(Text("See the figure.")),
                ),
            ),
        ),
    )
