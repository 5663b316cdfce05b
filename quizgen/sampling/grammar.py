"""Drawing a formula that a teacher would write: a grammar, and the budget for it.

A rule is a formula whose capital letters are drawn in turn: V a variable (others than its
neighbours' in the rule), P a small part, S one of the formula's shared parts or a new one,
F a function of something small, T a term.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

from quizgen.engine.expressions import COMMUTATIVE
from quizgen.engine.formula import FUNCTIONS, Number, Operation, Tree, Variable, text
from quizgen.engine.parsing import parse
from quizgen.errors import QuizgenError
from quizgen.sampling.style import STYLE, Draft, Shape
from quizgen.streams import Stream

Item = TypeVar("Item")

NAMES = {1: "x", 2: "xy", 3: "xyz", 4: "wxyz"}
RULES: dict[str, tuple[str, ...]] = {
    "P": ("V*V", "V*V", "V*V", "V + V", "V + V", "V - V", "V/V", "V^2", "2*V"),
    "A": ("S", "S", "S", "S", "V", "V^2"),  # the argument of a function
    "T": (
        *("F/V", "F/S", "F/S", "V*F", "S*F", "S*F", "F", "S/V", "V/S", "S"),
        *("V*F/S", "F*F", "S^2", "V^2*F", "(F + V)/S", "S*(F + V)"),
    ),
}
ONE_VARIABLE = {"P": ("V^2", "V^2", "2*V", "3*V", "V + 1", "V + 2", "V^3", "1/V")}
PURE = {  # where no functions are wanted
    "T": ("S/V", "S/P", "P/S", "V/S", "S", "V*S", "S*P", "S^2", "V^2/S", "(V + S)/P"),
}
SUMS = {
    1: ("T",),
    2: ("T + T", "T + T", "T + T", "T - T", "T - T", "(T + V)*T", "(T - T)/S"),
    3: ("T + T + T", "T + T - T", "T - T + T", "(T + T)/T", "(T - T)*T"),
    4: ("T + T + T + T", "T - T + T - T", "T + T + T - T"),
}
MOST_DRAFTS = 10_000
PER_TERM = 3  # operations that a term and the sum it is in are likely to have


def _is_simple(tree: Tree) -> bool:
    """Say whether `tree` is a variable, or a power of one."""
    if isinstance(tree, Operation) and tree.op == "power":
        tree = tree.operands[0]
    return isinstance(tree, Variable)


@lru_cache(maxsize=256)
def _rule(formula: str) -> Tree:
    return parse(formula)


class Grammar:
    """The growth of one formula: the rules for its shape, and what is left to use."""

    def __init__(self, shape: Shape, stream: Stream) -> None:
        self.stream = stream
        self.shape = shape
        self.functions: list[str] = []
        self.waiting: list[Tree] = []  # each shared part as often as it is to be used
        self.rules = {
            **RULES,
            **(ONE_VARIABLE if shape.variables == 1 else {}),
            **({} if shape.functions else PURE),
            "V": tuple(NAMES[shape.variables]),
        }

    def pick(self, options: Sequence[Item]) -> Item:
        """Return one of `options`."""
        return options[self.stream.one_below(len(options))]

    def take(self, left: list[Item]) -> Item:
        """Return one of what is left, which is one fewer then."""
        return left.pop(self.stream.one_below(len(left)))

    def draft(self) -> Draft:
        """Return a drawn formula, of about as many operations as the shape has."""
        low, high = self.shape.operations
        size = low + self.stream.one_below(high - low + 1)
        terms = min(max(SUMS), max(1, (size + self.pick((0, 1, 2))) // PER_TERM))
        count = max(1, self.shape.shared + self.pick((0, 0, 1)))
        parts = [
            self.grow(self.pick("PPPPF" if self.shape.functions else "P")) for _ in range(count)
        ]
        self.waiting = [*parts, *parts]
        return Draft(self.replace(_rule(self.pick(SUMS[terms])), []), self.shape)

    def grow(self, symbol: str) -> Tree:
        """Return what a capital letter becomes."""
        if symbol == "S":
            once_more = self.pick((*[True] * (1 + 2 * self.shape.shared), False))
            again = self.waiting and once_more
            return self.take(self.waiting) if again else self.grow("P")
        if symbol == "F" and self.shape.functions:
            self.functions = self.functions or list(self.shape.functions)
            return Operation(FUNCTIONS[self.take(self.functions)], (self.grow("A"),))
        return self.replace(_rule(self.pick(self.rules[symbol])), [])

    def replace(self, tree: Tree, taken: list[str]) -> Tree:
        """Return a rule with its capital letters drawn, `taken` the variables so far."""
        if isinstance(tree, Operation):
            drawn = [self.replace(operand, taken) for operand in tree.operands]
            if tree.op in COMMUTATIVE and all(map(_is_simple, drawn)):
                drawn.sort(key=text)
            return Operation(tree.op, tuple(drawn))
        if isinstance(tree, Number) or tree.name.islower():
            return tree
        if tree.name == "V":
            left = [name for name in self.rules["V"] if name not in taken] or self.rules["V"]
            taken.append(self.pick(left))
            return Variable(taken[-1])
        return self.grow(tree.name)


def formulas(place: str, shape: Shape, stream: Stream) -> Iterator[Tree]:
    """Yield drawn formulas of which all rules of style hold, until the budget is spent.

    Raises QuizgenError, which names the rule that fewest drafts met, where none is found.
    """
    met: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    found = False
    for _ in range(MOST_DRAFTS):
        draft = Grammar(shape, stream).draft()
        for name, rule in STYLE.items():
            judged[name] += 1
            if not rule.holds(draft):
                break
            met[name] += 1
        else:
            found = True
            yield draft.tree
    if found:
        return
    name = min(judged, key=lambda name: met[name] / judged[name])
    raise QuizgenError(
        f'{place}: no formula found in {MOST_DRAFTS:,} drafts: the rule "{name}" held for '
        f"{met[name]:,} of {judged[name]:,} ({STYLE[name].summary}); allow more operations, or "
        "ask for fewer variables and shared parts"
    )
