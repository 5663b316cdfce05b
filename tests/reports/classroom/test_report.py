"""The class report: its counts by hand, its words, and that it needs nothing else."""

import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from html import unescape

import pytest

from quizgen.engine.mistakes import MISTAKES
from quizgen.grading import Mark, Rejected, Resemblance
from quizgen.keys import Key
from quizgen.reports.classroom import Counting, class_report
from quizgen.reports.classroom.opening import on_monday, opening
from quizgen.reports.classroom.pictures import distribution, tenths
from quizgen.reports.classroom.tally import Tally
from quizgen.reports.feedback import feedback, feedback_page
from tests.grading.sample import key, long
from tests.grading.whole import Whole, grade, marked_sheets
from tests.reports.pupils import a_class

FROM_OUTSIDE = re.compile(
    r"""<script|<link|<img|<iframe|\ssrc=|\shref=|@import|url\((?!"data:)"""
)


def text_of(page: str) -> str:
    words = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.S)
    return " ".join(unescape(words).split())


def counted(graded: Whole, keys: Sequence[Key], absent: Sequence[str] = ()) -> Tally:
    counting = Counting()
    for sheet in marked_sheets(graded.marks, keys):
        counting.take(sheet)
    for alike in graded.alike:
        counting.take(replace(sheet, marks=()), alike)
    return counting.tally(graded.rejected, absent)


def of_class(count: int, variants: int = 1) -> tuple[Whole, list[Key]]:
    """Return a class that copies the key, but for one blank in two that every other misses."""
    keys = [key(f"v{place}") for place in range(variants)]
    rows = [
        (f"s{place}", keys[place % variants].variant, blank.id, blank.display)
        for place in range(count)
        for blank in keys[0].blanks
        if not (place % 2 and blank.id.startswith("backward"))
    ]
    return grade([("class.csv", long(rows))], keys), keys


def with_marks(graded: Whole, change: dict[tuple[str, str], dict[str, object]]) -> Whole:
    """Return what grading came to, some marks of (student, blank) changed."""

    def changed(mark: Mark) -> Mark:
        return replace(mark, **change.get((mark.student, mark.blank), {}))  # type: ignore[arg-type]

    return replace(graded, marks=tuple(map(changed, graded.marks)))


def test_the_blanks_figures_are_those_of_the_marks() -> None:
    graded, keys = of_class(20)
    found = {item.blank: item for item in counted(graded, keys).items}
    assert found["forward.yhat"].earned == 1
    assert found["backward.dbeta[0]"].earned == pytest.approx(0.5)
    assert found["backward.dbeta[0]"].verdicts == Counter({"correct": 10, "blank": 10})
    assert found["backward.dbeta[0]"].discrimination == pytest.approx(1)
    assert found["forward.yhat"].discrimination != found["forward.yhat"].discrimination


def test_mistakes_are_counted_by_sheets_with_their_blanks_and_an_answer() -> None:
    graded, keys = of_class(10)
    first, second = [*MISTAKES][:2]
    charged = {"verdict": "mistake", "mistake": first, "answer": "4.2"}
    after = {"verdict": "carried", "mistake": first}
    graded = with_marks(
        graded,
        {
            ("s0", "forward.a[1]"): charged,
            ("s0", "forward.a[2]"): charged,
            ("s2", "forward.a[1]"): charged,
            ("s2", "forward.yhat"): after,
            ("s4", "forward.yhat"): {"verdict": "mistake", "mistake": second},
        },
    )
    made = counted(graded, keys).mistakes
    assert [(one.mistake, one.sheets, one.after) for one in made] == [
        (first, 2, 1),
        (second, 1, 0),
    ]
    assert made[0].blanks == ("forward.a",)
    assert made[0].sample.answer == "4.2"
    found = counted(graded, keys)
    assert found.carried == 1
    assert found.carried_points == next(
        m.points for m in graded.marks if m.blank == "forward.yhat"
    )


def test_monday_starts_with_what_most_did() -> None:
    graded, keys = of_class(12)
    name = "target minus output"
    graded = with_marks(
        graded,
        {(f"s{n}", "forward.yhat"): {"verdict": "mistake", "mistake": name} for n in range(6)},
    )
    found = counted(graded, keys, ["s12", "s13"])
    assert opening(found).startswith("12 sheets: ")
    said = on_monday(found)
    assert MISTAKES[name].sentence in said[0]
    assert "6\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}12" in said[0]
    assert any("backward.dbeta[0] (50%)" in line for line in said)
    assert "2 students handed in nothing." in said


def test_a_variant_stands_out_only_where_chance_would_not_have_it() -> None:
    graded, keys = of_class(60, 3)
    assert not [one for one in counted(graded, keys).variants if one.stands_out]
    low = {
        (mark.student, mark.blank): {"verdict": "wrong", "points": mark.points * 0}
        for mark in graded.marks
        if mark.variant == "v1" and mark.problem == "forward"
    }
    out = [one for one in counted(with_marks(graded, low), keys).variants if one.stands_out]
    assert [one.variant for one in out] == ["v1"]
    assert out[0].interval is not None
    assert out[0].interval.high < 0


def test_without_several_sheets_of_a_variant_nothing_is_said_of_it() -> None:
    graded, keys = of_class(4, 4)
    assert counted(graded, keys).variants == ()
    made = class_report(counted(graded, keys))
    assert "cannot tell a harder variant from a weaker student" in text_of(made)


def test_sheets_that_answer_another_variant_are_told_with_care() -> None:
    graded, keys = of_class(3)
    graded = replace(graded, alike=(Resemblance("s1", "v0", "v7", 11, 12),))
    sheets = marked_sheets(graded.marks, keys)
    said = text_of(class_report(counted(graded, keys)))
    assert "as if for another variant" in said
    assert "11 of 12" in said
    assert "It has changed no mark" in said
    pages = "".join(feedback_page([feedback(sheet, "all")]) for sheet in sheets)
    assert "v7" not in text_of(pages)


def test_rejected_rows_are_counted_by_their_reason() -> None:
    graded, keys = of_class(3)
    rows = [Rejected("a.csv", n, f"unknown student 's{n}'", "…") for n in (4, 7, 9)]
    graded = replace(graded, rejected=(*rows, Rejected("b.csv", None, "empty", "")))
    found = counted(graded, keys).rejected
    assert [(one.reason, one.count, one.first.line) for one in found] == [
        ("unknown student …", 3, 4),
        ("empty", 1, None),
    ]


def test_what_waits_and_what_cannot_be_read_is_counted() -> None:
    graded, keys = of_class(6)
    graded = with_marks(
        graded,
        {
            ("s0", "forward.yhat"): {"verdict": "manual", "counts": False},
            ("s2", "forward.yhat"): {
                "verdict": "unreadable",
                "note": "write 'x'",
                "answer": "?",
            },
        },
    )
    found = counted(graded, keys)
    assert [(one.what, one.count) for one in found.waiting] == [("forward.yhat", 1)]
    assert [(one.what, one.count, one.sample) for one in found.unreadable] == [
        ("write …", 1, "?")
    ]
    assert found.unreadable_sheets == 1


def test_the_bars_hold_every_sheet_and_say_so() -> None:
    shares = [0, 0.05, 0.1, 0.55, 0.999, 1, 1]
    assert tenths(shares) == [2, 1, 0, 0, 0, 1, 0, 0, 0, 3]
    spoken = re.search(r'aria-label="([^"]+)"', distribution(shares))
    assert spoken is not None
    assert spoken[1] == (
        "0 to 10%: 2 sheets; 10 to 20%: 1 sheet; 50 to 60%: 1 sheet; 90 to 100%: 3 sheets"
    )


def test_the_page_needs_nothing_else_and_its_pictures_have_words() -> None:
    _, graded, keys = a_class("recitation5", 16)
    made = class_report(counted(graded, keys))
    assert not FROM_OUTSIDE.search(made)
    pictures = re.findall(r"<svg[^>]*>", made)
    assert len(pictures) > 10
    assert all('role="img"' in one and re.search('aria-label="[^"]+"', one) for one in pictures)
    assert "$" not in text_of(made)


STRANGE = ("<script>alert(1)</script>", "\u202egnp.exe", "a\x00b\x1b[31m", 'O"Brien & co')


@pytest.mark.parametrize("strange", STRANGE)
def test_what_comes_from_outside_is_text(strange: str) -> None:
    graded, keys = of_class(3)
    name = next(iter(MISTAKES))
    wrong = {"verdict": "mistake", "mistake": name, "answer": strange, "student": strange}
    graded = with_marks(graded, {("s0", "forward.yhat"): wrong})
    graded = with_marks(
        graded, {("s1", "forward.yhat"): {"verdict": "unreadable", "note": strange}}
    )
    graded = replace(
        graded,
        rejected=(Rejected(strange, 1, strange, strange),),
        alike=(Resemblance(strange, strange, strange, 5, 6),),
    )
    made = class_report(counted(graded, keys, [strange]))
    assert "<script" not in made
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", made)


def test_an_empty_class_has_a_report() -> None:
    made = class_report(Counting().tally())
    assert "No sheet has points yet." in made


def test_a_thousand_sheets_take_bounded_time() -> None:
    graded, keys = of_class(1000, 10)
    started = time.process_time()
    sheets = marked_sheets(graded.marks, keys)
    class_report(counted(graded, keys))
    pages = [feedback_page([feedback(sheet, "wrong")]) for sheet in sheets]
    assert time.process_time() - started < 15  # it takes one or so
    assert len(set(pages)) == 1000
