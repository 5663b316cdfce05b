"""Why a cell is not read as a number, and what to write instead.

The first pattern that is found says it.  All are searched in what `numbers` has lowered
and put into a keyboard's signs.
"""

import re


def refusal(typed: str) -> str:
    """Return the reason for which `typed` is no number."""
    return next(why for pattern, why in _REASONS if pattern.search(typed))


_MONTH = (
    "(?:jan|feb|f[ée]v|mar|mär|mrz|apr|avr|abr|may|mai|jun|juin|jul|juil|aug|ao[uû]|ago"
    r"|sep|set|oct|okt|out|nov|dec|dez|d[ée]c|ene|dic)[a-zéûä]*\.?"
)
LOST_POWER = "perhaps a power of ten without its sign: write 1.5e3, or the result"
_REASONS = tuple(
    (re.compile(pattern), why)
    for pattern, why in (
        (r"^[+-]?(?:nan|inf|infinity|∞)$", "not a finite number: write it in digits"),
        (r"^#|^err(?::|or)|^=?[a-z]+!", "a spreadsheet's error: write the number itself"),
        (
            rf"^[0-9]{{1,4}}([-/])[0-9]{{1,2}}\1[0-9]{{1,4}}\b|^(?:[0-9]{{1,2}}\.){{2}}[0-9]{{2,4}}\b"
            rf"|[0-9][-./ ]{{0,2}}\b{_MONTH}(?![a-z])|[0-9]{_MONTH}\b"
            rf"|\b{_MONTH}[-./ ]{{0,2}}[0-9]"
            r"|^[0-9]{1,2}:[0-9]{2}|[0-9] ?[ap]m$",
            "this looks like a date or a time, which spreadsheets make of 1/2: write 0.5",
        ),
        (r"^[+-]?0[xbo][0-9a-f]", "write the number in decimal digits"),
        (r"[0-9][_'][0-9]", "write the digits without signs between them: 1000"),
        (r"^\(+[0-9., ]+\)+$", "a number in round brackets may be negative: write 5 or -5"),
        (r"[0-9] ?(?:\.{2,3}|…) ?[0-9]", "two numbers to choose from: write one"),
        (
            r"\.\.|…|\bso on\b|\betc\b|repeat|recur|period|\.[0-9]*\([0-9]+\)$|\u0305",
            "digits that go on: write as many as the sheet asks for, or a fraction",
        ),
        (r"±|\+/?-|-\+", "write one number, with one sign or none"),
        (r"[0-9)]!(?!=)", "write the result of the calculation: one number"),
        (r"[<>≤≥≠!]", "a comparison: write the number alone"),
        (
            r"\b(?:or|between|and|to|und|oder|bis)\b|[0-9] - [0-9]",
            "two numbers to choose from: write one",
        ),
        (r"[$€£¥₹]|\b(?:usd|eur|dollars?)\b", "a currency: write the number alone"),
        (r"°|\bdeg(?:ree)?s?\b", "an angle in degrees: write the number that is asked, alone"),
        (
            r"[0-9] ?(?:[kmgµu]|bn?|mio|milli?(?:on)?|thousand|hundred|dozen|bits?)s?$",
            "a word or letter that may scale the number: write 1500 or 1.5e3",
        ),
        (r"[0-9]j\b", "a complex number: write its real part, if that is meant"),
        (
            r"[0-9] ?e ?[-+^*]|[*/] ?e\b|[0-9] ?e$",
            "e may be an exponent's sign or 2.718: write 1.5e-3, or the result",
        ),
        (r"^[\[({].*[,; ].*[\])}]$|;|[0-9], ", "several numbers where one is asked: write one"),
        (r"^[+-]?[0-9]+-[0-9]+/[0-9]+", "a mixed number or a difference: write 3/2 or 1/2"),
        (r"^[0-9.,]+$", "write one number with a single decimal point, such as 1234.5"),
        (r"^[0-9.,]+ ?[-−+]$", "a sign behind the number: write -5"),
        (r"[*x·] ?10 ?[-+] ?[0-9]", LOST_POWER),
        (r"[0-9] ?x ?[0-9]", "the letter x may be a variable: write the result, one number"),
        (r"[0-9.,] [0-9.,]", "several numbers, or one with spaces: write one, without spaces"),
        (
            r"[0-9)][-+*·/^x(]|^=|=$|sqrt|exp|√|[0-9] ?(?:π|pi\b)",
            "write the result of the calculation: one number",
        ),
        (
            r"^[0-9.,]+%? ?[^\W\d_]",
            "words or letters behind the number: write the number alone",
        ),
        (r"", "write one number alone, such as -0.5, 1.5e-3 or 1/2"),
    )
)
