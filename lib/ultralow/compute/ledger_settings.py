"""The variants of a convergence ledger: which settings are changed, and what each is held against.

A crystal at rest is sampled with random displacements, and nearly everything of that can be
changed; effective force constants come out of rounds, of which the last can be fitted otherwise or
made once more. Most variants reuse forces of the production run. Lengths are in angstrom.
"""

from typing import NamedTuple

# Variants other than those of the mesh are compared on a coarse one.
COARSE = 36.0
MESHES = (24.0, COARSE, 58.0, 72.0)
MESHES_EFFECTIVE = (24.0, COARSE, 48.0, 72.0)


class Variant(NamedTuple):
    """One computation of a ledger.

    Attributes
    ----------
    changed : str
        What changes, in words.
    settings : dict
        Settings that do it, of :class:`ultralow.compute.sampling.Settings`.
    against : dict
        Settings of the variant that it is held against.
    exact : bool
        Forces in double precision, as the mean over inversion.
    without_stress : bool
        In the cell that the potential itself would have, instead of the measured one.
    """

    changed: str
    settings: dict
    against: dict
    exact: bool = False
    without_stress: bool = False

    @property
    def stem(self):
        """A name for its file."""
        words = [f"{key}-{value:g}" for key, value in sorted(self.settings.items())]
        kinds = "_exact" * self.exact + "_without_stress" * self.without_stress
        return "_".join(words or ["production"]) + kinds


def on_coarse(changed, settings=None, against=None, **kinds):
    """A variant on the coarse mesh; parameters as those of `Variant`."""
    mesh = {"mesh_length": COARSE}
    return Variant(changed, mesh | (settings or {}), mesh | (against or {}), **kinds)


def mesh_variants(lengths):
    """Production, and other meshes against it.

    Parameters
    ----------
    lengths : sequence of float
        As :func:`ultralow.compute.sampling.mesh` takes them, angstrom.

    Returns
    -------
    tuple of Variant
    """
    others = (Variant("mesh", {"mesh_length": length}, {}) for length in lengths)
    return (Variant("mesh", {}, {}), *others)


HALF, MORE = {"snapshots_third": 60}, {"snapshots_third": 200}
AT_REST = (
    on_coarse("reference"),
    on_coarse("cutoff", {"cutoff": 5.2}),
    on_coarse("cutoff", {"cutoff": 5.8}),
    on_coarse("cutoff", {"cutoff": 7.2}),
    on_coarse("snapshots", HALF),
    on_coarse("snapshots", {"snapshots_third": 90}),
    on_coarse("snapshots", MORE),
    # A longer cutoff has more to fit: with more snapshots, what it does by itself.
    on_coarse("cutoff", {**MORE, "cutoff": 7.2}, MORE),
    on_coarse("seed", {"seed": 2}),
    on_coarse("snapshots of the second order", {"equations_second": 6.0}),
    on_coarse("supercell of the second order", {"least_height_second": 15.0}),
    on_coarse("displacement", {**HALF, "distance": 0.02}, HALF),
    on_coarse("supercell of the third order", {**HALF, "least_height_third": 17.0}, HALF),
    on_coarse("double precision, mean over inversion", HALF, HALF, exact=True),
    # No numerics: how much hangs on the cell that was measured, where the potential has a stress.
    on_coarse("cell without stress", HALF, HALF, without_stress=True),
)
EFFECTIVE = (
    on_coarse("reference"),
    on_coarse("cutoff", {"cutoff": 5.2}),
    on_coarse("cutoff", {"cutoff": 5.8}),
    on_coarse("cutoff", {"cutoff": 7.2}),
    on_coarse("snapshots", {"snapshots_third": 120}),
    on_coarse("snapshots", {"snapshots_third": 180}),
    # Another sample of the crystal that was found: what one more round does, noise included.
    on_coarse("one more round", {"seed": 101}),
    on_coarse("cell without stress", without_stress=True),
)
