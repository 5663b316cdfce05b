"""A formula in words, said as a teacher would: "partial l by partial beta sub 1".

Screen readers, tooltips and alternative texts say it.  What comes in are mathra's words, which
bracket whatever might be long ("fraction, …, over …, end fraction").
"""

import re

# A superscript that tells a quantity from another is no power: the new weights, layer (2).
_NOT_A_POWER = re.compile(
    r" to the power, (?:open paren (\w+) close paren|((?:\w+ )?new(?: \d+)?)), end exponent"
)
_DERIVATIVE = re.compile(
    r"fraction, (d|partial) ((?:(?!fraction|, over ).)+), over \1 ((?:(?!fraction).)+),"
    r" end fraction"
)


def plainly(words: str) -> str:
    """Return a formula's words without the brackets that it can do without."""
    words = _NOT_A_POWER.sub(
        lambda found: f" superscript {found[1]}" if found[1] else f" {found[2]}", words
    )
    words = _DERIVATIVE.sub(r"\1 \2 by \1 \3", words)
    return words.replace("ℓ", "l")  # which readers would spell out: "script small l"
