"""Soft modes of a model crystal in the place of a stored one."""

import numpy as np
from scipy.constants import tera
from ultralow.analysis.soft_modes import SoftModes
from ultralow.data import materials, phonon_store
from ultralow.heat.mesh_modes import Modes


def of_model(monkeypatch, phonon, rate, highest=0.6 * tera):
    """A study of a model crystal whose modes decay at a rate that is given by their caged share."""
    found = SoftModes(materials.get("CsSnI3"), "model", highest=highest, longest=4.6)
    monkeypatch.setattr(phonon_store, "phonopy", lambda name, checkpoint: phonon)
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
    monkeypatch.setattr(phonon_store, "modes", lambda name, checkpoint: stored)
    return found
