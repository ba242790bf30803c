"""The evidence on what rattles: judges of the claims on soft modes, and of band crossings.

The pictures that these claims describe are not in the text. Each judge asks whether what is said
of them holds for the crystal as computed here; what causes what is left open.
"""

import numpy as np
from scipy.constants import angstrom, tera

from ultralow.analysis import rattling_tests, soft_modes
from ultralow.analysis.rattling_tests import MORE, PRESENT
from ultralow.errors import UltralowError
from ultralow.paper.claims import Finding, Judges
from ultralow.phonons import band_crossings, bond_stiffness, harmonic

judge = Judges()
CRYSTALS = ("CsPbI3", "CsPbBr3", "CsSnI3")
# Band crossings are counted below this frequency along the three axes of the cell.
CROSSED_BELOW = 1.0 * tera
NEAR_CENTRE = 0.02

judge.untestable(
    {
        "F15": "earlier work on clathrates and Zn4Sb3, whose structures and phonons are not part "
        "of this collection; that the rattlers here are not single ions is tested in F12 and F14"
    }
)


def _needs_phonons(*names):
    """A judge of stored phonons: without them the claim is not yet judged."""

    def around(function):
        def judged() -> Finding:
            try:
                return function(*map(soft_modes.soft_modes, names))
            except UltralowError as missing:
                return Finding("not yet", "", str(missing))

        judged.__doc__ = function.__doc__
        return judged

    return around


@judge("F11")
@_needs_phonons("CsSnI3")
def unequal_cages_and_soft_caesium(tin) -> Finding:
    """Unequal contacts, and more caesium in the soft optical modes than its share of atoms."""
    cage, bond = rattling_tests.unequal(tin)
    times = tin.enrichment("caged ions")
    ratio, error = tin.contrasts["caged ions"]
    return _finding(
        cage > bond and times > MORE,
        f"lengths spread {100 * cage:.1f} %, Cs {times:.2f} times",
        f"Cs-I contacts up to {tin.longest:g} Å against {100 * bond:.1f} % of the Sn-I bonds; the "
        f"share of caesium in the optical modes below {tin.highest / tera:g} THz over that of "
        "random motion. That one makes the other is not tested, and modes with more caesium decay "
        f"{ratio:.2f} ± {ratio * error:.2f} times as fast as others of their frequency",
    )


@judge("F12")
@_needs_phonons("CsPbI3")
def loose_clusters(chains) -> Finding:
    """Clusters of the framework, held less from outside than from within."""
    if not chains.clusters:
        return Finding("disagrees", "none", "the framework goes on in three dimensions")
    cluster = chains.clusters[0]
    share = chains.external_restoring_share(cluster)
    alone = bond_stiffness.translation_frequency(chains.springs, cluster, chains.masses) / tera
    return _finding(
        share < 0.5 and cluster.dimension < 3,
        f"dimension {cluster.dimension}, {100 * share:.0f} % from outside",
        f"pieces of the bond network, and how much of the force constants at their atoms comes "
        f"from other pieces; as a rigid body the chain would swing at {alone:.2f} THz between its "
        f"neighbours at rest, below {chains.einstein.min() / tera:.2f} THz or more of any single "
        "atom",
    )


@judge("F13")
@_needs_phonons("CsPbI3", "CsSnI3", "CsPbBr3")
def framework_rules_the_soft_modes(chains, tin, bromide) -> Finding:
    """More than half of the soft modes on Pb and I, and slower decay than in the gamma phases."""
    framework = _framework(chains)
    rates = [one.mean_rate * 1e-12 for one in (chains, tin, bromide)]
    return _finding(
        framework > 50 and rates[0] < min(rates[1:]),
        f"{framework:.0f} % on Pb and I",
        f"of the modes below {chains.highest / tera:g} THz, where four atoms in five are Pb or I; "
        f"in γ-CsSnI3 it is {_framework(tin):.0f} %. Soft optical modes decay at {rates[0]:.2f} "
        f"ps-1 in the mean, in γ-CsSnI3 at {rates[1]:.2f}, in γ-CsPbBr3 at {rates[2]:.2g}",
    )


@judge("F14")
@_needs_phonons("CsSnI3", "CsPbI3")
def motions_of_all_dimensions(tin, chains) -> Finding:
    """0D, 1D and 2D motions among the soft modes of both, and not in waves of sound."""
    sorts = {one.material.name: one.dimensionality_shares() for one in (tin, chains)}
    sound = max(100 * one.sound_dimensionality_shares[:3].max() for one in (tin, chains))
    halved, doubled = (
        min(100 * one.dimensionality_shares(factor)[:3].min() for one in (tin, chains))
        for factor in (0.5, 2.0)
    )
    present = all((shares[:3] >= PRESENT).all() for shares in sorts.values())
    return _finding(
        present and sound < 100 * PRESENT,
        "; ".join(
            f"{name} {'/'.join(f'{100 * one:.0f}' for one in shares[:3])} %"
            for name, shares in sorts.items()
        ),
        "shares of 0D/1D/2D among the soft modes, by how far groups of neighbours move in step; "
        f"waves of sound have at most {sound:.0f} % of each. With half the threshold the rarest "
        f"kind has {halved:.0f} %, with twice the threshold {doubled:.0f} %: how many there are is "
        "a matter of that choice",
    )


@judge("F6")
@_needs_phonons(*CRYSTALS)
def many_crossings(*studies) -> Finding:
    """More crossings at low frequency than folding sound into a cell of this size makes."""
    found = {one.material.name: count_crossings(one.phonon) for one in studies}
    more = all(one["crossed"] > one["folded"] for one in found.values())
    told = "; ".join(f"{name} {one['crossed']}" for name, one in found.items())
    folded = ", ".join(str(one["folded"]) for one in found.values())
    met = ", ".join(str(one["with_sound"]) for one in found.values())
    sound = ", ".join(str(one["folded_with_sound"]) for one in found.values())
    avoided = sum(one["avoided"] for one in found.values())
    return _finding(
        more,
        told,
        f"crossings below {CROSSED_BELOW / tera:g} THz along the three axes of the cell, by "
        "following eigenvectors; sound of the same velocities, folded into the same cell, would "
        f"have {folded}. Between optical modes and sound there are {met}, against {sound}: there "
        f"folding alone makes as many. {avoided} more are avoided",
    )


def count_crossings(phonon, highest: float = CROSSED_BELOW, points: int = 60) -> dict[str, int]:
    """Band crossings of a crystal from the zone centre along its three reciprocal axes.

    Parameters
    ----------
    phonon : phonopy.Phonopy
    highest : float
        Hz.
    points : int
        On each line, before refinement.

    Returns
    -------
    dict of str to int
        ``crossed``, ``avoided``, and of the first ``with_sound``: between a mode that is mostly
        sound and one that is not. ``folded`` and ``folded_with_sound``: what sound of the same
        velocities would have in an empty cell of this size.
    """
    cell, solve = phonon.primitive, harmonic.solver(phonon)
    reciprocal = 2 * np.pi * np.linalg.inv(cell.cell).T / angstrom
    total = dict.fromkeys(("crossed", "avoided", "with_sound", "folded", "folded_with_sound"), 0)
    for stop in np.eye(3) / 2:
        here = band_crossings.crossings(
            solve, np.zeros(3), stop, points, highest, masses=cell.masses
        )
        speeds = _sound(phonon, NEAR_CENTRE * stop)
        empty = band_crossings.folded_acoustic_crossings(
            reciprocal, speeds, np.zeros(3), stop, highest
        )
        one, other = (((part.acoustic > 0.5).sum(axis=1) == 1) for part in (here, empty))
        total["crossed"] += int(here.crossed.sum())
        total["avoided"] += int((~here.crossed).sum())
        total["with_sound"] += int((here.crossed & one).sum())
        total["folded"] += len(empty.fraction)
        total["folded_with_sound"] += int(other.sum())
    return total


def _sound(phonon, wavevector):
    """Velocities of the three branches of sound along a short wavevector, in m/s."""
    found = harmonic.vibrations(harmonic.solver(phonon), [wavevector])
    share = harmonic.acoustic_share(found.eigenvectors, phonon.primitive.masses)[0]
    velocity = harmonic.group_velocities(phonon, [wavevector])[0]
    return np.linalg.norm(velocity[np.argsort(-share)[:3]], axis=1)


def _framework(study):
    """Percent of the soft modes that are on the atoms of the framework."""
    shares, _ = harmonic.mean_shares_below(study.modes, study.highest, least=harmonic.FLOOR)
    return 100 * float(shares[study.part > 0].sum())


def _finding(agrees: bool, here: str, reason: str) -> Finding:
    return Finding("consistent" if agrees else "disagrees", here, reason)
