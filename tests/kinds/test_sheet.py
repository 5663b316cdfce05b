"""What a sheet says: nothing twice, no answer in a hint, biases where they belong."""

import re
from pathlib import Path

import pytest
from by_hand import set_toml

from quizgen.document import (
    Derivation,
    Document,
    Figure,
    Formula,
    Line,
    Question,
    Solution,
    Text,
)
from quizgen.drawings import ComputationGraph
from quizgen.sampling.sets import built_in, read_set
from quizgen.workflows.variant import Job, Variant, solve_variant

from .test_kinds import texts, within

SEPARATE = '[notation]\nweights = "latin"\nbias = "separate"\n'


def made(path: Path, head: str, *problems: str) -> tuple[Document, Document]:
    path = path / "one.toml"
    path.write_text(head + "".join(f"[[problems]]\n{problem}\n" for problem in problems))
    handout, key, _ = solve_variant(Job(read_set(str(path)), Variant("seed1", 1), None, ()))
    return handout, key


def lines_of(solution: Solution) -> list[Line]:
    return [
        line
        for block in solution.blocks
        if isinstance(block, Derivation)
        for line in block.lines
    ]


def head_of(**options: object) -> str:
    return set_toml(**options).partition("[[problems]]")[0]


@pytest.mark.parametrize("name", built_in())
def test_no_figure_is_drawn_twice_and_no_paragraph_said_twice(name: str) -> None:
    job = Job(read_set(name), Variant("seed1", 1), None, ())
    for document in solve_variant(job)[:2]:
        drawn = [figure.drawing for figure in within(document, Figure)]
        assert len(drawn) == len(set(drawn))
        said = [t.content for t in within(document, Text) if t.content.startswith("Forward")]
        assert len(said) == len(set(said)) <= 1


def test_a_figure_that_was_shown_is_referred_to(tmp_path: Path) -> None:
    problems = [
        f'kind = "{kind}"\nsection = "{kind}"' for kind in ("forward", "backward-vector")
    ]
    handout, _ = made(tmp_path, head_of(), *problems)
    assert len(within(handout, Figure)) == 1
    said = list(texts(handout.blocks))
    assert "The network is that of Figure 1. Its numbers are as before:" in said


def test_a_network_of_the_same_picture_is_described_in_the_same_paragraph(
    tmp_path: Path,
) -> None:
    one, table, spec = head_of().partition("[networks.net]")
    both = f"{one}{table}{spec}[networks.other]{spec}"
    problems = [f'kind = "forward"\nnetwork = "{name}"' for name in ("net", "other")]
    handout, _ = made(tmp_path, both, *problems)
    (said,) = (text for text in texts(handout.blocks) if "Figure 1. It has" in text)
    assert said.startswith("The network is that of Figure 1. It has two inputs")


@pytest.mark.parametrize("asked_before", [True, False])
def test_a_step_of_descent_works_the_forward_pass_once(
    tmp_path: Path, asked_before: bool
) -> None:
    problems = ['kind = "forward"'] * asked_before + ['kind = "update-step"']
    _, key = made(tmp_path, head_of(), *problems)
    lefts = [line.left for block in within(key, Solution) for line in lines_of(block)]
    assert lefts.count(r"\hat{y}") == 1
    last = within(key, Question)[-1]
    said = "What problem 1 has worked out is not repeated here." in list(texts(last.blocks))
    assert said is asked_before


@pytest.mark.parametrize(
    "kind", ["forward", "backward-scalar", "backward-vector", "gradient-check", "loss-after"]
)
@pytest.mark.parametrize("notation", ["", SEPARATE])
def test_a_hint_says_more_than_what_it_is_for_and_no_number(
    tmp_path: Path, kind: str, notation: str
) -> None:
    head = head_of(outputs=2) + notation
    handout, _ = made(tmp_path, head, f'kind = "{kind}"\nhints = true')
    (question,) = within(handout, Question)
    hints = [line for block in within(question, Derivation) for line in block.lines]
    assert hints
    assert all(line.left != line.right for line in hints)
    assert not [line.right for line in hints if re.search(r"\d\.\d\d", line.right)]


def test_a_batch_has_hints_too(tmp_path: Path) -> None:
    head = head_of(outputs=2, rows=2) + SEPARATE
    handout, _ = made(
        tmp_path,
        head,
        *(f'kind = "{kind}"\nhints = true' for kind in ("forward", "backward-batch")),
    )
    hints = [line for block in within(handout, Derivation) for line in block.lines]
    assert hints
    assert not [line.right for line in hints if re.search(r"\d\.\d\d", line.right)]


@pytest.mark.parametrize("seed", range(8))
def test_a_hint_of_an_adjoint_gives_no_value_away(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "one.toml"
    path.write_text(
        'title = "One"\n[expressions.f]\nvariables = 2\noperations = {low = 4, high = 6}\n'
        '[[problems]]\nkind = "expression-graph"\nhints = true\n'
    )
    job = Job(read_set(str(path)), Variant(f"seed{seed}", seed), None, ())
    hints = [
        line for block in within(solve_variant(job)[0], Derivation) for line in block.lines
    ]
    assert hints
    assert not [line.right for line in hints if line.right.lstrip("-").isdigit()]


def test_separate_biases_are_nodes_of_the_graph(tmp_path: Path) -> None:
    _, key = made(tmp_path, head_of() + SEPARATE, 'kind = "network-graph"')
    (graph,) = (
        f.drawing for f in within(key, Figure) if isinstance(f.drawing, ComputationGraph)
    )
    shapes = {v.name: v.shape for v in graph.vertices if v.form == "parameter"}
    assert sorted(shapes.values()) == sorted([r"3 \times 2", "3", "3", r"\text{scalar}"])
    tails = {tail for tail, _ in graph.edges}
    assert tails >= set(shapes)


def test_the_scalar_chain_is_worked_with_its_numbers(tmp_path: Path) -> None:
    head = 'title = "One"\n[chains.c]\nlength = 3\n'
    _, key = made(tmp_path, head, 'kind = "chain-rule"\nparts = ["scalar"]')
    (solution,) = within(key, Solution)
    (formula,) = within(solution, Formula)
    assert formula.tex.count("=") == 3
    assert r"\cdot" in formula.tex
