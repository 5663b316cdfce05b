"""A ZIP that hands each student of a Moodle course their own sheet.

Moodle takes it as feedback files of an assignment ("Upload multiple feedback files in a zip"),
and finds the student by a file's name, which is

    <full name>_<participant>_assignsubmission_file_<name of the file>

The participant's number is another for each assignment; its grading worksheet has it.
"""

import re
import zipfile
from collections.abc import Sequence
from functools import partial
from typing import BinaryIO

from quizgen.errors import QuizgenError
from quizgen.workflows.bundles import Bundle, Handouts
from quizgen.workflows.folders import HANDOUTS
from quizgen.workflows.roster import Roster
from quizgen.workflows.variant import Job, Variant

LONGEST_NAME = 60
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same bytes at any time
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|_.~]+')  # "_" parts what Moodle reads


def moodle_zip(call: Job, wanted: Sequence[Variant], roster: Roster | None) -> Bundle:
    """Return the ZIP of the students' handouts; no variant's file ends in `.zip`.

    Raises QuizgenError where the roster doesn't tell Moodle's participants.
    """
    participants = [student.participant for student in roster.students] if roster else []
    if not participants or not all(participants):
        where = roster.path if roster else "no --roster"
        raise QuizgenError(
            f"--moodle-zip: {where}: found no Moodle participants, expected "
            "the assignment's grading worksheet as the --roster (column Identifier)"
        )
    numbers = {v: n for v, n in zip(wanted, participants, strict=True) if n}
    name = f"{HANDOUTS}/{call.the_set.name}-moodle.zip"
    return Bundle(name, tuple(wanted), partial(_pack, numbers))


def _pack(numbers: dict[Variant, str], handouts: Handouts, file: BinaryIO) -> None:
    with zipfile.ZipFile(file, "w") as packed:
        for variant, handout in handouts:
            name = _UNSAFE.sub(" ", variant.student_name or "")[:LONGEST_NAME].strip()
            entry = f"{name or 'student'}_{numbers[variant]}_assignsubmission_file_"
            about = zipfile.ZipInfo(entry + handout.name, EPOCH)
            about.create_system, about.external_attr = 3, 0o644 << 16
            packed.writestr(about, handout.read_bytes())
