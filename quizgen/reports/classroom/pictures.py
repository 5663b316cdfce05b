"""Pictures of a class: inline SVG in the colour of the text, each with its words."""

from collections.abc import Sequence

from markupsafe import Markup

from quizgen.reports.quality.words import count

BARS = 10  # of a tenth of the points each
WIDTH, HEIGHT, STEP = 400, 110, 36
LEFT, TOP = 20, 16
BAR_WIDTH, BAR_HEIGHT = 64, 9


def tenths(shares: Sequence[float]) -> list[int]:
    """Return how many shares lie in each tenth; all of the points belongs to the last."""
    bars = [0] * BARS
    for share in shares:
        bars[min(BARS - 1, max(0, int(share * BARS + 1e-9)))] += 1
    return bars


def distribution(shares: Sequence[float]) -> Markup:
    """Return the distribution of the shares of points as a figure, a bar for each tenth."""
    bars = tenths(shares)
    most = max(*bars, 1)
    spoken = "; ".join(
        f"{10 * at} to {10 * at + 10}%: {count(number, 'sheet')}"
        for at, number in enumerate(bars)
        if number
    )
    drawn = []
    for at, number in enumerate(bars):
        x, height = LEFT + at * STEP, number / most * HEIGHT
        top = TOP + HEIGHT - height
        if number:
            drawn.append(
                f'<rect class="bar" x="{x + 2}" y="{top:.1f}"'
                f' width="{STEP - 4}" height="{height:.1f}"/>'
                f'<text x="{x + STEP / 2:g}" y="{top - 4:.1f}">{number}</text>'
            )
    ticks = "".join(
        f'<text x="{LEFT + at * STEP}" y="{TOP + HEIGHT + 16}">{10 * at}</text>'
        for at in range(BARS + 1)
    )
    return Markup(
        f'<figure><svg class="distribution" role="img" aria-label="{spoken}"'
        f' viewBox="0 0 {WIDTH} {TOP + HEIGHT + 22}">{"".join(drawn)}'
        f'<path class="ground" d="M{LEFT} {TOP + HEIGHT + 0.5}h{BARS * STEP}"/>{ticks}</svg>'
        "<figcaption>Sheets by per cent of the points</figcaption></figure>"
    )


def bar(share: float) -> Markup:
    """Return a share as a bar of a whole, its per cent beside it."""
    percent = f"{100 * share:.0f}%"
    return Markup(
        f'<svg class="whole" role="img" aria-label="{percent}"'
        f' viewBox="0 0 {BAR_WIDTH} {BAR_HEIGHT}">'
        f'<rect class="bar" width="{BAR_WIDTH * share:.1f}" height="{BAR_HEIGHT}"/>'
        f'<rect class="rest" x=".5" y=".5" width="{BAR_WIDTH - 1}" height="{BAR_HEIGHT - 1}"/>'
        f'</svg> <span aria-hidden="true">{percent}</span>'
    )
