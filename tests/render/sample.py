"""A realistic handout and its key: the recitation's network, 2-3-1 with tanh."""

from quizgen.document import (
    Block,
    Derivation,
    Document,
    Field,
    Formula,
    Line,
    Question,
    Section,
    Solution,
    Table,
    Text,
    Together,
)

from .concepts import concepts

ALPHA = [["0", "1", "2"], ["2", "1", "0"], ["0", "2", "0"]]
TANH = ["0.76159", "0.96403", "0.99505", "0.99933", "0.99991", "0.99999", "1.00000", "1.00000"]
LONG = (
    r"0 \cdot 1 + 1 \cdot 0.99991 + 2 \cdot 0.99933 + 2 \cdot 0.99933 - 0.99505 \cdot 1.91790"
    r" + 1 \cdot 0.99991 + 2 \cdot 0.99933 + 2 \cdot 0.99933"
)


def matrix(rows: list[list[str]]) -> str:
    body = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\left[\begin{{array}}{{{'r' * len(rows[0])}}} {body} \end{{array}}\right]"


def grid(name: str, height: int, width: int) -> tuple[tuple[str, ...], ...]:
    def place(i: int, j: int) -> str:
        if height == width == 1:
            return ""
        return f"[{max(i, j) + 1}]" if 1 in (height, width) else f"[{i + 1},{j}]"

    return tuple(
        tuple(f"sample.{name}{place(i, j)}" for j in range(width)) for i in range(height)
    )


def field(label: str, name: str, answers: list[list[str]], key: bool) -> Field:
    height, width = len(answers), len(answers[0])
    shown = tuple(tuple(row) for row in answers) if key else None
    return Field(label, grid(name, height, width), height * width > 1, shown)


def sample(
    role: str = "key",
    name: str | None = None,
    student: str | None = None,
    title: str = "Recitation 5: Neural Nets",
) -> Document:
    """Return a document with every kind of block; `role` is "handout" or "key"."""
    key = role == "key"

    def solved(*blocks: Block) -> tuple[Block, ...]:
        return (Solution(blocks),) if key else ()

    forward = Section(
        "Forward Propagation",
        (
            Text(
                "The input has two features, $x_1$ and $x_2$; the hidden layer has three "
                "units with output $z_1, z_2, z_3$; the output is a scalar $\\hat{y}$. A bias "
                "unit is folded into both layers as $x_0 = 1$ and $z_0 = 1$, so that every "
                "unit of the hidden layer takes a linear combination of its input,"
            ),
            Formula(r"a_j = \sum_{i=0}^{2} \alpha_{j,i}\, x_i, \qquad z_j = \tanh(a_j),"),
            Text("and the output layer one of theirs, which the loss compares with $y$:"),
            Formula(
                r"\hat{y} = \sum_{j=0}^{3} \beta_j\, z_j, \qquad"
                r" \ell(\hat{y}, y) = \frac{1}{2}\left(\hat{y} - y\right)^2."
            ),
            Together(
                (
                    Text("The network's parameters, its input and the target are"),
                    Formula(
                        rf"\boldsymbol{{\alpha}} = {matrix(ALPHA)}, \quad"
                        rf"\boldsymbol{{\beta}} = {matrix([['0', '1', '2', '2']])}, \quad"
                        rf"\mathbf{{x}} = {matrix([['1'], ['1'], ['2']])}, \quad y = 3."
                    ),
                    Table(
                        r"The activation, rounded to five decimals; $\tanh(-x) = -\tanh(x)$.",
                        ("$x$", "1", "2", "3", "4", "5", "6", "7", "8"),
                        ((r"$\tanh(x)$", *TANH),),
                        row_heads=True,
                    ),
                    Text("Keep five decimals in every step; the table may be used throughout."),
                )
            ),
            Question(
                1,
                "3 points",
                r"Compute the linear combinations $\mathbf{a} = \boldsymbol{\alpha}\mathbf{x}$ "
                "of the hidden layer, in the order of its units.",
                (
                    field(r"\mathbf{a}", "a", [["5"], ["3"], ["2"]], key),
                    *solved(
                        Text("Each row of the weights meets the input, the bias unit first:"),
                        Derivation(
                            (
                                Line(r"\mathbf{a}", r"\boldsymbol{\alpha}\mathbf{x}"),
                                Line(
                                    "",
                                    matrix(ALPHA) + matrix([["1"], ["1"], ["2"]]),
                                ),
                                Line("", matrix([["5"], ["3"], ["2"]]), "the numbers put in"),
                            )
                        ),
                    ),
                ),
            ),
            Question(
                2,
                "5 points",
                r"Compute the hidden layer's output $\mathbf{z}$, the prediction $\hat{y}$, "
                r"and the loss $\ell$.",
                (
                    field(r"\mathbf{z}", "z", [["0.99991"], ["0.99505"], ["-0.96403"]], key),
                    field(r"\hat{y}", "yhat", [["4.91807"]], key),
                    field(r"\ell", "loss", [["1.83950"]], key),
                    *solved(
                        Derivation(
                            (
                                Line(r"\hat{y}", r"\sum_{j=0}^{3} \beta_j z_j"),
                                Line(
                                    "",
                                    r"0 \cdot 1 + 1 \cdot 0.99991 + 2 \cdot 0.99505 + 2 \cdot "
                                    r"0.96403",
                                    "with $z_0 = 1$",
                                ),
                                Line("", "4.91807"),
                                Line(r"\ell", r"\frac{1}{2}(4.91807 - 3)^2 = 1.83950"),
                            )
                        ),
                    ),
                ),
            ),
        ),
    )
    backward = Section(
        "Backward Propagation",
        (
            Text(
                "The gradient of the loss flows back through the same graph. By the chain "
                r"rule, $\frac{\partial \ell}{\partial \beta_j} = \frac{\partial \ell}"
                r"{\partial \hat{y}} \, z_j$, and for a whole matrix of weights at once,"
            ),
            Formula(
                r"\frac{\partial \ell}{\partial \boldsymbol{\alpha}} = \left( \frac{\partial "
                r"\ell}{\partial \hat{y}}\, \boldsymbol{\beta}_{1:3}^{T} \odot "
                r"\left(\mathbf{1} - \mathbf{z} \odot \mathbf{z}\right) \right) "
                r"\mathbf{x}^T \in \mathbb{R}^{3 \times 3}."
            ),
            Question(
                3,
                "4 points",
                r"Compute the gradient of the loss with respect to the prediction, and with "
                r"respect to $\boldsymbol{\beta}$, its bias entry first. Write the row in the "
                r"order of the units, and do not divide by anything: these are the derivatives "
                r"themselves.",
                (
                    field(
                        r"\frac{\partial \ell}{\partial \hat{y}}", "dyhat", [["1.91807"]], key
                    ),
                    field(
                        r"\frac{\partial \ell}{\partial \boldsymbol{\beta}}",
                        "dbeta",
                        [["1.91807", "1.91790", "1.90857", "1.84908"]],
                        key,
                    ),
                    *solved(
                        Derivation(
                            (
                                Line(
                                    r"\frac{\partial \ell}{\partial \hat{y}}",
                                    r"\hat{y} - y = 4.91807 - 3 = 1.91807",
                                    "the derivative of half a square",
                                ),
                                Line(
                                    r"\frac{\partial \ell}{\partial \boldsymbol{\beta}}",
                                    r"\frac{\partial \ell}{\partial \hat{y}}\, \mathbf{z}^T",
                                    "the chain rule",
                                ),
                                Line(
                                    "",
                                    "1.91807 "
                                    + matrix([["1", "0.99991", "0.99505", "0.96403"]]),
                                ),
                                Line(
                                    "",
                                    matrix([["1.91807", "1.91790", "1.90857", "1.84908"]]),
                                ),
                            )
                        ),
                    ),
                ),
            ),
            Question(
                4,
                "9 points",
                r"Compute $\frac{\partial \ell}{\partial \boldsymbol{\alpha}}$.",
                (
                    field(
                        r"\frac{\partial \ell}{\partial \boldsymbol{\alpha}}",
                        "dalpha",
                        [
                            ["0.000348", "0.000348", "0.000697"],
                            ["0.03791", "0.03791", "0.07581"],
                            ["-0.27104", "-0.27104", "-0.54208"],
                        ],
                        key,
                    ),
                    *solved(
                        Derivation(
                            (
                                Line(
                                    r"\frac{\partial \ell}{\partial \mathbf{a}}",
                                    r"1.91807 "
                                    + matrix([["1"], ["2"], ["2"]])
                                    + r" \odot "
                                    + matrix([["0.00018"], ["0.00987"], ["0.07065"]])
                                    + " = "
                                    + matrix([["0.00035"], ["0.03791"], ["0.27104"]]),
                                    r"since $\tanh'(a) = 1 - \tanh(a)^2$",
                                ),
                                Line(
                                    r"\frac{\partial \ell}{\partial \boldsymbol{\alpha}}",
                                    matrix([["0.00035"], ["0.03791"], ["0.27104"]])
                                    + matrix([["1", "1", "2"]])
                                    + " = "
                                    + matrix(
                                        [
                                            ["0.00035", "0.00035", "0.00070"],
                                            ["0.03791", "0.03791", "0.07581"],
                                            ["0.27104", "0.27104", "0.54208"],
                                        ]
                                    ),
                                    "an outer product: a column times a row, as the shapes ask",
                                ),
                                Line("", LONG, "a long one, to see it fit"),
                                Line("", LONG + " - " + LONG, "broken before an operator"),
                                Line("", matrix([["-0.123456789"] * 9]), "made smaller"),
                            )
                        ),
                    ),
                ),
            ),
            Question(
                5,
                "1 point",
                "A layer of eight, and one of nine, fit on the page.",
                (
                    field(r"\mathbf{w}", "w", [["-0.12345"] * 8] * 2, key),
                    field(r"\mathbf{v}", "v", [["-0.12345"] * 9], key),
                    *(
                        field(f"{letter}", f"{letter}", [["-1.25"]], key)
                        for letter in ("p", "q", r"r", "s")
                    ),
                ),
            ),
        ),
    )
    answers = Table(
        "Every blank, its value and what is accepted.",
        ("Blank", "Value", "Accepted", "Points"),
        tuple(
            (
                f"backward.dbeta[{k}]",
                f"{'-' if k % 3 else ''}{k}.9179{k % 10}",
                f"{k}.91784 to {k}.91792",
                "1",
            )
            for k in range(28)
        ),
    )
    return Document(
        role="key" if key else "handout",
        title=title,
        course="10-301/10-601 Introduction to Machine Learning",
        variant="seed7",
        code="K7Q29M4X",
        student=student,
        name=name,
        blocks=(
            forward,
            backward,
            concepts(key),
            *((Section("Answers", (answers,)),) if key else ()),
        ),
        term="Fall 2026, recitation of October 2",
    )
