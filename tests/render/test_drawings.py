"""Figures: everything can be read, nothing touches, and both writers draw the same."""

import io
import re
from collections import Counter
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from quizgen.document import Document, Formula, Section, Text
from quizgen.drawings import ComputationGraph, Drawing, LayeredNetwork
from quizgen.render import operators
from quizgen.render.arrangement import least_length
from quizgen.render.canvas import MARGIN, Arrowhead, Outline, Picture, Stroke, prose
from quizgen.render.computation import computation
from quizgen.render.diagrams import HEIGHT, SMALLEST, WIDTH, picture, size_of
from quizgen.render.geometry import Rectangle, flat
from quizgen.render.html import to_html
from quizgen.render.math import glyphs
from quizgen.render.operands import ORDINALS
from quizgen.render.pdf import to_pdf
from quizgen.render.svg import svg

from .gallery import drawings, expression, figure, network, network_graph
from .test_pdf import read, tagged

SWEEP = dict(drawings())
SVG = "{http://www.w3.org/2000/svg}"
LEAST_TEXT = 7.5


def drawn(drawing: Drawing) -> Picture:
    return picture(figure(drawing))


@pytest.mark.parametrize("name", SWEEP)
def test_a_figure_fits_and_its_text_can_be_read(name: str) -> None:
    drawing = SWEEP[name]
    shown = drawn(drawing)
    width, height = size_of(shown)
    assert width <= WIDTH + 0.01
    assert height <= HEIGHT + 0.01
    scale = width / shown.width
    assert scale >= SMALLEST
    assert isinstance(drawing, ComputationGraph) or scale == 1
    assert min(label.size for label in shown.labels) * scale >= LEAST_TEXT


@pytest.mark.parametrize(
    "name", [name for name, drawing in SWEEP.items() if isinstance(drawing, ComputationGraph)]
)
def test_a_graph_is_drawn_the_larger_way_though_it_is_drawn_only_one(name: str) -> None:
    graph = SWEEP[name]
    assert isinstance(graph, ComputationGraph)
    across, down = computation(graph, False, WIDTH), computation(graph, True, HEIGHT)
    assert across.width / 2 < least_length(graph, WIDTH) <= across.width
    fits = scale(across) >= SMALLEST - 1e-9
    assert drawn(graph) == (across if fits else max(across, down, key=scale))


def scale(shown: Picture) -> float:
    return size_of(shown)[0] / shown.width


@pytest.mark.parametrize("name", SWEEP)
def test_nothing_leaves_the_canvas(name: str) -> None:
    shown = drawn(SWEEP[name])
    for item in shown.items:
        box = item.box
        assert min(box.left, box.top) >= MARGIN - 1e-6
        assert box.right <= shown.width - MARGIN + 1e-6
        assert box.bottom <= shown.height - MARGIN + 1e-6


@pytest.mark.parametrize("name", SWEEP)
def test_no_label_touches_another(name: str) -> None:
    labels = drawn(SWEEP[name]).labels
    assert [pair for pair in combinations(labels, 2) if pair[0].box.meets(pair[1].box)] == []


@pytest.mark.parametrize("name", SWEEP)
def test_no_label_lies_on_the_rim_of_an_outline_or_in_two(name: str) -> None:
    shown = drawn(SWEEP[name])
    outlines = [item for item in shown.items if isinstance(item, Outline)]
    for label in shown.labels:
        met = [outline for outline in outlines if outline.box.meets(label.box)]
        corners = [(x, y) for x in (label.box.left, label.box.right) for y in _ends(label.box)]
        for outline in met:
            depths = [outline.distance(corner) for corner in corners]
            assert max(depths) < -0.4, label.tex
        assert len({(outline.x, outline.y) for outline in met}) <= 1


def _ends(box: Rectangle) -> tuple[float, float]:
    return box.top, box.bottom


@pytest.mark.parametrize("name", SWEEP)
def test_no_label_is_struck_through(name: str) -> None:
    shown = drawn(SWEEP[name])
    lines = [flat(item.points) for item in shown.items if isinstance(item, Stroke)]
    lines += [item.corners for item in shown.items if isinstance(item, Arrowhead)]
    for label in shown.labels:
        assert not any(label.box.struck(line) for line in lines), label.tex


@pytest.mark.parametrize("name", SWEEP)
def test_no_edge_runs_through_an_outline(name: str) -> None:
    shown = drawn(SWEEP[name])
    outlines = [item for item in shown.items if isinstance(item, Outline)]
    for item in shown.items:
        if isinstance(item, Stroke):
            inside = [
                outline
                for outline in outlines
                if any(outline.distance(point) < -0.5 for point in flat(item.points)[1:-1])
            ]
            assert inside == []


@pytest.mark.parametrize("name", SWEEP)
def test_every_label_of_the_data_is_drawn_once(name: str) -> None:
    drawing = SWEEP[name]
    found = Counter(label.tex for label in drawn(drawing).labels)
    if isinstance(drawing, ComputationGraph):
        wanted = Counter(
            tex
            for vertex in drawing.vertices
            for tex in (vertex.label, vertex.value, vertex.adjoint, vertex.shape)
            if tex
        )
        assert set(found - wanted) <= set(ORDINALS)
    else:
        units = [
            tex for column in drawing.columns for tex in (column.bias, *column.units) if tex
        ]
        heads = [prose(column.head) for column in drawing.columns]
        wanted = Counter([*units, *drawing.parameters])
        weights = Counter(tex for matrix in drawing.weights for row in matrix for tex in row)
        words = " ".join(tex[6:-1] for tex in found if tex.startswith(r"\text"))
        assert found - wanted - weights <= Counter(heads) or "hidden" in words
        written = found - wanted
        assert all(written[tex] >= weights[tex] for tex in weights) or not (
            set(weights) - set(wanted) & set(written)
        )
    assert not wanted - found


@pytest.mark.parametrize(
    ("sizes", "bias"), [((2, 3, 1), True), ((2, 2, 2, 1), True), ((2, 4, 1), False)]
)
@pytest.mark.parametrize("form", ["numbers", "symbols"])
def test_few_weights_stand_on_their_edges(
    sizes: tuple[int, ...], bias: bool, form: str
) -> None:
    drawing = network(sizes, bias, form)
    found = Counter(label.tex for label in drawn(drawing).labels)
    wanted = Counter(tex for matrix in drawing.weights for row in matrix for tex in row)
    assert not wanted - found


def test_many_weights_are_left_out_and_their_names_stay() -> None:
    bare, written = network((8, 8, 8)), network((8, 8, 8), weights="numbers")
    assert drawn(bare) == drawn(written)
    assert set(bare.parameters) <= {label.tex for label in drawn(bare).labels}


@pytest.mark.parametrize("name", SWEEP)
def test_svg_is_well_formed_and_shows_what_the_pdf_shows(name: str) -> None:
    shown = drawn(SWEEP[name])
    width = size_of(shown)[0]
    root = ElementTree.fromstring(svg(shown, "f7", 'a < b & "c"', width))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == 'a < b & "c"'
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    assert all(identifier.startswith("f7-") for identifier in ids)
    used = [element.attrib["href"][1:] for element in root.iter(f"{SVG}use")]
    assert set(used) == set(ids)
    painted = re.findall(rb"/g(\w+) Do", operators.drawing(shown))
    assert [name.removeprefix("f7-").encode() for name in used] == painted
    assert "currentColor" in svg(shown, "f7", "", width)


def test_an_ordered_operation_tells_its_operands_apart() -> None:
    rows = (("x", "x", ()), ("y", "y", ()), ("u", "-", ("y", "x")))
    assert {*ORDINALS} <= {label.tex for label in drawn(expression(rows)).labels}
    rows = (*rows[:2], ("u", "+", ("y", "x")))
    assert not {*ORDINALS} & {label.tex for label in drawn(expression(rows)).labels}


def test_a_fraction_has_its_numerator_above_or_says_otherwise() -> None:
    for operands in (("x", "y"), ("y", "x")):
        rows = (("x", "x", ()), ("y", "y", ()), ("u", r"\frac{\cdot}{\cdot}", operands))
        shown = drawn(expression(rows))
        places = {label.tex: label.y for label in shown.labels}
        above = places[operands[0]] < places[operands[1]]
        assert above is not ({*ORDINALS} <= set(places))


def test_prose_of_a_head_stays_prose() -> None:
    head = r"a_b 50% {x} \y ~ ^ & # $z_1$"
    tex = prose(head)
    assert glyphs(tex).width > 0
    assert tex.endswith("z_1")


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_expression_is_drawn_without_a_touch(data: st.DataObject) -> None:
    names = ["x", "y"]
    rows: list[tuple[str, str, tuple[str, ...]]] = [("x", "x", ()), ("y", "y", ())]
    for k in range(data.draw(st.integers(1, 7))):
        label = data.draw(st.sampled_from(["+", "-", r"\div", r"\times", r"\sin", r"\exp"]))
        count = 1 if label in (r"\sin", r"\exp") else 2
        operands = tuple(data.draw(st.sampled_from(names)) for _ in range(count))
        rows.append((f"n{k}", label, operands))
        names.append(f"n{k}")
    used = {operand for _, _, operands in rows for operand in operands}
    rows = [row for row in rows if row[2] or row[0] in used]
    shown = drawn(expression(rows, data.draw(st.booleans())))
    assert not any(a.box.meets(b.box) for a, b in combinations(shown.labels, 2))
    assert size_of(shown)[0] <= WIDTH + 0.01


def document() -> Document:
    figures = (
        figure(network((2, 3, 1)), "Network"),
        figure(network_graph(2, numbers=True), "Graph"),
    )
    text = Text("Some words with $x_0 = 1$ in them.")
    section = Section("Figures", (text, *figures, Formula("x_0 = 1"), *figures))
    return Document("handout", "A title", "", "v1", "CODE", None, None, (section,))


def test_figures_are_figures_and_formulas_formulas_in_the_pdf() -> None:
    pdf = to_pdf(document())
    elements = tagged(pdf)
    alts = [str(e["/Alt"]) for e in elements if e.get("/S") == "/Figure"]
    assert alts == ["Graph, in words", "Network, in words"] * 2 or sorted(alts) == sorted(
        ["Graph, in words", "Network, in words"] * 2
    )
    assert len([e for e in elements if e.get("/S") == "/Formula"]) == 6
    assert len([e for e in elements if e.get("/S") == "/Caption"]) == 4


def test_a_figure_stays_with_its_caption() -> None:
    for lines in range(18, 40, 3):
        filler = tuple(Text(f"Line {line}.") for line in range(lines))
        blocks = (*filler, figure(network((2, 3, 1)), "Network"))
        pdf = to_pdf(Document("handout", "T", "", "v", "C", None, None, blocks))
        pages = PdfReader(io.BytesIO(pdf)).pages
        holding = [page for page in pages if "Network, with" in page.extract_text()]
        assert len(holding) == 1
        content = holding[0].get_contents()
        assert content is not None
        assert len(re.findall(rb" re S|0\.6 w", content.get_data())) >= 1


def test_figures_in_one_page_share_no_id_and_bytes_are_the_same_twice() -> None:
    html = to_html(document())
    ids = re.findall(r'id="(f\d+-\w+)"', html)
    assert len(ids) == len(set(ids)) > 0
    assert html.count("<svg") == 4
    assert html.count("<figcaption>") == 4
    assert to_html(document()) == html
    assert to_pdf(document()) == to_pdf(document())
    assert len(read(to_pdf(document())).pages) >= 1


def test_a_layered_network_never_needs_to_shrink() -> None:
    for layers in (2, 3, 4):
        drawing = network((8,) * (layers + 1))
        assert isinstance(drawing, LayeredNetwork)
        assert size_of(drawn(drawing))[0] == drawn(drawing).width
