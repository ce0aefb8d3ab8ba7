"""Sentences that stand in the sources, for guards that look whether each of them is a phrase."""

import ast
from collections.abc import Iterator


def texts_of(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression can be; `x1` stands for what is put into one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "x1" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from texts_of(node.body)
        yield from texts_of(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for part in node.values:
            yield from texts_of(part)
    elif isinstance(node, ast.BinOp):
        left, right = list(texts_of(node.left)) or ["x1"], list(texts_of(node.right)) or ["x1"]
        yield from (one + other for one in left for other in right)
