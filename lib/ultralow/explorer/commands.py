"""The command lines that run the explorer, or its figures, with the parameters on the screen."""

import shlex

from ultralow.explorer.screen import HOLES, PHONONS, VELOCITIES
from ultralow.paper import gallery
from ultralow.paper.parameters import Case


def command(case: Case) -> str:
    """The command that runs ``explore`` with these parameters and saves the same record."""
    return _papermill(case.figure, gallery.figure(case.figure).parameters, case.values)


# The figure that draws each quantity: its notebook, the parameters that it shares with the
# explorer, those of the explorer that it does not have and that must stay as stored, the
# temperature of its numbers, and from each number here to its name there.
RELATED_FIGURES = {
    "conductivity": (
        "fig2_thermal_conductivity", ("velocity_source", *PHONONS), VELOCITIES, 300.0,
        {"minimum_conductivity": "minimum_conductivity_300K",
         "stated_lattice_over_minimum": "lattice_over_minimum_300K",
         "computed_conductivity": "computed_total_300K",
         "computed_conductivity_in_wire": "computed_total_300K_in_wire"},
    ),
    "accumulation": (
        "fig3_mean_free_paths", ("temperature_K", *PHONONS), (), 300.0,
        {"path_95": "mean_free_path_95",
         "path_95_in_wire": "mean_free_path_95_in_wire",
         "computed_conductivity": "total_conductivity",
         "computed_conductivity_in_wire": "total_conductivity_in_wire"},
    ),
    "minimum": (
        "fig2_minimum_conductivity", ("velocity_source",), VELOCITIES, 300.0,
        {"minimum_conductivity": "minimum_conductivity_300K",
         "stated_lattice_over_minimum": "measured_over_minimum"},
    ),
    "merit": (
        "fig4_thermoelectrics", (), HOLES, 320.0,
        {"merit": "computed_figure_of_merit_320K"},
    ),
}  # fmt: skip


def related_command(case: Case) -> str:
    """The command of the figure that draws the chosen quantity; empty where none can."""
    if case.quantity not in RELATED_FIGURES:
        return ""
    figure, shared, unknown, *_ = RELATED_FIGURES[case.quantity]
    values = {"material": case.material} | {name: case.values[name] for name in shared}
    if any(case.values[name] for name in unknown):
        return ""
    return _papermill(figure, gallery.figure(figure).parameters, values)


def _papermill(name: str, defaults: dict, values: dict) -> str:
    """The command line for what differs from a notebook's defaults."""
    changed = {k: v for k, v in values.items() if v != defaults[k]}
    given = [f"-p {key} {shlex.quote(str(value))}" for key, value in changed.items()]
    tool = "mkdir -p build && .venv/bin/papermill"  # which makes no folder itself
    return " ".join([tool, f"notebooks/{name}.ipynb", f"build/{name}.ipynb", *given])
