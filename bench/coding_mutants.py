"""Small wrong changes to `server/coding`: each comparison, number, operator, condition and code of a table, one at a time."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CODING = Path(__file__).parents[1] / "server" / "coding"
WORDS = frozenset({"citations.py", "explain.py", "__init__.py"})
"""Sentences and sources for people; no rule is in them."""
_HALF = "equal lengths are a tie, which is answered before"
_TOUCH = "spans that only touch have no instant in common"
_FAR = "no instant lies beyond either"
EQUAL: dict[tuple[str, str | None, str], str] = {
    ("brief", "check_in", "Gt becomes GtE in `spoken > row.last`"): "a row holds its own last minute",
    ("modality", "Vote.result", "Gt becomes GtE in `length(self.audio_video) > length(self.audio_only)`"): _HALF,
    ("profiles", None, "False becomes True"): "only `repr` shows it",
    (
        "profiles",
        "Profiles.profile_for",
        "Gt becomes GtE in `(version.recorded_at or _EVER) > (best.recorded_at or _EVER)`",
    ): ("two that were recorded at once never hold on one date"),
    ("time", "intersect", "LtE becomes Lt in `left[i][1] <= right[j][1]`"): _TOUCH,
    ("time", "subtract", "LtE becomes Lt in `cut_end <= at`"): _TOUCH,
    ("time", "subtract", "GtE becomes Gt in `cut_start >= end`"): _TOUCH,
    ("witness", None, "1 becomes 2"): _FAR,
    ("witness", None, "62 becomes 63"): _FAR,
}
"""Changes that change no answer, each with the reason: module, function and change."""
CHOICES = frozenset({"_FAMILIES", "_PLACES", "_POS", "AUDIO_ONLY_REASONS", "PLACES", "PURPOSES", "QUALIFYING_REASONS"})
"""Tables of values to choose from: their order is only how they are shown."""
_CODE = re.compile(r"[0-9A-Z]{2,5}$|[a-z]+(_[a-z0-9]+)+$|0[0-9]$|1[0-9]$|98000$|992$|9944x$")
_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One wrong change: where it is (`position` in `ast.walk`), in words, and what stands there instead."""

    module: str
    line: int
    change: str
    position: int
    variant: ast.AST
    inside: str | None
    """The function or method it is in, by its qualified name; None for a table, a constant or a default."""

    @property
    def tree(self) -> ast.Module:
        """The module's syntax tree with the change."""
        path = CODING / f"{self.module.rpartition('.')[2]}.py"
        return _replaced(ast.parse(path.read_text(encoding="utf-8")), self.position, self.variant)

    @property
    def key(self) -> tuple[str, str | None, str]:
        """Module, function and change, whatever the line."""
        return self.module.rpartition(".")[2], self.inside, self.change

    @property
    def name(self) -> str:
        """File, line and change."""
        return f"{self.module.rpartition('.')[2]}.py:{self.line} {self.change}"


def mutants() -> Iterator[Mutant]:
    """Every mutant of every module that holds a rule, in the order of files and lines."""
    for path in sorted(CODING.glob("*.py")):
        if path.name in WORDS:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        words, functions, sets = _words(tree), _functions(tree), _sets(tree)
        for position, node in enumerate(ast.walk(tree)):
            if id(node) not in words:
                for change, variant in _variants(node, unordered=id(node) in sets):
                    yield Mutant(
                        f"server.coding.{path.stem}",
                        getattr(node, "lineno", 0),
                        change,
                        position,
                        variant,
                        functions.get(id(node)),
                    )


def _functions(tree: ast.Module) -> dict[int, str]:
    """The nodes that are in the body of a function, with its qualified name."""
    named: dict[int, str] = {}
    for outer in tree.body:
        if isinstance(outer, ast.FunctionDef):
            named.update({id(inner): outer.name for part in outer.body for inner in ast.walk(part)})
        elif isinstance(outer, ast.ClassDef):
            for method in outer.body:
                if isinstance(method, ast.FunctionDef):
                    name = f"{outer.name}.{method.name}"
                    named.update({id(inner): name for part in method.body for inner in ast.walk(part)})
    return named


def _sets(tree: ast.Module) -> set[int]:
    """Tuples in which no place means anything, as a set's: what something is looked for in, chosen from, or asked each of."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            found.add(id(node.comparators[0]))
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("choice", "ProfileField", "_setting"):
                found.update(id(argument) for argument in node.args)
        elif isinstance(node, ast.comprehension):
            found.add(id(node.iter))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id in CHOICES:
            found.add(id(node.value))
    return found


def _words(tree: ast.Module) -> set[int]:
    """Labels, sentences and annotations are no rule: the ids of their nodes. Nor is the guard of `zip`."""
    spared: set[int] = set()
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.AnnAssign):
            parts.append(node.annotation)
            if isinstance(node.target, ast.Name) and node.target.id in ("LABELS", "WHY", "_VERSION_FIELDS"):
                parts.append(node.value)
        elif isinstance(node, ast.FunctionDef):
            parts.extend([node.returns, *node.decorator_list])
            parts.extend(argument.annotation for argument in [*node.args.args, *node.args.kwonlyargs])
        elif isinstance(node, ast.ClassDef):
            parts.extend(node.decorator_list)
        elif isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and isinstance(node.value, ast.Subscript) for target in node.targets
        ):
            parts.append(node.value)  # A type alias.
        elif isinstance(node, ast.JoinedStr | ast.ImportFrom | ast.Import | ast.Raise):
            parts.append(node)
        if isinstance(node, ast.keyword) and node.arg == "strict":
            parts.append(node)
        for part in parts:
            if part is not None:
                spared.update(id(inner) for inner in ast.walk(part))
    return spared


def _variants(node: ast.AST, *, unordered: bool) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            other = _COMPARE[type(operator)]
            variant = copy.deepcopy(node)
            variant.ops[place] = other()
            yield f"{type(operator).__name__} becomes {other.__name__} in `{ast.unparse(node)}`", variant
    elif isinstance(node, ast.BoolOp):
        variant_bool = copy.deepcopy(node)
        variant_bool.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield f"and/or swapped in `{ast.unparse(node)}`", variant_bool
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"`not` dropped in `{ast.unparse(node)}`", copy.deepcopy(node.operand)
    elif isinstance(node, ast.BinOp) and type(node.op) in _BINARY and not _of_types(node):
        yield from _binary(node)
    elif isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict):
        yield from _swapped(node, unordered=unordered)
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Flag":
        other_flag = "CONSENT_MISSING" if node.attr != "CONSENT_MISSING" else "MODALITY_TIE"
        yield (
            f"{node.attr} becomes {other_flag}",
            ast.Attribute(ast.Name("Flag", ast.Load()), other_flag, ast.Load()),
        )


def _of_types(node: ast.BinOp) -> bool:
    return isinstance(node.op, ast.BitOr) and isinstance(node.left, ast.Name) and node.left.id[:1].isupper()


def _binary(node: ast.BinOp) -> Iterator[tuple[str, ast.AST]]:
    variant = copy.deepcopy(node)
    variant.op = _BINARY[type(node.op)]()
    yield f"{type(node.op).__name__} becomes {type(variant.op).__name__} in `{ast.unparse(node)}`", variant


def _constants(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    if node.value is True or node.value is False:
        yield f"{node.value} becomes {not node.value}", ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield f"{node.value} becomes {node.value + 1}", ast.Constant(node.value + 1)


def _swapped(node: ast.Tuple | ast.List | ast.Set | ast.Dict, *, unordered: bool) -> Iterator[tuple[str, ast.AST]]:
    """Each two neighbouring codes of a table change places; a code of a set is dropped."""
    parts: list[ast.expr] = list(node.values) if isinstance(node, ast.Dict) else list(node.elts)
    texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    if not texts or len(texts) < len(parts) or not all(_CODE.match(text) for text in texts):
        return
    if isinstance(node, ast.Set) or (unordered and isinstance(node, ast.Tuple)):
        for place, text in enumerate(texts):
            fewer = copy.deepcopy(node)
            fewer.elts.pop(place)
            yield f"{text} dropped", fewer
        return
    for place in range(len(parts) - 1):
        if texts[place] == texts[place + 1]:
            continue
        variant = copy.deepcopy(node)
        row = variant.values if isinstance(variant, ast.Dict) else variant.elts
        row[place], row[place + 1] = row[place + 1], row[place]
        yield f"{texts[place]} and {texts[place + 1]} swapped", variant


def _replaced(tree: ast.Module, position: int, variant: ast.AST) -> ast.Module:
    """The tree with the node at `position` of `ast.walk` replaced."""
    target = next(node for place, node in enumerate(ast.walk(tree)) if place == position)

    class Put(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return ast.copy_location(variant, node) if node is target else self.generic_visit(node)

    Put().visit(tree)
    return ast.fix_missing_locations(tree)
