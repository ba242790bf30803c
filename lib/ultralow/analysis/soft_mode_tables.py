"""What the rattling notebook tells in numbers: contacts, atoms, the sorting, the headline."""

import numpy as np
import pandas as pd
from scipy.constants import angstrom, tera

from ultralow.analysis import structures
from ultralow.analysis.soft_modes import (
    DIMENSIONALITIES,
    LONGEST,
    SITE_KINDS,
    SoftModes,
    site_kinds,
)
from ultralow.data.materials import Material
from ultralow.phonons import bond_stiffness, harmonic
from ultralow.phonons.density_of_states import mean_shares_below

FACTORS = (0.5, 1.0, 2.0)


def contacts(material: Material, longest: float = LONGEST) -> dict:
    """Lengths of the contacts in angstrom, by kind, each from both ends: bonds, cages, edges.

    Parameters
    ----------
    material : Material
    longest : float
        Angstrom; bonds of the framework count whatever their length.
    """
    return {name: found.length for name, found in _kinds(material, longest)}


def contact_table(of: SoftModes | Material, longest: float) -> pd.DataFrame:
    """Kinds of contacts for display: how many, how long, how uneven, how stiff."""
    material = of.crystal if isinstance(of, SoftModes) else of
    rows = []
    for name, found in _kinds(material, longest):
        length, (low, high) = found.length, (found.length.min(), found.length.max())
        row = {"contact": name, "number in the cell": len(length)}
        row["lengths (Å)"] = f"{low:.3f} to {high:.3f}"
        row["spread (%)"] = f"{100 * bond_stiffness.inhomogeneity(length):.1f}"
        if isinstance(of, SoftModes):
            stiffness = _stiffness(of, found)
            row["stiffness (N/m)"] = f"{stiffness.min():.1f} to {stiffness.max():.1f}"
        rows.append(row)
    return pd.DataFrame(rows)


def atom_table(study: SoftModes | None) -> pd.DataFrame | None:
    """What each element, and each cluster as a body, does in the soft modes, for display.

    None where there are no modes.
    """
    if study is None:
        return None
    shares, _ = mean_shares_below(study.modes, study.highest, least=harmonic.FLOOR)
    symbols = np.array(study.atoms.get_chemical_symbols())
    size, rows = len(symbols), []
    for symbol in sorted(set(symbols)):
        mine = symbols == symbol
        square = np.trace(study.displacements[mine], axis1=1, axis2=2).mean() / 3
        rows.append(
            {
                "what": symbol,
                "alone (THz)": f"{study.einstein[mine].mean() / tera:.2f}",
                f"moves (Å, {study.temperature:.0f} K)": f"{np.sqrt(square) / angstrom:.3f}",
                "own motion (%)": f"{100 * study.einstein_share[mine].mean():.0f}",
                "soft modes over random": f"{shares[mine].sum() * size / mine.sum():.2f}",
            }
        )
    for cluster in study.clusters[:1]:
        alone = bond_stiffness.translation_frequency(study.springs, cluster, study.masses) / tera
        kind = ("cluster", "chain", "layer")[cluster.dimension]
        name = f"{kind} of {len(cluster.centres)} atoms a repeat"
        times = study.enrichment("rigid clusters")
        rows.append(dict(zip(rows[0], (name, f"{alone:.2f}", "", "", f"{times:.2f}"), strict=True)))
    return pd.DataFrame(rows)


def sorting_table(study: SoftModes | None) -> pd.DataFrame | None:
    """Shares of the soft modes by dimension, for three thresholds, and for sound, for display.

    None where there are no modes.
    """
    if study is None:
        return None
    found = {
        f"soft modes, r ≤ {f * study.loosest:g}": study.dimensionality_shares(f) for f in FACTORS
    }
    found[f"waves of sound, r ≤ {study.loosest:g}"] = study.sound_dimensionality_shares
    rows = [
        {"what": name} | {one: f"{100 * part:.0f} %" for one, part in zip(DIMENSIONALITIES, shares)}
        for name, shares in found.items()
    ]
    return pd.DataFrame(rows)


def numbers(of: SoftModes | Material, longest: float):
    """The headline numbers, one after the other: name, value, unit, grade and uncertainty."""
    material, grade = (of.crystal, "R") if isinstance(of, SoftModes) else (of, "L")
    for name, length in zip(("bonds", "cages", "edges"), contacts(material, longest).values()):
        yield f"spread_of_{name}", 100 * bond_stiffness.inhomogeneity(length), "%", grade, None
    if isinstance(of, SoftModes):
        for name, value, unit in _of_modes(of):
            yield name, value, unit, "R", None
        for name, (ratio, error) in of.contrasts.items():
            yield f"decay_ratio_{name.replace(' ', '_')}", ratio, "1", "R", ratio * error


def _of_modes(study):
    modes = study.modes
    yield "soft_modes", modes.weights @ study.soft(modes).sum(axis=1) / modes.weights.sum(), "1"
    for n, part in enumerate(SITE_KINDS):
        if (study.part == n).any():
            yield f"own_motion_{part}", 100 * study.einstein_share[study.part == n].mean(), "%"
            yield f"alone_{part}", study.einstein[study.part == n].mean() / tera, "THz"
    for name in study.motion_shares_on_mesh:
        yield f"share_over_random_{name.replace(' ', '_')}", study.enrichment(name), "1"
    for one, share in zip(DIMENSIONALITIES, study.dimensionality_shares(), strict=True):
        yield f"soft_modes_{one}", 100 * share, "%"
    for cluster in study.clusters[:1]:
        yield "held_from_outside", 100 * study.external_restoring_share(cluster), "%"
    yield "decay_per_radian", study.median_damping, "1"


def _kinds(material, longest):
    """Bonds, then contacts of caged ions and between ligands, as pairs with a name."""
    atoms, bonds = material.atoms, structures.bonds(material)
    part, symbols = site_kinds(atoms, bonds), np.array(material.atoms.get_chemical_symbols())
    names = ["/".join(sorted(set(symbols[part == n]))) for n in range(3)]
    near = bond_stiffness.pairs(atoms, longest)
    found = [(f"{names[1]}–{names[2]}", bond_stiffness.Pairs(*bonds))]
    for one in (0, 2):
        kept = (part[near.first] == one) & (part[near.second] == 2)
        if kept.any():
            cut = bond_stiffness.Pairs(*(column[kept] for column in near))
            found.append((f"{names[one]}–{names[2]}", cut))
    return found


def _stiffness(study, found):
    """Resistance to stretching of some pairs, from the springs of the same atoms, in N/m."""
    springs = study.springs
    along = bond_stiffness.stretch_stiffness(springs, study.atoms.cell[:])
    ends = zip(springs.first.tolist(), springs.second.tolist(), springs.shift.tolist(), along)
    known = {(i, j, *shift): value for i, j, shift, value in ends}
    places = study.atoms.get_scaled_positions(wrap=False)
    step = places[found.second] + found.shift - places[found.first]
    model = study.phonon.primitive.scaled_positions
    shift = np.round(step - (model[found.second] - model[found.first])).astype(int).tolist()
    rows = zip(found.first.tolist(), found.second.tolist(), shift, strict=True)
    return np.array([known[(i, j, *one)] for i, j, one in rows])
