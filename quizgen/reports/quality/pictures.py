"""A histogram as a small picture: inline SVG in the colour of the text, and in words."""

from html import escape

from markupsafe import Markup

from quizgen.reports.quality.layout import Picture
from quizgen.reports.quality.spread import Histogram
from quizgen.reports.quality.words import count, size

WIDTH, HEIGHT = 128, 28
SMALLEST = 1.0  # so that a single value is seen


def spoken(picture: Picture) -> str:
    """Return in words what a picture shows."""
    spread = picture.of
    said = f"{count(spread.count, 'value')} from {size(spread.least)} to {size(spread.most)}"
    if spread.least == spread.most:
        said = f"{count(spread.count, 'value')}, all {size(spread.least)}"
    elif spread.count > 1:
        said += f", half of them between {size(spread.lower)} and {size(spread.upper)}"
    if picture.band:
        said += f"; the band is {size(picture.band[0])} to {size(picture.band[1])}"
    return said


def svg(picture: Picture) -> Markup:
    """Return a picture as `<svg>`: a bar for each of the histogram's, the band under them."""
    histogram = _widened(picture)
    bars, most = histogram.bars, max(histogram.bars)
    wide = WIDTH / len(bars)
    drawn = []
    if picture.band:
        left, right = (_place(histogram, end) for end in picture.band)
        drawn.append(f'<path class="band" d="M{left:.1f} 0H{right:.1f}V{HEIGHT}H{left:.1f}z"/>')
    path = "".join(
        f"M{place * wide + 0.5:.1f} {HEIGHT}v{-_height(bar, most):.1f}h{wide - 1:.1f}V{HEIGHT}z"
        for place, bar in enumerate(bars)
        if bar
    )
    drawn.append(f'<path class="bars" d="{path}"/>')
    return Markup(
        f'<svg class="spread" role="img" aria-label="{escape(spoken(picture))}"'
        f' viewBox="0 0 {WIDTH} {HEIGHT + 1}">'
        f'<path class="ground" d="M0 {HEIGHT + 0.5}h{WIDTH}"/>'
        f"{''.join(drawn)}</svg>"
    )


def _height(bar: int, most: int) -> float:
    return max(SMALLEST, bar / most * (HEIGHT - 1))


def _place(histogram: Histogram, value: float) -> float:
    part = (value - histogram.low) / (histogram.high - histogram.low)
    return min(max(part, 0.0), 1.0) * WIDTH


def _widened(picture: Picture) -> Histogram:
    """Return the histogram with empty bars at its ends, so that the whole band is in it."""
    histogram: Histogram = picture.of.histogram
    step = (histogram.high - histogram.low) / len(histogram.bars)
    if not picture.band:
        return histogram
    before = max(0, _steps(histogram.low - picture.band[0], step))
    after = max(0, _steps(picture.band[1] - histogram.high, step))
    return Histogram(
        histogram.low - before * step,
        histogram.high + after * step,
        (*[0] * before, *histogram.bars, *[0] * after),
    )


def _steps(distance: float, step: float) -> int:
    return min(40, int(-(-distance // step)))
