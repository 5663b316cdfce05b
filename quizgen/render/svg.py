"""Write a `Picture` as inline SVG, in the colour of the text around it."""

from html import escape

from quizgen.render.canvas import LINE, Arrowhead, Item, Label, Outline, Picture, Stroke
from quizgen.render.geometry import Points
from quizgen.render.math import Bar

EM = 10.5  # points: a picture grows with the text, as it does on paper


def svg(picture: Picture, prefix: str, spoken: str, width: float) -> str:
    """Return the picture as `<svg>`, `width` points wide beside text of 10.5 points.

    `prefix` begins all ids in it, for a page may hold several; `spoken` says what it shows.
    """
    outlines = dict(pair for label in picture.labels for pair in label.glyphs.outlines)
    defs = "".join(
        f'<path id="{prefix}-{glyph}" d="{path}"/>' for glyph, path in outlines.items()
    )
    drawn = "".join(_element(item, prefix) for item in picture.items)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(spoken)}"'
        f' viewBox="0 0 {picture.width:.2f} {picture.height:.2f}"'
        f' style="--width:{width / EM:.4g}em"><defs>{defs}</defs>'
        f'<g fill="none" stroke="currentColor" stroke-width="{LINE}">{drawn}</g></svg>'
    )


def _element(item: Item, prefix: str) -> str:
    if isinstance(item, Label):
        return _label(item, prefix)
    if isinstance(item, Stroke):
        return f'<path d="{_path(item.points)}"/>'
    if isinstance(item, Arrowhead):
        corners = " ".join(f"{x:.2f},{y:.2f}" for x, y in item.corners)
        return f'<polygon points="{corners}" fill="currentColor" stroke="none"/>'
    return _outline(item)


def _outline(item: Outline) -> str:
    if item.width == item.height == 2 * item.radius:
        return f'<circle cx="{item.x:.2f}" cy="{item.y:.2f}" r="{item.radius:.2f}"/>'
    corner = f' rx="{item.radius:.2f}"' if item.radius else ""
    return (
        f'<rect x="{item.box.left:.2f}" y="{item.box.top:.2f}"'
        f' width="{item.width:.2f}" height="{item.height:.2f}"{corner}/>'
    )


def _label(label: Label, prefix: str) -> str:
    scale = label.size / 1000
    inside = "".join(
        f'<rect x="{item.x:g}" y="{item.y:g}" width="{item.width:g}" height="{item.height:g}"/>'
        if isinstance(item, Bar)
        else f'<use href="#{prefix}-{item.glyph}" transform="translate({item.x:g} {item.y:g})'
        f' scale({item.x_scale:g} {item.y_scale:g})"/>'
        for item in label.glyphs.items
    )
    return (
        f'<g fill="currentColor" stroke="none" transform="translate({label.x:.2f}'
        f' {label.y:.2f}) scale({scale:g} {-scale:g})">{inside}</g>'
    )


def _path(points: Points) -> str:
    (x, y), rest = points[0], points[1:]
    step = "L" if len(points) == 2 else "C"
    return f"M{x:.2f} {y:.2f}{step}" + " ".join(f"{x:.2f} {y:.2f}" for x, y in rest)
