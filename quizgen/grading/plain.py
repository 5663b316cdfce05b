r"""What is typed, in the signs of a keyboard: the first step of reading any answer.

`−٣٫٥·10⁻³` and `$-3.5 \times 10^{-3}$` say the same number as `-3.5*10^-3`.  Nothing is
read here, so nothing can be misread: a sign becomes its twin, or stays.
"""

import re
import unicodedata


def plain(text: str) -> str:
    """Return `text` in ASCII where it has a twin there, single spaces for white space.

    Digits of any script, full-width forms, dashes, multiplication signs, superscripts
    (`10⁻³` is `10^-3`) and fractions (`1½` is `1 1/2`) become what a keyboard types; what
    can't be seen goes.  A raised dot between two digits stays, as it may mark decimals.
    """
    if not text.isascii():
        text = _SMALL_FRACTION.sub(lambda m: f" {m[0].translate(_LOWERED)} ", text)
        text = _RAISED_SIGN.sub("-", text)
        text = _SUPERSCRIPTS.sub(lambda m: f"^{m[0].translate(_LOWERED)} ", text)
        text = text.translate(_TWINS)
        text = _DIGIT.sub(lambda m: str(unicodedata.decimal(m[0])), text)
        text = _TIMES.sub("*", text)
    return " ".join(text.split())


def keyboard(text: str) -> str:
    """Return `plain(text)` with LaTeX's and Python's spellings of operations undone."""
    text = plain(text)
    if "\\" in text or "$" in text or "{" in text:
        for pattern, typed in _LATEX:
            text = pattern.sub(typed, text)
    if "^" in text or "**" in text:
        text = text.replace("**", "^").replace("*^", "e")  # 1.5*^-3 is Mathematica's
        text = _RAISED.sub(r"^\1", text)
        text = _FRENCH.sub(r"\1*10^", text)
        text = _TENS.sub(r"*10^\1", text)
    return " ".join(text.split())


_SUPERSCRIPTS = re.compile("[⁺⁻⁰¹²³⁴-⁹]+")
_RAISED_SIGN = re.compile(r"^\s*⁻(?=[0-9.])")  # schools raise the sign of a number
_SMALL_FRACTION = re.compile("[⁰¹²³⁴-⁹]{1,9}[⁄∕/][₀-₉]{1,9}")
_LOWERED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉⁄∕", "+-01234567890123456789//")
_DIGIT = re.compile(r"(?![0-9])\d")
_TIMES = re.compile(r"(?<![0-9])·|·(?![0-9])")
_RAISED = re.compile(r"\^ ?[({] ?([+-]? ?[0-9]+) ?[)}](?![0-9.])")
_FRENCH = re.compile(r"(?<![0-9.,])([0-9]{1,20},[0-9]{1,20}) ?\. ?10 ?\^")
_TENS = re.compile(r"(?<=[0-9.)]) ?[*x·]? ?\( ?10 ?\^ ?([+-]? ?[0-9]+) ?\)(?![\^*/0-9.])")
_LATEX = tuple(
    (re.compile(pattern), typed)
    for pattern, typed in (
        (r"^\\\((.*)\\\)$", r"\1"),
        (r"^\\\[(.*)\\\]$", r"\1"),
        (r"^\$\$?([^$]*[^$ ]) ?\$?\$$", r"\1"),
        (r"\\(?:left|right|big|displaystyle)(?![a-z])", ""),
        (r"\\(?:text|mathrm|mathbf|num) ?\{([^{}]*)\}", r" \1 "),
        (r"\{,\}", ","),
        (r"(?<=[0-9])\\,(?=[0-9]{3}(?![0-9]))", "'"),
        (r"\\[,;:! ]|\\q?quad(?![a-z])", " "),
        (r"\\[dt]?frac ?\{ ?([+-]?[0-9.]+) ?\} ?\{ ?([0-9.]+) ?\}", r" \1/\2 "),
        (r"\\[dt]?frac ?([0-9])([0-9])", r" \1/\2 "),
        (r"\\(?:times|ast|cdot)(?![a-z])", "*"),
        (r"\\(?:approx|simeq|sim|cong)(?![a-z])", "~"),
        (r"\\%", "%"),
    )
)
_TWINS = (
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(map(ord, "‐‑‒–—―−⁃﹘﹣－➖˗"), "-")
    | dict.fromkeys(map(ord, "×⋅∙✕∗"), "*")
    | dict.fromkeys(map(ord, "‧・"), "·")
    | dict.fromkeys(map(ord, "⁄∕÷"), "/")
    | dict.fromkeys(map(ord, "≈≃≅≒∼～∽"), "~")
    | dict.fromkeys(map(ord, "“”„‟«»″"), '"')
    | dict.fromkeys(map(ord, "‘’‚‛′٬"), "'")
    | dict.fromkeys(map(ord, "、،"), ",")
    | dict.fromkeys(map(ord, "٫。｡"), ".")
    | dict.fromkeys(map(ord, "ᴇ⏨"), "e")
    | {ord("٪"): "%", ord("≔"): ":=", ord("⟨"): "(", ord("⟩"): ")"}
    | dict.fromkeys((0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)), "")
    | dict.fromkeys((0x61C, *range(0x2060, 0x2065), *range(0x2066, 0x206A)), "")
    | {
        ord(sign): f" {unicodedata.normalize('NFKC', sign).replace('⁄', '/')} "
        for sign in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
    }
)
