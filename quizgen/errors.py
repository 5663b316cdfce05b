"""What a user can cause, said in a line or two that name the place."""


class QuizgenError(Exception):
    """An error that a user can cause and mend.

    Each of `lines` says where it is (a file, a line or a field), what was found and what
    was expected.  Anything else that is raised is a bug.
    """

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
