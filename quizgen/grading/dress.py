"""What people put around a number: names, hedges, units, brackets, a program's types.

Only what is listed here comes off.  A word that is not listed may scale the number or deny
it, so that the cell is unreadable instead.  All take and give a keyboard's signs, lowered.
"""

import re

from quizgen.grading.arrays import ArrayError, split_rows


def spoilt(typed: str) -> bool:
    """Say whether a sign makes it no plain statement: a comparison, digits that go on."""
    return bool(_SPOILT.search(typed))


def sides(typed: str) -> list[str]:
    """Return what stands between the equal signs, a name with a colon left out.

    The sign may be `=`, `==`, `:=` or `~` for about; before the first may be nothing.
    """
    if (named := _NAMED.match(typed)) and (not named["name"] or stands_before(named["name"])):
        typed = typed[named.end() :]
    parts = [part.strip() for part in _EQUAL.split(typed)]
    return parts[1:] if len(parts) > 1 and not parts[0] else parts


def stands_before(part: str) -> bool:
    """Say whether `part` may stand before an equal sign without being read.

    That is a name such as `z_1` or `dL/dalpha[1,0]`, but no term like `2x`, which would say
    something else of the number; or working such as `1 - tanh(5)^2`, digits and functions.
    """
    outer = part
    for _ in range(_DEEPEST):
        outer = _GROUP.sub("()", outer)
    if _NAME.fullmatch(outer):
        return not set(_WORD.findall(outer)) & _DENYING
    loose = outer.replace("()", "")
    return bool(
        _WORKING.fullmatch(part)
        and _OPERATION.search(part)
        and not set(loose) & set("(),")
        and part[-1] in "0123456789)%πe"
    )


def unhedged(part: str) -> str:
    """Return a number without words that say about, rounded, or what is counted."""
    part = _BEFORE.sub("", part, count=1)
    part = _SIGNED.sub(lambda sign: "-" if sign[0][0] in "mn" else "+", part, count=1)
    for _ in range(2):
        part = _BEHIND.sub("", part, count=1)
    return _PER_CENT.sub("%", part)


def unwrapped(part: str) -> str | None:
    """Return the one number in brackets or in a program's call, None where there is none.

    `(5)` stays: spreadsheets write minus five so.  A comma in brackets parts two numbers.
    """
    if called := _CALLED.fullmatch(part):
        return called["number"] or f"{called['over']}/{called['under']}"
    if signed := _BEFORE_BRACKETS.fullmatch(part):
        return f"{signed['sign']}{signed['number']}"
    if _UNSIGNED.fullmatch(part) or not _OPENED.match(part):
        return None
    try:
        rows = split_rows(part)
    except ArrayError:
        return None
    return rows[0][0] if len(rows) == 1 == len(rows[0]) else None


_DEEPEST = 3  # brackets in brackets
_SPOILT = re.compile(r"[<>≤≥≠±?!]|\.\.|…|[0-9.] ?e ?[+-] [0-9]|^err:")
_EQUAL = re.compile(r":=|==?|~")
_NAMED = re.compile(
    r"(?:(?:the |my )?(?:final )?(?:answer|result|value|solution|ans)\b"
    r"(?: is\b| equals\b)?\.?:?(?! ?[-+] )"  # Answer - 0.5: a dash, or the sign?
    r"|(?P<name>[^\W\d][^:=~]{0,40}?) ?:(?!=)) ?"
)
_GROUP = re.compile(r"\([^()\[\]{}]*\)|\[[^()\[\]{}]*\]|\{[^()\[\]{}]*\}")
_LETTER = r"(?:[^\W\d]|[∂∇\\])"
_NAME = re.compile(
    rf"{_LETTER}(?:[\w'|∂∇\\\u0300-\u036f]|(?<![0-9]) |\^?\(\)|\[\]|/ ?(?={_LETTER}))*+"
)
_WORD = re.compile(r"[a-z]+")
_DENYING = {"or", "and", "not", "if", "but", "maybe", "no", "else", "und", "oder", "nicht"}
_WORKING = re.compile(
    r"(?:[0-9.,+\-*/^()·% ]|√|π|(?<![a-z])(?:tanh|sigmoid|sigma|σ|relu|softplus|softmax|max|min"
    r"|exp|ln|log|sqrt|sinh?|cosh?|tan|pi|e)(?![a-z])|(?<=[0-9) ])x(?=[0-9( ]))++"
)
_OPERATION = re.compile(r"[0-9)] ?[-+*/^·x(]|[a-z√σ]\(|√[0-9]")
_ABOUT = r"approx(?:\.|imately|imate)?|about|roughly|around|circa|ca\.|ca|exactly"
_BEFORE = re.compile(rf"^(?:(?:is|equals|{_ABOUT})(?![a-z]) ?){{1,2}}")
_SIGNED = re.compile(r"^(?:minus|negative|neg\.?|plus|positive) (?=[0-9.,])")
_TO_PLACES = (
    r"[0-9]{1,2} ?(?:d\.? ?p\.?|s\.? ?f\.?|sig(?:nificant|\.)? ?fig(?:ure|\.)?s?|decimals?"
    r"|(?:decimal )?(?:places?|digits?)|figures?)"
)
_BEHIND = re.compile(
    rf"(?<=[0-9.%]) ?(?:\((?:to )?{_TO_PLACES}\)|,? ?\(?(?:{_ABOUT}|exact"
    rf"|rounded(?: up| down| off)?(?: to {_TO_PLACES})?|to {_TO_PLACES})\)?"
    r"|,? ?\(?(?:units?|nodes?|neurons?|param(?:eter)?s?|weights?|bias(?:es)?|edges?|arrows?"
    r"|entries|layers?|multiplications?|rad(?:ian)?s?|nats?)\)?)$"
)
_PER_CENT = re.compile(r" ?(?:per ?cent|pct\.?)$")
_CALLED = re.compile(
    r"(?:[a-z]+\.)?(?:decimal\(['\"]?(?P<number>[^'\"()]+)['\"]?\)"
    r"|(?:fraction|rational)\((?P<over>[+-]?[0-9]+), ?(?P<under>[0-9]+)\))"
)
_BEFORE_BRACKETS = re.compile(r"(?P<sign>[+-]) ?\( ?(?P<number>[0-9.,][^()\[\]{}=]*)\)")
_UNSIGNED = re.compile(r"\(+ ?[0-9.,'e%]*[0-9.%] ?\)+")
_OPENED = re.compile(r"[\[({]|(?:[a-z_]+\.)?[a-z]+[0-9]{0,2}_?\(|<tf\.")
