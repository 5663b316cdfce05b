"""The program's work end to end: the Python API behind each command."""


from quizgen.workflows.making import Made, make

__all__ = ["Made", "make"]
