"""Every kind poses, prints and solves a problem for every architecture."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest
from by_hand import SETS, set_toml

from quizgen.document import Document, Field, Formula, Line, Question
from quizgen.kinds import KINDS
from quizgen.render.html import to_html
from quizgen.render.math import glyphs, mathml
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant

SIZES = {
    "1-1-1": {"inputs": 1, "hidden": [1]},
    "2-3-1": {},
    "3-2-2": {"inputs": 3, "hidden": [2], "outputs": 2, "high": 1, "low": -1},
    "2-2-2-1": {"hidden": [2, 2], "decimals": 7},
    "2-8-1": {"hidden": [8], "decimals": 7},
    "2-1": {"hidden": []},
}
CASES = [
    (kind, sizes, activation)
    for kind in KINDS
    for sizes in SIZES
    for activation in ("tanh", "sigmoid", "relu")
    if sizes != "2-1" or activation == "tanh"
]


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def documents(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Document, Document]:
    kind, sizes, activation = request.param
    options = dict(SIZES[sizes])
    if options.get("hidden") != []:
        options["activations"] = [activation]
    head, *_ = set_toml(**options).partition("[[problems]]")
    path = tmp_path_factory.mktemp("kinds") / "one.toml"
    path.write_text(f'{head}[[problems]]\nkind = "{kind}"\npoints = 3.5\n')
    job = Job(read_set(str(path)), Variant("seed1", 1), None, ())
    handout, key, solved = solve_variant(job)
    (question,) = within(handout, Question)
    ids = [id for field in within(handout, Field) for row in field.blanks for id in row]
    assert ids == [blank.id for blank in solved.blanks]
    assert question.points == "3.5 points"
    return handout, key


def within(value: object, wanted: type) -> list:
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
        ids = [id for field in within(document, Field) for row in field.blanks for id in row]
        assert len(set(ids)) == len(ids) > 0
        for field in within(document, Field):
            assert len({len(row) for row in field.blanks}) == 1


def test_only_the_key_s_fields_are_filled(documents: tuple[Document, Document]) -> None:
    handout, key = documents
    assert all(field.answers is None for field in within(handout, Field))
    assert all(field.answers is not None for field in within(key, Field))


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


def test_every_small_set_is_of_every_kind() -> None:
    for options in SETS.values():
        assert all(f'kind = "{kind}"' in set_toml(**options) for kind in KINDS)
