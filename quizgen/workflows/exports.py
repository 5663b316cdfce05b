"""How a class comes out of learning management systems: which columns say what.

A row a system, told by its header, as its documentation and exports in public repositories
have it, in English.  Column names are compared without case and white space around them.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from quizgen.errors import QuizgenError

MOST_NAMED = 12  # columns in a line


@dataclass(frozen=True)
class Export:
    """The columns of one kind of roster.

    It is known by its header, which has a column of each of `told_by`.  `ids` tell students
    apart, the best first; a name is one of `names`, in one column or in parts; a row is no
    student's where one of `others` has such a text, or one of `only` has none of its texts.
    `participants` has what tells students apart within an assignment of the system.
    """

    name: str
    told_by: tuple[Collection[str], ...]
    ids: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    sections: tuple[str, ...]
    others: tuple[tuple[str, Collection[str]], ...] = ()
    only: tuple[tuple[str, Collection[str]], ...] = ()
    participants: tuple[str, ...] = ()

    def fits(self, header: Collection[str]) -> bool:
        """Say whether a header, lowered, is of this kind."""
        return all(any(name in header for name in any_of) for any_of in self.told_by)

    def asked(self, id_column: str | None) -> frozenset[str]:
        """Return the columns that matter, lowered, whether they are there or not."""
        named = () if id_column is None else (_lowered(id_column),)
        parts = (part for name in self.names for part in name)
        told = (column for column, _ in (*self.others, *self.only))
        return frozenset((*named, *self.ids, *parts, *self.sections, *told, *self.participants))

    def leaves_out(self, cell: Mapping[str, str]) -> bool:
        """Say whether a row is no student's, by its cells in the columns asked."""
        return any(
            column in cell and (cell[column].casefold() in texts) == is_other
            for is_other, rule in ((True, self.others), (False, self.only))
            for column, texts in rule
        )

    def id_column(
        self, header: Collection[str], cells: Sequence[Mapping[str, str]], named: str | None
    ) -> str:
        """Return the column that was named, or the best that is not empty all the way down."""
        if named is not None:
            return _lowered(named)
        there = [name for name in self.ids if name in header]
        used = (name for name in there if any(cell[name] for cell in cells))
        return next(used, there[0])

    def name_in(self, cell: Mapping[str, str]) -> str:
        """Return a student's name, "" where there is none."""
        for parts in self.names:
            if all(part in cell for part in parts):
                return " ".join(cell[part] for part in parts if cell[part])
        return ""

    def section_in(self, cell: Mapping[str, str]) -> str:
        """Return a student's section, "" where there is none."""
        return next((cell[name] for name in self.sections if name in cell), "")

    def participant_in(self, cell: Mapping[str, str]) -> str:
        """Return a participant's number ("Participant 3141"), "" where there is none."""
        texts = (cell[name] for name in self.participants if name in cell)
        found = re.search(r"[0-9]{1,18}$", next(texts, ""))
        return found[0] if found else ""


IN_PARTS = (("first name", "last name"), ("first name", "surname"))
PLAIN = Export(
    "plain roster",
    told_by=(("student",),),
    ids=("student",),
    names=(("name",), *IN_PARTS),
    sections=("section",),
)
EXPORTS = (
    # The gradebook's export.  Under the header stand what each column is worth, and before it,
    # where posting is by hand, a row without a name; "Student, Test" is the teacher's own view.
    Export(
        "Canvas export",
        told_by=(("student",), ("id",), ("sis user id", "sis login id", "root account")),
        ids=("sis user id", "sis login id", "id"),
        names=(("student",),),
        sections=("section",),
        others=(("student", ("", "points possible", "student, test")),),
    ),
    PLAIN,
    # The roster, and the grades of an assignment or of the course.
    Export(
        "Gradescope export",
        told_by=(("sid",), ("email",)),
        ids=("sid", "email"),
        names=(*IN_PARTS, ("name",)),
        sections=("section", "sections", "section_name"),
        only=(("role", ("", "student")),),
    ),
    # The participants, the grades, and the grading worksheet of an assignment.
    Export(
        "Moodle export",
        told_by=(("email address", "id number"), ("first name", "full name")),
        ids=("id number", "username", "email address"),
        names=(*IN_PARTS, ("full name",)),
        sections=("group", "groups", "section"),
        participants=("identifier",),
    ),
)
# Where the user names the id's column, any table will do.
ANY = Export(
    "roster",
    told_by=(),
    ids=(),
    names=(*IN_PARTS, ("name",), ("full name",)),
    sections=("section", "sections", "group"),
)


def kind_of(header: Collection[str], id_column: str | None, place: str) -> Export:
    """Return the kind of roster that a lowered header is of.

    Raises QuizgenError, that begins with `place`, where it is none, or lacks `id_column`.
    """
    found = ", ".join(name[:60] for name in list(header)[:MOST_NAMED])
    if id_column is not None and _lowered(id_column) not in header:
        raise QuizgenError(f"{place}: found the columns {found}, expected {id_column[:60]}")
    fitting = (export for export in EXPORTS if export.fits(header))
    export = next(fitting, None if id_column is None else ANY)
    if export is None:
        raise QuizgenError(
            f"{place}: found the columns {found}, expected student, or those of an export of "
            "Canvas, Gradescope or Moodle; --id-column names another"
        )
    return export


def _lowered(name: str) -> str:
    return name.strip().casefold()
