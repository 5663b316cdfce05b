"""What no teacher writes: the rules of style that a drawn formula is held to, a row each."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from quizgen.engine.expressions import COMMUTATIVE, variables
from quizgen.engine.formula import FUNCTIONS, Number, Operation, Tree, text

MOST_USES = 3  # of one part


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
        return {name: part for name, (part, _) in self._named.items()}

    @cached_property
    def uses(self) -> dict[str, int]:
        """Return how many of the parts take each part."""
        taken = [name for _, operands in self._named.values() for name in operands]
        return {name: taken.count(name) for name in self._named}

    @cached_property
    def _named(self) -> dict[str, tuple[Operation, set[str]]]:
        """Return the parts, and what each takes, by the text that `same` gives them."""
        found: dict[str, tuple[Operation, set[str]]] = {}

        def visit(tree: Tree) -> str:
            if not isinstance(tree, Operation):
                return text(tree)
            operands = [visit(operand) for operand in tree.operands]
            name = _name(tree, operands)
            found[name] = tree, set(operands)
            return name

        visit(self.tree)
        return found


def same(tree: Tree) -> str:
    """Return a text that two trees share exactly where they are one node of the graph."""
    if not isinstance(tree, Operation):
        return text(tree)
    return _name(tree, [same(operand) for operand in tree.operands])


def _name(tree: Operation, operands: list[str]) -> str:
    in_order = sorted(operands) if tree.op in COMMUTATIVE else operands
    return f"{tree.op}({','.join(in_order)})"


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
