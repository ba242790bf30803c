"""Soft modes of a model crystal in the place of a stored one."""

from types import SimpleNamespace

import numpy as np
from scipy.constants import tera
from ultralow.analysis.soft_modes import SoftModes
from ultralow.data import materials
from ultralow.heat.mesh_modes import Modes


def of_model(phonon, rate, highest=0.6 * tera):
    """A study of a model crystal whose modes decay at a rate that is given by their caged share."""
    model = SimpleNamespace(name="model", phonopy=lambda: phonon, cautions=[])
    found = SoftModes(materials.get("CsSnI3"), model, highest=highest, longest=4.6)
    modes = found.modes
    caged = found.motion_shares(modes)["caged ions"][0]
    empty = dict.fromkeys(Modes._fields)
    stored = Modes(
        **empty
        | {
            "wavevectors": modes.wavevectors,
            "weights": modes.weights,
            "frequencies": modes.frequencies,
            "temperatures": np.array([100.0, 300.0]),
            "scattering_rates": np.array([np.full(caged.shape, np.nan), rate(caged)]),
        }
    )
    model.modes = lambda: stored
    return found
