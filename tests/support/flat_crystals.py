"""Crystals as a reader may bring them: ligands that span no polyhedron, an oblique cell."""

import types

from ase import Atoms


def of(atoms, formula):
    """A crystal as a reader's own is drawn: no wire, no colour of its own."""
    return types.SimpleNamespace(
        atoms=atoms, name=formula, formula=formula, phase="other", wire_axis=None
    )


def platinate():
    """Potassium tetrachloroplatinate: platinum in squares of chlorine, P4/mmm."""
    x = 0.2324
    places = [(0, 0, 0), (x, x, 0), (-x, -x, 0), (x, -x, 0), (-x, x, 0)]
    places += [(0, 0.5, 0.5), (0.5, 0, 0.5)]
    cell = [7.025, 7.025, 4.1429]
    atoms = Atoms("PtCl4K2", scaled_positions=places, cell=cell, pbc=True)
    return of(atoms, "K2PtCl4")


def methylammonium():
    """Methylammonium lead iodide: hydrogen has one or three iodine around it."""
    a, b, c = 6.38, 6.34, 6.31
    places = [(0, 0, 0), (0.5, 0, 0.012), (0.012, 0.5, 0), (0, 0, 0.5)]
    ion = [(0.385, 0.5, 0.505), (0.616, 0.5, 0.497), (0.327, 0.5, 0.669), (0.683, 0.5, 0.341)]
    ion += [(0.327, 0.5 + s * 0.139, 0.423) for s in (1, -1)]
    ion += [(0.677, 0.5 + s * 0.131, 0.578) for s in (1, -1)]
    atoms = Atoms("PbI3CNH6", scaled_positions=places + ion, cell=[a, b, c], pbc=True)
    return of(atoms, "CH6NPbI3")


def oblique():
    """A perovskite sheared out of every right angle, P-1."""
    cell = [6.2, 6.3, 6.45, 86.0, 84.0, 87.5]
    places = [(0, 0, 0), (0.5, 0, 0), (0, 0.5, 0), (0, 0, 0.5), (0.5, 0.5, 0.5)]
    return of(Atoms("PbI3Cs", scaled_positions=places, cell=cell, pbc=True), "CsPbI3")
