"""Mutants of a module: each is its source with one small error in the arithmetic.

Signs, factors, exponents, comparisons, constants, axes, the order of arguments and functions that
are easily confused are changed, one at a time, in the syntax tree. Texts, types, imports,
decorators, assertions and what is raised are left alone: they are no arithmetic.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

# What an operator becomes. On numbers < and <= differ in one case only: a test has to sit on it.
OPERATORS = {ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE)}
OPERATORS |= {ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.LtE), ast.USub: (ast.UAdd,)}
for _one, _other in (
    (ast.Add, ast.Sub),
    (ast.Mult, ast.Div),
    (ast.Eq, ast.NotEq),
    (ast.Is, ast.IsNot),
    (ast.In, ast.NotIn),
    (ast.And, ast.Or),
    (ast.BitAnd, ast.BitOr),
):
    OPERATORS |= {_one: (_other,), _other: (_one,)}
TWINS = {}
for _pair in (
    *("min max", "minimum maximum", "argmin argmax", "any all", "floor ceil", "sin cos"),
    *("sinh cosh", "real imag", "zeros ones", "sum prod", "h hbar"),
):
    _one, _other = _pair.split()
    TWINS |= {_one: _other, _other: _one}
# Functions that are not the same with their last two arguments swapped, and functions left out.
ORDERED = {"cross", "subtract", "divide", "outer", "power", "arctan2", "copysign", "where", "solve"}
DROPPED = {"abs", "conj", "conjugate"}
SILENT = {"UltralowError", "warn", "TypeVar"}
NO_ARITHMETIC = (ast.Import, ast.ImportFrom, ast.Raise, ast.Assert, ast.JoinedStr)
NO_FIELDS = {"annotation", "returns", "decorator_list", "bases"}
CONTEXT = 24  # characters shown on both sides of a change


class Mutant(NamedTuple):
    """A mutant: line of the module, what stood there, what stands there now, the whole source."""

    line: int
    was: str
    now: str
    source: str


def mutants(text: str) -> list[Mutant]:
    """Mutants of a module, in the order of its lines; a change that occurs again is numbered."""
    tree = ast.parse(text)
    before, found, seen = ast.unparse(tree), [], Counter()
    for line, node, field, value in sorted(_edits(tree), key=lambda edit: edit[0]):
        kept = getattr(node, field)
        setattr(node, field, value)
        after = ast.unparse(tree)
        setattr(node, field, kept)
        if after == before:  # two arguments that are the same
            continue
        was, now = _difference(before, after)
        seen[was, now] += 1
        again = f"  [{seen[was, now]}]" if seen[was, now] > 1 else ""
        found.append(Mutant(line, was, now + again, after))
    return found


def _difference(was: str, now: str) -> tuple[str, str]:
    """Where two texts differ, with a little of what stands around on the same line."""
    shorter = min(len(was), len(now))
    head = next((i for i in range(shorter) if was[i] != now[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if was[-1 - i] != now[-1 - i]), rest)
    left = was[:head].rpartition("\n")[2][-CONTEXT:].lstrip()
    right = was[len(was) - tail :].partition("\n")[0][:CONTEXT].rstrip()
    return tuple(left + text[head : len(text) - tail] + right for text in (was, now))


def _edits(node: ast.AST) -> Iterator[tuple[int, ast.AST, str, Any]]:
    """Line, node, field and new value of all changes in what is below a node."""
    for field, below in ast.iter_fields(node):
        if field in NO_FIELDS:
            continue
        for index, child in enumerate(below if isinstance(below, list) else [below]):
            if not isinstance(child, ast.AST) or _is_silent(child, node):
                continue
            line = getattr(child, "lineno", 0)
            for new in _instead(child, node, field):
                many = isinstance(below, list)
                yield line, node, field, [*below[:index], new, *below[index + 1 :]] if many else new
            if not _is_axis(child):
                yield from ((one[0] or line, *one[1:]) for one in _edits(child))


def _is_silent(node: ast.AST, parent: ast.AST) -> bool:
    # The length of an axis that NumPy is to find, and names that only a type checker sees.
    free = _called(parent) == "reshape" and ast.unparse(node) == "-1"
    typed = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    return free or typed or isinstance(node, NO_ARITHMETIC) or _called(node) in SILENT


def _is_axis(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and node.arg == "axis"


def _called(node: ast.AST) -> str:
    """Last name of the function that is called, if one is."""
    function = getattr(node, "func", None)
    return getattr(function, "attr", getattr(function, "id", ""))


def _instead(node: ast.AST, parent: ast.AST, field: str) -> Iterator[ast.AST]:
    """What a node becomes: itself with another sign, constant, name or order."""
    yield from (new() for new in OPERATORS.get(type(node), ()))
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        power = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Pow)
        yield ast.Constant(_otherwise(node.value, power and field == "right"))
    elif _is_axis(node):
        axis = {"0": 1, "-2": -1}.get(ast.unparse(node.value), 0)
        yield ast.keyword("axis", ast.Constant(axis))
    elif isinstance(node, ast.Name) and node.id in TWINS:
        yield ast.Name(TWINS[node.id], node.ctx)
    elif isinstance(node, ast.Attribute):
        if node.attr in TWINS:
            yield ast.Attribute(node.value, TWINS[node.attr], node.ctx)
        if node.attr == "T":
            yield node.value
    elif isinstance(node, ast.Call):
        yield from _called_otherwise(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif field in ("test", "ifs") and not isinstance(node, ast.Compare | ast.BoolOp):
        yield ast.UnaryOp(ast.Not(), node)


def _otherwise(value: float, exponent: bool) -> float:
    """Another number: an exponent one higher, else twice as much, 1 for 0.

    What holds rounding off, as 1e-9, stands for its decade: it becomes a thousand times as much.
    """
    if exponent:
        return value + 1
    guard = 0 < value <= 1e-4 and f"{value:e}".startswith("1.000000e")
    return float(f"{1000 * value:g}") if guard else 2 * value or 1


def _called_otherwise(node: ast.Call) -> Iterator[ast.AST]:
    name, args = _called(node), node.args
    if name in ORDERED and len(args) > 1:
        yield ast.Call(node.func, [*args[:-2], args[-1], args[-2]], node.keywords)
    if name in DROPPED:
        yield args[0] if args else node.func.value
