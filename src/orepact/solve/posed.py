"""A question as it is asked of a model: its program, and its objectives by name."""

from __future__ import annotations

from collections.abc import Mapping

import linopy
import numpy as np

from orepact.errors import OrepactError
from orepact.solve.program import Linear, Program, linear, program_of

__all__ = ["Expression", "posed"]

Expression = Linear | linopy.LinearExpression | linopy.Variable
"""A scalar expression of a model, or one already over a program's columns."""


def posed(
    model: linopy.Model | Program, objectives: Mapping[str, Expression]
) -> tuple[Program, dict[str, Linear]]:
    """Return a model as a program, and named objectives as expressions over its columns.

    Every objective is understood as the larger the better; a cost is given with its sign turned.

    Parameters
    ----------
    model : linopy.Model or Program
        A model keeps its own objective to itself: it is not read.
    objectives : dict of str to expression
        Scalar linopy expressions or variables of the model, or :class:`Linear` of the program.

    Raises
    ------
    OrepactError : if there is no objective, one is not a scalar, is quadratic, belongs to another
        model, is longer than the program is wide, or has a coefficient that is not finite

    Examples
    --------
    >>> import linopy
    >>> model = linopy.Model()
    >>> x = model.add_variables(lower=0.0, upper=2.0, name="x")
    >>> program, named = posed(model, {"gain": 3.0 * x, "cost": -1.0 * x})
    >>> float(named["gain"].coefficients[0]), program.cost.size
    (3.0, 1)
    """
    if not objectives:
        raise OrepactError("no objective is named", do="Name at least one, as an expression")
    program = model if isinstance(model, Program) else program_of(model)
    return program, {name: _read(name, item, model, program) for name, item in objectives.items()}


def _read(name: str, item: Expression, model: linopy.Model | Program, program: Program) -> Linear:
    if not isinstance(item, Linear):
        if isinstance(model, Program):
            raise OrepactError(
                f"objective {name!r} is an expression of a model, and a program was given",
                do="Pass the model itself, or `linear(model, program, expression)`",
            )
        expression = 1.0 * item if isinstance(item, linopy.Variable) else item
        is_linear = isinstance(expression, linopy.LinearExpression)
        if not is_linear or expression.coeffs.dims != ("_term",):
            raise OrepactError(
                f"objective {name!r} is not one linear number",
                why="It has dimensions left over, or is not linear",
                do="Sum it over its dimensions; give curves as tangents",
            )
        if expression.model is not model:
            raise OrepactError(
                f"objective {name!r} belongs to another model", do="Build it from this one"
            )
        item = linear(model, program, expression)
    if item.coefficients.size > program.cost.size:
        raise OrepactError(f"objective {name!r} is wider than the program")
    if not np.isfinite(item.coefficients).all() or not np.isfinite(item.constant):
        raise OrepactError(f"objective {name!r} has a coefficient that is not a finite number")
    return item
