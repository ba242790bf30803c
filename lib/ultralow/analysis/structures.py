"""The stored crystals, made ready to be drawn and diffracted: colours, views, motions, tables.

An adapter between `materials` and the modules that know only atoms.
"""

import re

import numpy as np
import pandas as pd

from ultralow.crystal import connectivity, diffraction, geometry
from ultralow.crystal.geometry import PNMA_TO_PBNM
from ultralow.data import crystal_file, materials, tables
from ultralow.data.materials import Material
from ultralow.errors import UltralowError

DIMENSIONS = ("separate clusters", "chains", "layers", "a three-dimensional framework")


def bonds(material: Material) -> connectivity.Bonds:
    """The bonds of a material's framework; see :func:`ultralow.crystal.connectivity.bonds`."""
    return connectivity.bonds(material.atoms)


def network_summary(material: Material) -> str:
    """Two lines for a notebook: which polyhedra, what they share, and how far they reach."""
    found = bonds(material)
    links, nets = connectivity.contacts(found), connectivity.networks(found)
    symbols = np.array(material.atoms.get_chemical_symbols())
    kinds = "/".join(sorted(set(symbols[found.centre])))
    ligands = "/".join(sorted(set(symbols[found.ligand])))
    numbers = sorted(set(np.unique(found.centre, return_counts=True)[1].tolist()))
    shared = sorted(set(np.minimum(links.shared, 3).tolist()))
    kind = " and ".join(connectivity.SHARED[n] for n in shared) or "nothing"
    return (
        f"{kinds} has {' or '.join(map(str, numbers))} {ligands} neighbours, bonds of "
        f"{found.length.min():.3f} to {found.length.max():.3f} Å\n"
        f"the polyhedra share {kind} and form {_reach(nets)}"
    )


def wire_axis(material: Material) -> tuple[np.ndarray, str]:
    """The direction that is drawn upwards, and what it is.

    The wire's axis where a wire was measured; else the axis of the chains where the network has
    chains; else the shortest axis of the cell.
    """
    if material.wire_axis is not None:
        return material.wire_axis, "wire"
    for net in connectivity.networks(bonds(material)):
        if net.dimension == 1:
            return net.translations[0], "chain"
    axis = np.eye(3, dtype=int)[int(np.argmin(material.atoms.cell.lengths()))]
    return axis, "axis"


def zone_axis(material: Material, wanted: str = "across") -> np.ndarray:
    """The direction from which an electron beam, or the reader, looks at the wire's side.

    Parameters
    ----------
    material : Material
    wanted : str
        ``"across"`` for the shortest lattice direction exactly across the wire axis, where there
        is none for the one nearest to it, or three integers such as ``"1 0 0"``.

    Raises
    ------
    UltralowError
        If the text is neither, or names the wire axis itself.
    """
    axis, _ = wire_axis(material)
    if wanted == "across":
        return np.array(geometry.perpendicular_directions(material.atoms, axis)[0])
    if not re.fullmatch(r"\s*-?[0-9]{1,2}(\s+-?[0-9]{1,2}){2}\s*", wanted):
        raise UltralowError(
            f"zone_axis = {wanted!r} is no lattice direction",
            mend='use "across", or three integers such as "1 0 0"',
        )
    zone = np.array(wanted.split(), int)
    geometry.screen(material.atoms, zone, axis)  # says so where the two are parallel
    return zone


def slant(material: Material, zone) -> str:
    """How far a zone axis is from lying across the wire axis, in words; nothing where it does."""
    out, along = (
        np.asarray(one) @ material.atoms.cell[:] for one in (zone, wire_axis(material)[0])
    )
    cosine = out @ along / np.linalg.norm(out) / np.linalg.norm(along)
    if abs(cosine) < geometry.ACROSS:
        return ""
    return f", {np.degrees(np.arccos(abs(cosine))):.1f}° from the {wire_axis(material)[1]}"


def displacements(material: Material, assumed_B: float) -> tuple[np.ndarray, str, str]:
    """Mean-square displacements of the atoms in angstrom², their grade, and a line about them.

    Parameters
    ----------
    material : Material
    assumed_B : float
        B = 8π²U in angstrom² for a structure whose record holds no displacements.

    Returns
    -------
    tuple of (numpy.ndarray, str, str)
        U of every atom; grade L where the record has it, else G; and what it is, for a notebook.
    """
    u = crystal_file.read(tables.path(material.structure)).displacements
    if u is None:
        u = np.full(len(material.atoms), assumed_B / (8 * np.pi**2))
        return u, "G", f"no displacements in the record: B = {assumed_B:g} Å² assumed for all  [G]"
    mean = 8 * np.pi**2 * u.mean()
    return u, "L", f"displacements from the record, B = {mean:.2f} Å² in the mean  [L]"


def others_of_formula(material: Material) -> list[Material]:
    """The other stored phases of the same formula."""
    known = [materials.get(name) for name in materials.names()]
    return [one for one in known if one.formula == material.formula and one.name != material.name]


def crystal_table(material: Material) -> pd.DataFrame:
    """Cell, symmetry, density and number density of one material, as text by name and unit."""
    atoms = material.atoms
    a, b, c = atoms.cell.lengths()
    standard = np.linalg.norm(geometry.symmetry(atoms).std_lattice, axis=1)
    rows = [
        ("space group of the stored atoms", space_group(material), ""),
        ("cell a, b, c", f"{a:.4f}, {b:.4f}, {c:.4f}", "Å"),
        ("a, b, c in the standard setting", "{:.4f}, {:.4f}, {:.4f}".format(*standard), "Å"),
        ("volume", f"{atoms.get_volume():.2f}", "Å³"),
        ("formula units in the cell", f"{len(atoms) // _atoms_per_formula(atoms)}", ""),
        ("mass density", f"{material.mass_density:.0f}", "kg m⁻³"),
        ("number density", f"{material.number_density * 1e-27:.2f}", "nm⁻³"),
    ]
    return pd.DataFrame(rows, columns=["property", "value", "unit"])


def space_group(material: Material) -> str:
    """The space group that spglib finds in the stored atoms, with its number: ``Pnma (62)``."""
    found = geometry.symmetry(material.atoms)
    return f"{found.international} ({found.number})"


def axis_in_settings(material: Material) -> str:
    """The direction that the figure has upright, in the standard setting and, of Pnma, in Pbnm."""
    found = geometry.symmetry(material.atoms)
    axis, name = wire_axis(material)
    # spglib gives x_standard = P x + p, and directions turn as positions do.
    turned = {found.international: found.transformation_matrix @ axis}
    if found.number == 62:
        turned["Pbnm"] = PNMA_TO_PBNM @ turned[found.international]
    told = [f"{_forward(one)} in {setting}" for setting, one in turned.items()]
    return f"{name} {', '.join(told)}; stored as {material.space_group.replace(' ', '')}"


def dimension(material: Material) -> int:
    """The largest dimension of the networks of a material: 3 for a framework, 1 for chains."""
    return max(net.dimension for net in connectivity.networks(bonds(material)))


def shared_along_axis(material: Material) -> int:
    """How many ligands neighbouring polyhedra share in straight rows along the axis; 0 for none."""
    links = connectivity.contacts(bonds(material))
    return max(connectivity.shared_along(material.atoms, links, wire_axis(material)[0]), default=0)


def axis_to_plane_normal_angle(material: Material, direction) -> float:
    """Degrees between the lattice direction [uvw] and the normal of the planes (uvw)."""
    direct = np.asarray(direction) @ material.atoms.cell[:]
    normal = np.asarray(direction) @ material.atoms.cell.reciprocal()[:]
    cosine = direct @ normal / np.linalg.norm(direct) / np.linalg.norm(normal)
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def distinguishing_lines(lines: dict, apart: float, least: float = 10.0) -> dict:
    """Lines by phase that no other phase has near them.

    The rule is that of `ultralow.crystal.diffraction.distinguishing_lines`.

    Parameters
    ----------
    lines : dict of str to ultralow.crystal.diffraction.Lines
        By the name of the phase.
    apart, least : float
        Degrees, and percent.

    Returns
    -------
    dict of str to numpy.ndarray
        Indices into the lines, the strongest first; none where there is one phase only.
    """
    chosen = {}
    for name, mine in lines.items():
        others = [other for key, other in lines.items() if key != name]
        free = [diffraction.distinguishing_lines(mine, other, apart, least) for other in others]
        common = [n for n in free[0] if all(n in one for one in free)] if free else []
        chosen[name] = np.array(common, int)
    return chosen


def peak_list(lines: dict, chosen: dict, most: int = 8) -> pd.DataFrame:
    """Powder lines for display: those that tell the phases apart, or the strongest of one phase.

    Parameters
    ----------
    lines, chosen : dict
        By the name of the phase, as :func:`distinguishing_lines` takes and gives them.
    most : int
        How many of each.
    """
    tables_of = []
    for name, mine in lines.items():
        strongest = np.argsort(-mine.intensity[:, 0], kind="stable")
        rows = np.sort((chosen[name] if len(chosen[name]) else strongest)[:most])
        tables_of.append(
            pd.DataFrame(
                {
                    "phase": materials.get(name).label,
                    "hkl": [" ".join(map(str, mine.hkl[n])) for n in rows],
                    "2θ (°)": [f"{mine.two_theta[n, 0]:.2f}" for n in rows],
                    "d (Å)": [f"{mine.spacing[n]:.3f}" for n in rows],
                    "multiplicity": mine.multiplicity[rows],
                    "intensity (%)": [f"{mine.intensity[n, 0]:.0f}" for n in rows],
                }
            )
        )
    return pd.concat(tables_of, ignore_index=True)


def conditions_table(conditions: dict) -> pd.DataFrame:
    """The reflection conditions for display, each class of reflections one row."""
    return pd.DataFrame(conditions.items(), columns=["reflections", "present only with"])


def _forward(direction) -> str:
    """A direction in the smallest whole indices, the first positive: [101] and not its opposite.

    Centred cells and supercells make fractions and multiples of them.
    """
    multiples = np.outer(np.arange(1, 61), direction)
    whole = np.round(multiples).astype(int)
    # Of a fraction that is none of these the last multiple comes nearest.
    fits = np.abs(multiples - whole).max(axis=1) < 1e-3
    found = whole[np.argmax(fits) if fits.any() else -1]
    found = found // np.gcd.reduce(found)
    return geometry.indices(found * np.sign(found[np.flatnonzero(found)[0]]))


def _atoms_per_formula(atoms) -> int:
    return sum(atoms.symbols.formula.reduce()[0].count().values())


def _reach(nets) -> str:
    """How far the networks of a cell reach: ``chains along [010], 2 polyhedra wide``."""
    found = []
    for net in nets:
        text = DIMENSIONS[net.dimension]
        if net.dimension == 1:
            text += f" along {geometry.indices(net.translations[0])}"
        if net.dimension < 3:
            text += f", {len(net.centres)} polyhedra a repeat"
        if text not in found:
            found.append(text)
    return " and ".join(found)
