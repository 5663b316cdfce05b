"""Drawing a formula that a teacher would write: a grammar, and what no teacher writes.

A rule is a formula whose capital letters are drawn in turn: V a variable (others than its
neighbours' in the rule), P a small part, S one of the formula's shared parts or a new one,
F a function of something small, T a term.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar

from quizgen.engine.expressions import COMMUTATIVE, variables
from quizgen.engine.formula import FUNCTIONS, Number, Operation, Tree, Variable, text
from quizgen.engine.parsing import parse
from quizgen.errors import QuizgenError
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
    1: ("T", "T"),
    2: ("T + T", "T + T", "T + T", "T - T", "T - T", "(T + V)*T", "(T - T)/S"),
    3: ("T + T + T", "T + T - T", "T - T + T", "(T + T)/T", "(T - T)*T"),
    4: ("T + T + T + T", "T - T + T - T", "T + T + T - T"),
}
MOST_USES = 3  # of one part
MOST_DRAFTS = 10_000
PER_TERM = 3  # operations that a term and the sum it is in are likely to have


@dataclass(frozen=True)
class Shape:
    """What a formula is to have; `operations` are the least and the most of them."""

    variables: int
    operations: tuple[int, int]
    functions: tuple[str, ...]
    shared: int


@dataclass(frozen=True)
class Draft:
    """A drawn formula, looked at as the graph that it stands for."""

    tree: Tree
    shape: Shape

    @cached_property
    def parts(self) -> dict[str, Operation]:
        """Return the different operations, by a text that is the same for x*y and y*x."""
        found: dict[str, Operation] = {}

        def visit(tree: Tree) -> None:
            if isinstance(tree, Operation):
                found[same(tree)] = tree
                for operand in tree.operands:
                    visit(operand)

        visit(self.tree)
        return found

    @cached_property
    def uses(self) -> dict[str, int]:
        """Return how many of the parts take each part."""
        taken = [key for part in self.parts.values() for key in set(map(same, part.operands))]
        return {key: taken.count(key) for key in self.parts}


def same(tree: Tree) -> str:
    """Return a text that two trees share exactly where they are one node of the graph."""
    if not isinstance(tree, Operation):
        return text(tree)
    operands = [same(operand) for operand in tree.operands]
    return f"{tree.op}({','.join(sorted(operands) if tree.op in COMMUTATIVE else operands)})"


@dataclass(frozen=True)
class Rule:
    """A row: what holds of every formula that is drawn."""

    summary: str
    holds: Callable[[Draft], bool]


def _in_reach(draft: Draft) -> bool:
    low, high = draft.shape.operations
    return low <= len(draft.parts) <= high


def _shares(draft: Draft) -> bool:
    counts = draft.uses.values()
    return sum(count > 1 for count in counts) >= draft.shape.shared and max(counts) <= MOST_USES


def _every_variable(draft: Draft) -> bool:
    return len(variables(draft.tree)) == draft.shape.variables


def _nothing_cancels(draft: Draft) -> bool:
    return all(
        len(set(found)) == len(found)
        for part in draft.parts.values()
        for found in (_members(part, FACTORS), _members(part, TERMS))
    )


FACTORS, TERMS = ("product", "quotient", "power"), ("sum", "difference")


def _members(tree: Tree, chain: tuple[str, ...]) -> list[str]:
    """Return the factors, or the terms, that a chain of operations joins."""
    if not isinstance(tree, Operation) or tree.op not in chain:
        if isinstance(tree, Operation) and isinstance(tree.operands[0], Number):
            tree = tree.operands[-1]  # 2y stands for y
        return [] if isinstance(tree, Number) else [same(tree)]
    operands = tree.operands[:1] if tree.op == "power" else tree.operands
    return [member for operand in operands for member in _members(operand, chain)]


# what no operand of an operation is, by the operation: the first one, and the last
UNSEEMLY: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "sum": ((), ("sum", "difference")),
    "difference": ((), ("sum", "difference")),
    "product": ((), ("product", "quotient")),
    "quotient": ((), ()),
    "power": (("quotient", "exp", "power"), ()),
    **dict.fromkeys(FUNCTIONS.values(), (tuple(FUNCTIONS.values()), ())),
    "log": ((*FUNCTIONS.values(), "power"), ()),
}


def _reads_well(draft: Draft) -> bool:
    unseemly = any(
        isinstance(operand, Operation) and operand.op in never
        for part in draft.parts.values()
        for operand, never in zip(part.operands, UNSEEMLY[part.op], strict=False)
    )
    fractions = (part for part in draft.parts.values() if part.op == "quotient")
    return not unseemly and not any(
        map(_has_fraction, (operand for part in fractions for operand in part.operands))
    )


def _has_fraction(tree: Tree) -> bool:
    """Say whether a fraction is to be seen in `tree`; a function's argument is in one line."""
    if not isinstance(tree, Operation) or tree.op in FUNCTIONS.values():
        return False
    return tree.op == "quotient" or any(map(_has_fraction, tree.operands))


def _varied(draft: Draft) -> bool:
    """Say whether functions differ as far as may be; three operations have one among them."""
    wanted = draft.shape.functions
    used = [part.op for part in draft.parts.values() if part.op in FUNCTIONS.values()]
    most = 1 + len(draft.parts) // (4 * max(1, len(wanted)))
    enough = bool(used) or not wanted or len(draft.parts) < 3
    return enough and all(used.count(op) <= most for op in used)


STYLE: dict[str, Rule] = {
    "variables": Rule("every variable occurs", _every_variable),
    "operations": Rule("it has as many operations as the set asks for", _in_reach),
    "shared parts": Rule(
        "as many parts as the set asks for are used twice, none more than three times", _shares
    ),
    "nothing cancels": Rule("no factor or term stands twice in a row", _nothing_cancels),
    "reads well": Rule("no fraction of fractions, no function of a function", _reads_well),
    "functions": Rule("there is a function, and not the same one throughout", _varied),
}


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
        return options[int(self.stream.below(len(options)))]

    def take(self, left: list[Item]) -> Item:
        """Return one of what is left, which is one fewer then."""
        return left.pop(int(self.stream.below(len(left))))

    def draft(self) -> Draft:
        """Return a drawn formula, of about as many operations as the shape has."""
        low, high = self.shape.operations
        size = low + int(self.stream.below(high - low + 1))
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
