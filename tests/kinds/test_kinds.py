"""Every kind poses, prints and solves a problem for every architecture."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from by_hand import set_toml

from quizgen.document import (
    Choices,
    Document,
    Field,
    Formula,
    Line,
    Question,
    Room,
    Solution,
)
from quizgen.engine.optimizers import OPTIMIZERS
from quizgen.keys import key_json, read_key
from quizgen.kinds import KINDS
from quizgen.render.html import to_html
from quizgen.render.math import glyphs, mathml
from quizgen.sampling.chance import Chance
from quizgen.sampling.drawing import draw_subjects
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant
from tests.grading.whole import grade

SIZES = {
    "1-1-1": {"inputs": 1, "hidden": [1]},
    "2-3-1": {},
    "3-2-2": {"inputs": 3, "hidden": [2], "outputs": 2, "decimals": 7},
    "2-2-2-1": {"hidden": [2, 2], "decimals": 7},
    "2-8-1": {"hidden": [8], "decimals": 7},
    "2-1": {"hidden": []},
}
SUBJECTS = {
    "": {"nothing": ""},
    "expression": {
        "two variables": "[expressions.f]\nvariables = 2\noperations = {low = 3, high = 5}\n",
        "three variables": "[expressions.f]\n",
        "given": '[expressions.f]\nformula = "x^2*y - 1/x"\ninputs = {x = 2, y = 0.5}\n',
        "one operation": '[expressions.f]\nformula = "x*y"\ninputs = {x = 2, y = 3}\n',
        "parts of numbers": '[expressions.f]\nformula = "sin(2)*x + x/(2*3)"\ninputs.x = 2\n',
        "one part": '[expressions.f]\nformula = "(x*y)*(x*y)"\ninputs = {x = 2, y = 3}\n',
    },
    "chain": {
        "letters": "[chains.c]\nlength = 3\n",
        "numbers": '[chains.c]\nlength = 4\ndimensions = "numbers"\nparameter = true\n',
        "gradient": '[chains.c]\nlength = 5\nends = "scalar"\nparameter = true\n',
        "numerator": '[chains.c]\nlayout = "numerator"\nparameter = true\n',
        "two": "[chains.c]\nlength = 2\n",
        "given": '[chains.c]\nvariables = ["x", "y", "z"]\nsizes = [3, 3, 1]\n',
        "ones": '[chains.c]\nvariables = ["x", "y", "z"]\nsizes = [1, 1, 1]\n',
    },
}
OWN_MAP = "X = [[1, 2, 3], [4, 5, 6], [0, 1, 0]], K = [[1, 2], [0, 1]], b = -3"
OWN_STEPS = "x1 = [2], x2 = [-1.5], U = [[0.5, 1]], W = [[-2]], V = [[1, 2]], y = 3"
MODELS = {
    "rnn": {
        "two steps": "inputs = 1",
        "three steps": "steps = 3",
        "four steps of relu": 'steps = 4\nunits = 3\nactivation = "relu"',
        "sigmoid": 'units = 1\nactivation = "sigmoid"\nloss = "squared_error"',
        "linear": 'inputs = 3\nsteps = 3\nactivation = "identity"',
        "given": f"inputs = 1\nunits = 1\nnumbers = {{{OWN_STEPS}}}",
    },
    "cnn": {
        "max pooling": "",
        "average pooling": "height = 3\nwidth = 7\nkernel = 3\nstride = 2\npadding = 1\n"
        'pooling = "average"',
        "without pooling": 'height = 3\nwidth = 4\npooling = "none"\nloss = "squared_error"',
        "windows of three": 'kernel = 3\npool = 3\npooling = "average"',
        "tanh": 'height = 3\nwidth = 3\nactivation = "tanh"\n'
        "weights = {low = -1.5, high = 1.5, step = 0.5}\n"
        "input = {low = -1.5, high = 1.5, step = 0.5}",
        "given": f"height = 3\nwidth = 3\nnumbers = {{{OWN_MAP}, V = [[2]], c = 1, y = 30}}",
    },
    "attention": {
        "three tokens": "",
        "two tokens": "tokens = 2",
        "causal": "mask = true",
        "given queries": "projected = false",
        "a score a number": "projected = false\nmask = true\nkeys = 1\nvalues = 3",
        "wide": "tokens = 4\ninputs = 3\nkeys = 4\nvalues = 1",
        "given": "tokens = 2\nkeys = 1\nvalues = 1\nprojected = false\n"
        "numbers = {Q = [[0.5], [2]], K = [[1], [-1]], V = [[3], [1]]}",
    },
    "layer-norm": {
        "four entries": "",
        "three entries": "size = 3\nepsilon = 0.1",
        "eight entries": "size = 8\nepsilon = 0",
    },
}
NOTATIONS = {
    "": "",
    "latin": '[notation]\nweights = "latin"\noutput = "h"\n',
    "separate": '[notation]\nweights = "latin"\nbias = "separate"\n',
    "greek separate": '[notation]\nbias = "separate"\n',
}


OUTPUTS = {
    "softmax": {"hidden": [2], "outputs": 3, "output": "softmax", "loss": "cross_entropy"},
    "softmax, squared error": {"hidden": [2], "outputs": 2, "output": "softmax", "decimals": 7},
    "two classes": {"output": "sigmoid", "loss": "binary_cross_entropy", "decimals": 6},
    "leaky relu, hinge": {"hidden": [2], "activations": ["leaky_relu"], "loss": "hinge"},
    "gelu, mean": {"hidden": [2], "outputs": 2, "activations": ["gelu"], "decimals": 7}
    | {"loss": "mean_squared_error"},
    "elu, absolute": {"hidden": [2], "activations": ["elu"], "loss": "absolute_error"},
    "softplus": {"hidden": [2], "activations": ["softplus"], "decimals": 7},
}
BATCHES = {
    "2-2-1": {"hidden": [2], "rows": 3},
    "2-2-2-1": {"hidden": [2, 2], "rows": 2, "decimals": 7},
    "2-2-2": {"hidden": [2], "outputs": 2, "rows": 2, "loss": "mean_squared_error"},
    "softmax": OUTPUTS["softmax"] | {"hidden": [], "rows": 3, "decimals": 6},
    "two classes": OUTPUTS["two classes"] | {"hidden": [2], "rows": 4},
}


def output_sets() -> Iterator[tuple[str, str]]:
    """Yield a name and the head of a set for each output and loss, and activation."""
    for name, options in OUTPUTS.items():
        yield name, set_toml(**options).partition("[[problems]]")[0]


def batch_sets() -> Iterator[tuple[str, str]]:
    """Yield a name and the head of a set for batches, each in some notation."""
    notations = [table for table in NOTATIONS.items() if table[0] != "latin"]
    for place, (name, options) in enumerate(BATCHES.items()):
        head = set_toml(**options).partition("[[problems]]")[0]
        notation, table = notations[place % len(notations)]
        yield f"batch {name} {notation}", head + table


DESCENTS = ("update-step", "loss-after", "gradient-check")


def network_sets() -> Iterator[tuple[str, str]]:
    """Yield a name and the head of a set for each architecture, activation and notation."""
    for sizes, options in SIZES.items():
        for activation in ("tanh", "sigmoid", "relu"):
            if options.get("hidden") != []:
                options = options | {"activations": [activation]}
            elif activation != "tanh":
                continue
            head = set_toml(**options).partition("[[problems]]")[0]
            yield f"{sizes} {activation}", head
    for notation, table in NOTATIONS.items():
        for sizes in ("2-3-1", "3-2-2", "2-2-2-1", "2-1"):
            head = set_toml(**SIZES[sizes]).partition("[[problems]]")[0]
            yield f"{sizes} {notation}", head + table


def descents() -> Iterator[tuple[str, str]]:
    """Yield a name and the head of a set for each optimizer, with and without hidden layers."""
    for optimizer in OPTIMIZERS:
        hidden = [] if optimizer == "adam" else [2]
        head = set_toml(hidden=hidden, decimals=6).partition("[[problems]]")[0]
        head += f'optimizer = {{name = "{optimizer}"}}\n'
        yield optimizer, head
        yield f"{optimizer} separate", head + NOTATIONS["separate"]
    others: tuple[dict[str, Any], ...] = (
        {"activations": ["relu"]},
        {"hidden": [2, 2], "outputs": 2},
        {"table": True},  # which lacks what other weights lead to
    )
    for options in others:
        head = set_toml(**{"decimals": 7, **options}).partition("[[problems]]")[0]
        yield f"{options}", head


def cases() -> Iterator[tuple[str, str, str]]:
    """Yield kind, name and head of a set for every kind and all that it can be about."""
    for kind, row in KINDS.items():
        if kind in DESCENTS:
            yield from ((kind, name, head) for name, head in descents())
        elif row.about == "network" and row.takes != "batches":
            yield from ((kind, name, head) for name, head in network_sets())
        if kind in ("forward", "backward-scalar", "backward-vector", "vector-form"):
            yield from ((kind, name, head) for name, head in output_sets())
        if row.about == "network" and row.takes != "single inputs":
            yield from ((kind, name, head) for name, head in batch_sets())
        tables = dict(SUBJECTS.get(row.about, {}))
        for name, fields_of in MODELS.get(row.model, {}).items():
            tables[name] = f'[models.m]\ntype = "{row.model}"\n{fields_of}\n'
        for name, table in tables.items():
            yield kind, name, f'title = "Small"\n[rounding]\ndecimals = 5\n{table}'


CASES = list(cases())


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0]} {case[1]}")
def documents(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Document, Document]:
    kind, _, head = request.param
    path = tmp_path_factory.mktemp("kinds") / "one.toml"
    path.write_text(f'{head}[[problems]]\nkind = "{kind}"\npoints = 3.5\n')
    job = Job(read_set(str(path)), Variant("seed1", 1), None, ())
    handout, key, solved = solve_variant(job)
    (question,) = within(handout, Question)
    assert blanks_of(handout) == [blank.id for blank in solved.blanks]
    assert question.points == "3.5 points"
    return handout, key


def blanks_of(document: Document) -> list[str]:
    """Return the ids of what a document leaves room for, in its order."""
    ids: list[str] = []
    for block in within(document, (Field, Choices, Room)):
        if isinstance(block, Field):
            ids += [id for row in block.blanks for id in row]
        elif block.blank:
            ids.append(block.blank)
    return ids


@pytest.mark.parametrize(
    "case", [c for c in CASES if KINDS[c[0]].about != "network"], ids=lambda c: f"{c[0]} {c[1]}"
)
def test_the_key_reads_and_its_own_answers_are_right(
    case: tuple[str, str, str], tmp_path: Path
) -> None:
    kind, _, head = case
    path = tmp_path / "one.toml"
    path.write_text(f'{head}[[problems]]\nkind = "{kind}"\n')
    key = solve_variant(Job(read_set(str(path)), Variant("seed1", 1), None, ()))[2]
    (tmp_path / "key.json").write_bytes(key_json(key))
    rows = [f'seed1,"{blank.id}","{blank.display}"\n' for blank in key.blanks]
    answered = "".join(["variant,blank,answer\n", *rows]).encode()
    graded = grade([("answers", answered)], [read_key(tmp_path / "key.json")])
    assert not graded.rejected
    assert {mark.verdict for mark in graded.marks} <= {"correct", "manual"}


def within(value: object, wanted: Any) -> list[Any]:
    """Return everything of a type in a document."""
    if isinstance(value, tuple):
        return [found for item in value for found in within(item, wanted)]
    if not is_dataclass(value):
        return []
    inner = [within(getattr(value, field.name), wanted) for field in fields(value)]
    return ([value] if isinstance(value, wanted) else []) + [f for part in inner for f in part]


def texts(value: object) -> Iterator[str]:
    """Yield every text of a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


def test_fields_have_unique_ids_and_a_width(documents: tuple[Document, Document]) -> None:
    for document in documents:
        ids = blanks_of(document)
        assert len(set(ids)) == len(ids) > 0
        for field in within(document, Field):
            assert len({len(row) for row in field.blanks}) == 1


def test_only_the_key_s_fields_are_filled(documents: tuple[Document, Document]) -> None:
    handout, key = documents
    assert all(field.answers is None for field in within(handout, Field))
    assert all(field.answers is not None for field in within(key, Field))
    assert all(choices.right is None for choices in within(handout, Choices))
    assert all(choices.right for choices in within(key, Choices))
    assert not within(key, Room)
    assert not within(handout, Solution)


def test_formulas_can_be_set_on_screen_and_on_paper(
    documents: tuple[Document, Document],
) -> None:
    for document in documents:
        formulas = [formula.tex for formula in within(document, Formula)]
        formulas += [field.label for field in within(document, Field)]
        lines = within(document, Line)
        formulas += [side for line in lines for side in (line.left, line.right) if side]
        for tex in formulas:
            assert mathml(tex, True).startswith("<math")
            assert glyphs(tex, True).width > 0


def test_dollars_are_balanced(documents: tuple[Document, Document]) -> None:
    for document in documents:
        for text in texts(document):
            assert text.count("$") % 2 == 0, text


def test_both_documents_are_written(documents: tuple[Document, Document]) -> None:
    for document in documents:
        page = to_html(document)
        assert page.rstrip().endswith("</html>")
        body = page[page.rindex("</style>") :]
        assert "<|" not in body
        assert "#1" not in body


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_says_what_it_is(kind: str) -> None:
    summary = KINDS[kind].summary
    assert summary
    assert not summary.endswith(".")


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_s_parts_are_those_that_it_asks(kind: str, tmp_path: Path) -> None:
    made = {case[1]: case[2] for case in CASES if case[0] == kind}
    ids: set[str] = set()
    for head in made.values():
        path = tmp_path / "one.toml"
        path.write_text(f'{head}[[problems]]\nkind = "{kind}"\n')
        the_set = read_set(str(path))
        setting = draw_subjects(the_set, Chance(None, "s", ("1",))).setting(the_set.problems[0])
        ids |= {task.id for task in KINDS[kind].tasks(setting)}
    assert ids == set(KINDS[kind].parts)
