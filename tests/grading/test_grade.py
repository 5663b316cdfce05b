"""Whole calls: files and keys in, marks and rejected rows out."""

import time
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.errors import QuizgenError
from quizgen.grading import Mark
from quizgen.grading.sheet import tidy
from quizgen.reports.scores import as_read, defuse

from .sample import RECITATION, key, long, right
from .whole import Whole, grade

SEED7 = key()
ADA, BOB = key("ada", student="Ada"), key("0007", student="0007")
WIDE = "student,variant,forward.yhat,backward.dbeta,backward.dalpha"
BETA = "[1.91807, 1.9179, 1.90857, 1.84908]"
ALPHA = "[[0.000348, -0.25], [2.5, -12.34567]]"


def total(graded: Whole) -> Fraction:
    return sum((mark.points for mark in graded.marks), Fraction(0))


def marks(graded: Whole, blank: str) -> list[Mark]:
    return [mark for mark in graded.marks if mark.blank == blank]


def reasons(graded: Whole) -> list[str]:
    return [one.reason for one in graded.rejected]


def test_the_displayed_answers_earn_full_marks() -> None:
    graded = grade([("ada.csv", right(SEED7))], [SEED7])
    assert {mark.verdict for mark in graded.marks} == {"correct"}
    assert total(graded) == 18
    assert not graded.rejected
    assert not graded.notes
    assert not graded.left_out(strict=True)


@pytest.mark.parametrize(
    "recode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: text.replace("\r\n", "\n").encode(),
        lambda text: text.replace("\r\n", "\r").encode(),
        lambda text: text.replace("dalpha[1,0]", "dalpha[1, 0]").encode(),
        lambda text: text.upper().encode(),
        lambda text: ("\r\n\r\n" + text.replace("\r\n", "\r\n\r\n,,,\r\n")).encode(),
    ],
    ids=["BOM", "UTF-16", "UTF-16 BE", "LF", "CR", "spaces", "capitals", "gaps"],
)
def test_a_spreadsheet_may_save_as_it_likes(recode: Callable[[str], bytes]) -> None:
    graded = grade([("ada.csv", recode(right(SEED7).decode()))], [SEED7])
    assert total(graded) == 18
    assert not graded.rejected


@pytest.mark.parametrize("separator", [";", "\t"])
def test_semicolons_and_tabs_part_fields_too(separator: str) -> None:
    head = WIDE.replace(",", separator)
    row = separator.join(("ada", "seed7", "4,91807", BETA, ALPHA))
    graded = grade([("ada.csv", f"{head}\n{row}\n".encode())], [SEED7])
    assert [mark.verdict for mark in graded.marks][2:11] == ["correct"] * 9


def test_excel_may_name_its_separator() -> None:
    graded = grade(
        [("a.csv", b"sep=;\nstudent;variant;blank;answer\na;seed7;forward.yhat;5")], [SEED7]
    )
    assert marks(graded, "forward.yhat")[0].answer == "5"


def test_latin_1_is_read_and_said() -> None:
    content = long(
        [("José", "seed7", "forward.a[1]", "5"), ("José", "seed7", "forward.a[2]", "– 0")]
    )
    graded = grade([("j.csv", content.decode().encode("cp1252"))], [SEED7])
    assert graded.marks[0].student == "José"
    assert [mark.verdict for mark in graded.marks[:2]] == ["correct", "correct"]
    assert graded.notes == ("j.csv: not UTF-8: read as Latin-1",)


def test_a_cell_may_hold_a_vector_or_a_matrix() -> None:
    graded = grade([("w.csv", long([("ada", "seed7", "4.91807", BETA, ALPHA)], WIDE))], [SEED7])
    beta = [mark for mark in graded.marks if "dbeta" in mark.blank]
    assert [mark.read_as for mark in beta] == ["1.91807", "1.9179", "1.90857", "1.84908"]
    assert {mark.answer for mark in beta} == {BETA}
    assert sum(mark.verdict == "correct" for mark in graded.marks) == 9
    assert sum(mark.verdict == "blank" for mark in graded.marks) == 3
    assert sum(mark.max_points for mark in graded.marks) == 18


@pytest.mark.parametrize(
    ("cell", "verdict", "note"),
    [
        ("[[1.91807], [1.9179], [1.90857], [1.84908]]", "correct", "typed as a column"),
        ("1.91807; 1.9179; 1.90857; 1.84908", "correct", "typed as a column"),
        ("1.91807 1.9179 1.90857 1.84908", "correct", ""),
        ("array([1.91807, 1.9179 , 1.90857, 1.84908])", "correct", ""),
        ("[1, 1.91807, 1.9179, 1.90857, 1.84908]", "correct", "the leading 1 is the bias"),
        ("[1;1.91807;1.9179;1.90857;1.84908]", "correct", "the leading 1 is the bias"),
        (
            "[2, 1.91807, 1.9179, 1.90857, 1.84908]",
            "unreadable",
            "5 in one row, where 4 numbers",
        ),
        ("[1.91807, 1.9179]", "unreadable", "2 in one row, where 4 numbers are asked"),
        ("[[1, 2], [3, 4]]", "unreadable", "2 rows of 2, where 4 numbers are asked"),
        ("1.91807", "unreadable", "1 in one row, where 4 numbers are asked"),
        ("[1.91807, 1.9179", "unreadable", "brackets do not match"),
        ("[]", "unreadable", "0 in one row"),
        ("", "blank", ""),
        ("  ", "blank", ""),
    ],
)
def test_a_vector_is_read_by_its_length(cell: str, verdict: str, note: str) -> None:
    graded = grade([("w.csv", long([("ada", "seed7", "", cell, "")], WIDE))], [SEED7])
    beta = [mark for mark in graded.marks if "dbeta" in mark.blank]
    assert {mark.verdict for mark in beta} == {verdict}
    assert all(mark.note.startswith(note) or note in mark.note for mark in beta)
    assert all(bool(mark.note) == bool(note) for mark in beta)


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ("0.000348 -0.25; 2.5 -12.34567", ""),
        ("[[0.000348 -0.25]\n [2.5 -12.34567]]", ""),
        ("[[1, 0.000348, -0.25], [1, 2.5, -12.34567]]", "the leading 1"),
    ],
)
def test_a_matrix_is_read_by_its_rows(cell: str, note: str) -> None:
    graded = grade([("w.csv", long([("ada", "seed7", "", "", cell)], WIDE))], [SEED7])
    alpha = [mark for mark in graded.marks if "dalpha" in mark.blank]
    assert {mark.verdict for mark in alpha} == {"correct"}
    assert all(mark.note.startswith(note) for mark in alpha)


@pytest.mark.parametrize("cell", ["0.000348 -0.25 2.5 -12.34567", "[[1, 2, 3], [4, 5]]"])
def test_a_matrix_of_another_shape_is_not_guessed(cell: str) -> None:
    graded = grade([("w.csv", long([("ada", "seed7", "", "", cell)], WIDE))], [SEED7])
    alpha = [mark for mark in graded.marks if "dalpha" in mark.blank]
    assert {mark.verdict for mark in alpha} == {"unreadable"}
    assert "where 2 rows of 2 are asked" in alpha[0].note


def test_one_bad_entry_spoils_no_other() -> None:
    cell = "[1.91807, oops, , 1.84908]"
    graded = grade([("w.csv", long([("ada", "seed7", "", cell, "")], WIDE))], [SEED7])
    beta = [mark.verdict for mark in graded.marks if "dbeta" in mark.blank]
    assert beta == ["correct", "unreadable", "blank", "correct"]


def test_a_vector_has_its_own_order_whatever_the_sheets() -> None:
    shuffled = key(blanks=sorted(RECITATION, key=lambda blank: blank[4]))
    assert [b.id for b in shuffled.blanks] != sorted(b.id for b in shuffled.blanks)
    rows = [("ada", "seed7", "", BETA, ALPHA)]
    graded = grade([("w.csv", long(rows, WIDE))], [shuffled])
    assert sum(mark.verdict == "correct" for mark in graded.marks) == 8


def test_a_long_row_may_name_a_group() -> None:
    graded = grade([("l.csv", long([("ada", "seed7", "backward.dBeta", BETA)]))], [SEED7])
    assert sum(mark.verdict == "correct" for mark in graded.marks) == 4


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("ada", "seed8", "forward.yhat", "1"), "unknown variant 'seed8'"),
        (("eve", "", "forward.yhat", "1"), "unknown student 'eve'"),
        (("", "", "forward.yhat", "1"), "no student and no variant"),
        (
            ("Ada", "ada", "forward.zhat", "1"),
            "unknown blank 'forward.zhat' on recitation5-ada",
        ),
        (("Ada", "ada", "", "1"), "unknown blank '' on recitation5-ada"),
        (("Ada", "0007", "forward.yhat", "1"), "belong to different keys"),
        (("Ada", "seed7", "forward.yhat", "1"), "belong to different keys"),
        (("eve", "0007", "forward.yhat", "1"), "variant '0007' is another's"),
        (("Ada", "ada", "forward.yhat"), "3 fields where 4 were expected"),
        (("Ada", "ada"), "2 fields where 4 were expected"),
        (("Ada", "ada", "forward.yhat", "0", "5"), "a comma needs quotation marks"),
        (("Ada", "ada", "forward.yhat", "9" * 10_001), "a cell of 10001 characters"),
    ],
)
def test_a_row_that_cannot_be_graded_is_rejected_as_it_came(
    row: tuple[str, ...], reason: str
) -> None:
    content = long([("Ada", "ada", "forward.yhat", "4.91807"), row])
    graded = grade([("x.csv", content)], [SEED7, ADA, BOB])
    (rejected,) = graded.rejected
    assert reason in rejected.reason
    assert (rejected.source, rejected.line, rejected.row) == ("x.csv", 3, ",".join(row))
    assert total(graded) == 2
    assert graded.left_out(strict=True)
    assert not graded.left_out()


def test_a_code_ties_a_row_to_its_sheet() -> None:
    head = "student,variant,blank,answer,code"
    rows = [
        ("Ada", "ada", "forward.yhat", "4.91807", "recitation5-ada "),
        ("Ada", "ada", "forward.a[1]", "5", "RECITATION5-0007"),
        ("Ada", "ada", "forward.a[2]", "0", "ZZZ"),
    ]
    graded = grade([("x.csv", long(rows, head))], [ADA, BOB])
    assert reasons(graded) == [
        "code 'RECITATION5-0007' is of recitation5-0007, not of recitation5-ada",
        "unknown code 'ZZZ': the key of recitation5-ada is for a sheet with RECITATION5-ADA, "
        "so this one was made from another version of the set, or with another secret",
    ]
    assert total(graded) == 2


def test_a_set_or_a_code_decides_between_sheets_of_one_name() -> None:
    other = key(set="homework1")
    keys = [SEED7, other]
    rows = [
        ("ada", "seed7", "forward.yhat", "4.91807", "", ""),
        ("bob", "seed7", "forward.yhat", "4.91807", "Homework1", ""),
        ("eve", "seed7", "forward.yhat", "4.91807", "", "HOMEWORK1-SEED7"),
        ("dan", "seed7", "forward.yhat", "4.91807", "homework2", ""),
        ("joe", "seed7", "forward.yhat", "4.91807", "homework1", "RECITATION5-SEED7"),
    ]
    graded = grade([("x.csv", long(rows, "student,variant,blank,answer,set,code"))], keys)
    assert [mark.student for mark in graded.marks if mark.points] == ["bob", "eve"]
    assert {mark.set for mark in graded.marks} == {"homework1"}
    assert [reason.split()[0] for reason in reasons(graded)] == [
        "ambiguous:",
        "unknown",
        "code",
    ]


@pytest.mark.parametrize("written", ["Ada", " ada ", "ADA", "'Ada", "00ada"])
def test_a_student_is_found_as_spreadsheets_write_them(written: str) -> None:
    graded = grade([("x.csv", long([(written, "", "forward.yhat", "4.91807")]))], [ADA, BOB])
    assert {mark.student for mark in graded.marks} == {"Ada"}


def test_leading_zeros_are_forgiven_where_one_student_is_left() -> None:
    rows = [("7", "", "forward.yhat", "4.91807")]
    assert grade([("x.csv", long(rows))], [ADA, BOB]).marks[0].student == "0007"
    twin = key("07", student="07")
    assert reasons(grade([("x.csv", long(rows))], [BOB, twin])) == [
        "ambiguous student '7': 0007 or 07"
    ]
    exact = grade([("x.csv", long([("07", "", "forward.yhat", "1")]))], [BOB, twin])
    assert exact.marks[0].student == "07"


def test_the_later_answer_counts_and_the_earlier_stays() -> None:
    rows = [("ada", "seed7", "forward.yhat", "1"), ("Ada", "seed7", "forward.yhat", "4.91807")]
    graded = grade([("x.csv", long(rows))], [SEED7])
    first, second = marks(graded, "forward.yhat")
    assert (first.answer, first.points, first.max_points, first.counts) == ("1", 0, 0, False)
    assert first.note == "a later answer counts"
    assert (second.verdict, second.points) == ("correct", 2)
    assert sum(mark.max_points for mark in graded.marks) == 18


def test_an_empty_cell_beside_a_full_one_counts_for_nothing() -> None:
    head = "variant,backward.dbeta,backward.dbeta[0]"
    graded = grade([("x.csv", long([("seed7", BETA, "")], head))], [SEED7])
    assert sum(mark.verdict == "correct" and mark.counts for mark in graded.marks) == 4


def test_of_several_files_the_last_counts_whole() -> None:
    old = long([("ada", "seed7", "forward.yhat", "4.91807")])
    new = long([("ada", "seed7", "forward.a[1]", "5")])
    graded = grade([("old.csv", old), ("new.csv", new)], [SEED7])
    assert total(graded) == 2
    earlier, counting = marks(graded, "forward.yhat")
    assert (earlier.verdict, earlier.points) == ("correct", 0)
    assert earlier.note == "a later submission counts"
    assert counting.verdict == "blank"


def test_the_time_of_submission_goes_before_the_order_of_files() -> None:
    head = "student,variant,blank,answer,submitted"
    late = long([("ada", "seed7", "forward.yhat", "1", "2026-03-01T12:00:00+02:00")], head)
    early = long([("ada", "seed7", "forward.yhat", "2", "2026-03-01T09:59:59Z")], head)
    undated = long([("ada", "seed7", "forward.yhat", "3", "noon")], head)
    counting = [
        m for m in grade([("l", late), ("e", early)], [SEED7]).marks if m.counts and m.answer
    ]
    assert [mark.answer for mark in counting] == ["1"]
    graded = grade([("l", late), ("u", undated)], [SEED7])
    assert [mark.answer for mark in graded.marks if mark.counts and mark.answer] == ["3"]
    assert graded.notes == ("u: no time (ISO 8601) under `submitted` in rows: 1",)


def test_wide_rows_of_one_file_are_ordered_by_their_time() -> None:
    head = "submitted,student,variant,forward.yhat,forward.a[1]"
    rows = [
        ("2026-03-02", "ada", "seed7", "4.91807", ""),
        ("2026-03-01", "ada", "seed7", "1", "5"),
    ]
    graded = grade([("x.csv", long(rows, head))], [SEED7])
    assert [m.answer for m in graded.marks if m.problem == "forward" and m.counts] == [
        "",
        "",
        "4.91807",
    ]


def test_a_column_that_no_key_asks_for_is_named() -> None:
    rows = [("ada", "seed7", "4.91807", "1", "hello")]
    content = long(rows, "student,variant,forward.yhat,forward.yhatt,remarks")
    graded = grade([("x.csv", content)], [SEED7])
    assert graded.notes == (
        "x.csv: columns left aside, no answers to these keys: forward.yhatt",
    )
    assert not graded.rejected


def test_an_unquoted_id_in_a_header_shifts_no_column() -> None:
    head = (
        "student,variant,backward.dalpha[1,0],forward.a[1],backward.dalpha[1, 1],forward.yhat"
    )
    graded = grade([("x.csv", f"{head}\nada,seed7,0.000348,5,-0.25,4.91807".encode())], [SEED7])
    assert [mark.blank for mark in graded.marks if mark.verdict == "correct"] == [
        "forward.a[1]",
        "forward.yhat",
        "backward.dalpha[1,0]",
        "backward.dalpha[1,1]",
    ]
    assert not graded.notes


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffstudent,variant,blank,answer\nAda,,forward.yhat,4.91807",
        "student,variant,blank,answer\n\u200bAda\u00a0,ada\u200e,forward.yhat,4.91807",
        "student,variant,blank,answer\nAda,ada,\ufeff forward.yhat \u200b,4.91807",
        "student,variant,blank,answer\nAda,ada,ｆｏｒｗａｒｄ．ｙｈａｔ,４．９１８０７",
    ],
    ids=["two byte order marks", "ids", "a blank", "a blank in full-width letters"],
)
def test_what_nobody_sees_in_an_id_changes_nothing(content: str) -> None:
    graded = grade([("x.csv", content.encode("utf-8-sig"))], [ADA, BOB])
    assert {mark.student for mark in graded.marks} == {"Ada"}
    assert total(graded) == 2


def test_a_header_cannot_flood_the_terminal() -> None:
    names = ["long." + "x" * 100, *(f"more.{n}" for n in range(99))]
    head = ",".join(["student", "variant", "forward.yhat", *names])
    graded = grade([("x.csv", f"{head}\nada,seed7,4.91807".encode())], [SEED7])
    (note,) = graded.notes
    assert note.endswith(f": long.{'x' * 55}, more.0, more.1, more.2, more.3 and 95 more")
    assert total(graded) == 2


def test_a_blank_as_a_column_of_a_long_file_is_named_too() -> None:
    content = long([("ada", "seed7", "forward.a[1]", "5", "4.91807")])
    content = content.replace(b"answer\r\n", b"answer,forward.yhat\r\n")
    graded = grade([("x.csv", content)], [SEED7])
    assert graded.notes == (
        "x.csv: columns left aside, no answers to these keys: forward.yhat",
    )


def test_a_student_may_be_called_like_a_formula() -> None:
    sheet = key("_cmd", student="=cmd")
    rows = [("'=cmd", "", "forward.yhat", "4.91807"), ("=cmd", "_cmd", "forward.a[1]", "'5")]
    graded = grade([("x.csv", long(rows))], [sheet, ADA])
    assert {mark.student for mark in graded.marks} == {"=cmd"}
    assert total(graded) == 4


@pytest.mark.parametrize("name", ["*", " *", "'*", "''*", "' '*", "\u200b*"])
def test_nobody_is_called_as_decisions_call_everybody(name: str) -> None:
    """What a teacher gives such a one in `manual.csv` would be everybody's."""
    rows = [(name, "seed7", "forward.yhat", "1"), ("ada*", "seed7", "forward.yhat", "1")]
    found = grade([("a.csv", long(rows))], [key()])
    assert [one.student for one in found.marks if one.answer] == ["ada*"]
    (row,) = found.rejected
    assert "everybody" in row.reason


@given(st.text("'=*a0\u200b \ufeff", max_size=6))
def test_a_name_is_the_same_in_a_csv_that_was_written_and_read(typed: str) -> None:
    name = tidy(typed)
    assert tidy(as_read(name)) == tidy(defuse(name)) == name


def test_rejected_rows_stand_in_the_order_of_the_files() -> None:
    rows = [("eve", "", "forward.yhat", "1"), ("ada", "seed7"), ("eve", "", "", "")]
    files = [("x", long(rows)), ("bad", b""), ("y", long(rows[:1]))]
    graded = grade(files, [SEED7])
    places = [(one.source, one.line) for one in graded.rejected]
    assert places == [("x", 2), ("x", 3), ("x", 4), ("bad", None), ("y", 2)]


def test_what_a_short_wide_row_leaves_out_is_blank() -> None:
    content = f"{WIDE}\nada,seed7,4.91807\nada\n,,,,,\n".encode()
    graded = grade([("x.csv", content)], [SEED7])
    assert total(graded) == 2
    assert reasons(graded) == ["unknown student 'ada'"]


def test_a_cell_of_another_sheet_is_named() -> None:
    other = key("seed8", blanks=[("extra.q", "number", 1.0, 0.0, "1")])
    rows = [
        ("ada", "seed7", "4.91807", "1"),
        ("bob", "seed8", "", "1"),
        ("eve", "seed8", "", ""),
    ]
    graded = grade(
        [("x.csv", long(rows, "student,variant,forward.yhat,extra.q"))], [SEED7, other]
    )
    assert graded.notes == ("x.csv, line 2: extra.q is not asked on recitation5-seed7",)
    assert total(graded) == 8


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "an empty file"),
        (b"\xef\xbb\xbf", "an empty file"),
        (b"\r\n , \r\n", "student"),
        (b"PK\x03\x04" + bytes(200), "an Excel workbook"),
        (b"%PDF-1.7", "a PDF"),
        (bytes(range(256)) * 40, "a binary file"),
        ("student,variant,blank,answer".encode("utf-16-le"), "a binary file"),
        (b"name,answer\nada,5", "no column `student` or `variant`"),
        (b"student,variant\nada,seed7", "neither `blank` and `answer` nor"),
        (b"student,variant,blank\nada,seed7,forward.yhat", "neither `blank` and `answer` nor"),
        (b"student,variant,blank,answer,answer\n", "two columns named answer"),
        (b"student,variant,blank,answer,read_as,verdict,points,max_points\n", "grade wrote"),
        (b"student,variant,blank,points,note,max_points,answer,why,set\n", "grade wrote"),
        (b'student,variant,"blank,answer\n', "no header"),
        (b"sep=;", "no header"),
    ],
)
def test_a_file_that_is_no_table_stops_the_call_or_is_left_out(
    content: bytes, what: str
) -> None:
    with pytest.raises(QuizgenError, match=f"^bad: .*{what}"):
        grade([("bad", content)], [SEED7])
    graded = grade([("bad", content), ("good", right(SEED7))], [SEED7])
    assert graded.left_out()
    assert [one.source for one in graded.unusable] == ["bad"]
    assert set(graded.unusable) <= set(graded.rejected)
    assert total(graded) == 18


def test_no_gradable_row_is_something_left_out() -> None:
    graded = grade([("x.csv", long([]))], [SEED7])
    assert graded.left_out()
    assert not graded.marks


def test_a_stray_quotation_mark_costs_its_own_row() -> None:
    content = (
        b"student,variant,blank,answer\n"
        b'ada,seed7,forward.a[1],"5\n'
        b"ada,seed7,forward.a[2],0\n"
        b'ada,seed7,forward.yhat,"4.9"1807\n'
        b'ada,seed7,backward.dbeta,"[1.91807, 1.9179,\n 1.90857, 1.84908]"\n'
        b'ada,seed7,count.parameters,13"\n'
    )
    graded = grade([("x.csv", content)], [SEED7])
    assert [one.line for one in graded.rejected] == [2, 4]
    assert sum(mark.verdict == "correct" for mark in graded.marks) == 5
    assert marks(graded, "count.parameters")[0].answer == '13"'


ROWS = st.lists(
    st.lists(
        st.sampled_from(["ada", "seed7", "forward.yhat", '"', ",", "5", "é", "\x00", " "])
    ),
    max_size=12,
)


@given(ROWS, st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_row_is_marked_or_rejected(rows: list[list[str]], end: str) -> None:
    lines = ["".join(row) for row in rows]
    content = end.join(
        ["student,variant,blank,answer", *lines, "ada,seed7,forward.yhat,4.91807"]
    )
    graded = grade([("x.csv", content.encode())], [SEED7])
    came = [at for at, line in enumerate(lines, 2) if line.replace('"', "").strip(" ,")]
    kept = "".join(one.row for one in graded.rejected)
    kept += "".join(f"ada,seed7,{mark.blank},{mark.answer}" for mark in graded.marks)
    for at in came:
        letters = sorted(sign for sign in lines[at - 2] if sign not in '", ')
        assert all(kept.count(sign) >= letters.count(sign) for sign in letters)


@given(st.binary(max_size=400))
def test_no_bytes_are_a_crash(noise: bytes) -> None:
    head = b"student,variant,blank,answer\n"
    grade([("x.csv", head + noise), ("y.csv", head)], [SEED7])
    with suppress(QuizgenError):
        grade([("x.csv", noise)], [SEED7])


def test_a_huge_cell_is_refused_at_once() -> None:
    start = time.process_time()
    rows = [
        ("ada", "seed7", "forward.yhat", "9" * 5_000_000),
        ("ada", "seed7", "forward.a[1]", "5"),
    ]
    graded = grade([("x.csv", long(rows))], [SEED7])
    assert "a cell of 5000000 characters" in graded.rejected[0].reason
    assert total(graded) == 2
    assert time.process_time() - start < 2


@pytest.mark.parametrize("line", ['"a', '"', '""', 'a"b,"', '"a""'])
def test_many_odd_quotation_marks_take_no_time(line: str) -> None:
    start = time.process_time()
    content = b"student,variant,blank,answer\n" + f"{line}\n".encode() * 20_000
    graded = grade([("x.csv", content)], [SEED7])
    assert graded.left_out()
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "name", [" " * 10**6, "a" + " " * 10**6 + "b", "[" * 10**6, "a[," * 10**5]
)
def test_a_huge_header_takes_no_time(name: str) -> None:
    start = time.process_time()
    content = f"student,variant,blank,answer,{name}\nada,seed7,forward.yhat,4.91807"
    assert total(grade([("x.csv", content.encode())], [SEED7])) == 2
    assert time.process_time() - start < 2


def test_fifty_thousand_rows_take_seconds() -> None:
    rows = [
        (f"student{at}", "seed7", blank.id, blank.display)
        for at in range(50_000 // len(SEED7.blanks))
        for blank in SEED7.blanks
    ]
    start = time.process_time()
    graded = grade([("x.csv", long(rows))], [SEED7])
    assert time.process_time() - start < 20
    assert {mark.verdict for mark in graded.marks} == {"correct"}


def test_the_same_call_gives_the_same_marks() -> None:
    files = [("a", right(SEED7)), ("b", right(ADA, "Ada"))]
    assert grade(files, [SEED7, ADA]) == grade(files, [SEED7, ADA])
    assert grade(files, [SEED7, ADA]).marks == grade(files, [ADA, SEED7, SEED7]).marks
