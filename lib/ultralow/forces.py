"""Forces and stresses from machine-learned potentials, and the stiffness that follows.

The only module that knows torch, and it imports it when a checkpoint is loaded. The rest
takes any ASE calculator with forces and stress. Positions are in angstrom and forces in
eV/angstrom, as in ASE; stresses and stiffness are in Pa, Voigt order xx yy zz yz xz xy.
"""

import hashlib
import importlib.util
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np
from ase import Atoms, units
from ase.calculators.calculator import Calculator, all_changes

from ultralow.elasticity import stability, stiffness_from_stresses
from ultralow.errors import UltralowError

# Both files lie inside the wheel of sevenn on PyPI: nothing is downloaded.
CHECKPOINTS = {
    "7net-0": "SevenNet_0__11Jul2024/checkpoint_sevennet_0.pth",
    "7net-l3i5": "SevenNet_l3i5/checkpoint_l3i5.pth",
}
MAX_FORCE = 1e-6
STRAINS = (0.002, 0.004)
# Alkali and alkaline-earth ions sit in cages: they have neighbours, but no bonds to count.
_CAGE_IONS = frozenset(["Li", "Na", "K", "Rb", "Cs", "Be", "Mg", "Ca", "Sr", "Ba"])
_PA = 1 / units.Pascal


class Relaxed(NamedTuple):
    """Atoms at rest: ``max_force`` is the largest force left on one, in eV/angstrom."""

    atoms: Atoms
    max_force: float
    steps: int


class Phase(NamedTuple):
    """What a relaxation did to a crystal.

    ``space_group`` (before, after) as numbers, ``max_displacement`` in angstrom with the
    common drift taken out, ``bonds_kept`` whether the same atoms are bonded as before.
    """

    space_group: tuple
    max_displacement: float
    bonds_kept: bool


class StrainRun(NamedTuple):
    """Stresses of a strained crystal.

    ``strains`` (m, 6), shear as engineering strain; ``stresses`` (m, 6) in Pa with the ions
    relaxed; ``clamped`` (m, 6) in Pa with the ions carried along; ``clamped_forces``
    (m, N, 3) in eV/angstrom; ``max_forces`` (m,) what is left after relaxing; ``hessian``
    (3N, 3N) in eV/angstrom^2 of the unstrained crystal; ``volume`` in angstrom^3.
    """

    strains: np.ndarray
    stresses: np.ndarray
    clamped: np.ndarray
    clamped_forces: np.ndarray
    max_forces: np.ndarray
    hessian: np.ndarray
    volume: float


class Modes(NamedTuple):
    """Modes of one cell moving as all others: ``frequency`` in THz, imaginary ones negative.

    ``strain_coupling`` is the share of the strain's push on the ions that goes into the mode,
    between 0 and 1. Odd modes of a centrosymmetric crystal have none.
    """

    frequency: np.ndarray
    strain_coupling: np.ndarray


class _SevenNet(Calculator):
    """SevenNet in double precision on one thread, made invariant under inversion.

    The calculator of the package works in single precision, whose noise divided by a strain
    of 0.4 % would be the error of the stiffness. And neither checkpoint was trained with
    parity: a crystal and its mirror image get different energies, and forces break a mirror
    plane by up to 3e-3 eV/angstrom. The mean over both restores the symmetry exactly.
    """

    implemented_properties = ("energy", "free_energy", "forces", "stress")

    def __init__(self, model, cutoff, atomic_numbers, name):
        super().__init__()
        self.model, self.cutoff = model, cutoff
        self.atomic_numbers, self.checkpoint = atomic_numbers, name

    def calculate(self, atoms=None, properties=None, system_changes=all_changes):
        from sevenn.train.dataload import unlabeled_atoms_to_graph

        super().calculate(atoms, properties, system_changes)
        _check_elements(self.atoms, self.atomic_numbers, self.checkpoint)
        graph = unlabeled_atoms_to_graph(self.atoms, self.cutoff)
        here, mirrored = self._evaluate(graph, 1), self._evaluate(graph, -1)
        means = [(one + other) / 2 for one, other in zip(here, mirrored, strict=True)]
        self.results = dict(zip(("energy", "forces", "stress"), means, strict=True))
        self.results["free_energy"] = means[0]

    def _evaluate(self, graph, sign):
        """Energy, forces and stress of the crystal or, for sign -1, of its inverse image."""
        import sevenn._keys as key
        import torch
        from sevenn.atom_graph_data import AtomGraphData
        from sevenn.util import dtype_correct

        image = dict(graph)
        image[key.POS], image[key.EDGE_VEC] = (
            sign * graph[key.POS],
            sign * graph[key.EDGE_VEC],
        )
        data = {name: dtype_correct(value, torch.float64) for name, value in image.items()}
        output = self.model(AtomGraphData(**data))
        # The model lists xx yy zz xy yz xz of the pressure; ASE wants the stress.
        stress = -output[key.PRED_STRESS].detach().numpy()[[0, 1, 2, 4, 5, 3]]
        forces = sign * output[key.PRED_FORCE].detach().numpy()
        return output[key.PRED_TOTAL_ENERGY].item(), forces, stress


def _check_elements(atoms, known, name):
    from ase.data import chemical_symbols

    unknown = sorted(set(atoms.numbers.tolist()) - set(known))
    if unknown:
        raise UltralowError(
            f"{name} does not know {', '.join(chemical_symbols[number] for number in unknown)}.",
            f"It was trained on {len(known)} elements.",
            "compute a crystal of other elements, or use another potential.",
        )


def checkpoint_path(checkpoint):
    """Path of a shipped checkpoint.

    Parameters
    ----------
    checkpoint : str
        A key of ``CHECKPOINTS``.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    UltralowError
        If the name is unknown, or torch or sevenn is not installed.
    """
    if checkpoint not in CHECKPOINTS:
        raise UltralowError(
            f"Unknown checkpoint {checkpoint!r}.",
            mend=f"choose one of {', '.join(CHECKPOINTS)}.",
        )
    missing = [name for name in ("torch", "sevenn") if importlib.util.find_spec(name) is None]
    if missing:
        raise UltralowError(
            f"The machine-learned potentials need {' and '.join(missing)}.",
            "Readers do not need them, so that the usual environment has neither.",
            "run `make compute`, which makes the environment .venv-compute and works in it.",
        )
    package = Path(importlib.util.find_spec("sevenn").origin).parent
    return package / "pretrained_potentials" / CHECKPOINTS[checkpoint]


def checkpoint_sha256(checkpoint):
    """SHA-256 of the file of a shipped checkpoint, as 64 hexadecimal digits."""
    return hashlib.sha256(checkpoint_path(checkpoint).read_bytes()).hexdigest()


def load_calculator(checkpoint):
    """ASE calculator of a shipped SevenNet checkpoint, in double precision on the CPU.

    torch is set to one thread for the whole process: sums then have one order, and two runs
    agree to the last bit.

    Parameters
    ----------
    checkpoint : str
        A key of ``CHECKPOINTS``.

    Returns
    -------
    ase.calculators.calculator.Calculator
        With energy, forces and stress.

    Raises
    ------
    UltralowError
        As `checkpoint_path`; and by each calculation, if the atoms hold an element that the
        potential was not trained on.

    References
    ----------
    Park et al., J. Chem. Theory Comput. 20, 4857 (2024), doi 10.1021/acs.jctc.4c00190
    """
    path = checkpoint_path(checkpoint)
    with warnings.catch_warnings():
        # e3nn compiles with torch.jit, which torch 2.13 calls deprecated: no reader can mend it.
        warnings.filterwarnings("ignore", "`torch.jit", DeprecationWarning)
        model, config = _double_model(path)
    return _SevenNet(model, config["cutoff"], tuple(sorted(config["_type_map"])), checkpoint)


def _double_model(path):
    import sevenn.train.dataload  # noqa: F401 - it warns as it is imported, so that is done here
    import torch
    from sevenn.nn.node_embedding import OnehotEmbedding
    from sevenn.util import load_checkpoint

    torch.set_num_threads(1)
    stored = load_checkpoint(str(path))
    model = stored.build_model()
    model.set_is_batch_data(False)
    model.double().eval()
    for module in model.modules():
        if isinstance(module, OnehotEmbedding):
            module.register_forward_hook(_to_double)
    return model, stored.config


def _to_double(module, inputs, output):
    # The embedding casts to single precision whatever the weights are.
    for name in (module.key_output, module.key_additional_output):
        if name is not None:
            output[name] = output[name].double()
    return output


def relax_atoms(atoms, calculator, max_force=MAX_FORCE, symprec=1e-3, max_steps=1000):
    """Relax the atoms at fixed cell, with the space group kept.

    BFGS under the symmetry of the structure as given. When the tolerance is not reached in
    ``max_steps`` the state reached is returned with its force: the caller's gate decides.

    Parameters
    ----------
    atoms : ase.Atoms
    calculator : ase.calculators.calculator.Calculator
    max_force : float
        Largest force left on an atom, eV/angstrom. The default is set by soft modes: at
        0.1 eV/angstrom^2 it leaves an atom 1e-5 angstrom from rest, a thousandth of what
        a strain of 0.4 % moves it.
    symprec : float
        Distance within which atoms count as symmetry-equivalent, angstrom.

    Returns
    -------
    Relaxed
    """
    from ase.constraints import FixSymmetry
    from ase.optimize import BFGS

    moved = atoms.copy()
    moved.set_constraint(FixSymmetry(moved, symprec=symprec, adjust_cell=False))
    moved.set_cell(atoms.cell[:])  # the constraint refines it, in the last digit or beyond
    moved.calc = calculator
    optimizer = BFGS(moved, logfile=None, maxstep=0.1)
    optimizer.run(fmax=max_force, steps=max_steps)
    moved.set_constraint()
    return Relaxed(moved, _largest(moved.get_forces()), optimizer.nsteps)


def _largest(forces):
    return float(np.linalg.norm(np.reshape(forces, (-1, 3)), axis=1).max())


def compare_phases(before, after, symprec=1e-3):
    """Whether a crystal is still in the phase it was before its atoms moved.

    Bonds are pairs closer than 1.3 times the sum of their covalent radii, ions in cages
    (alkali and alkaline earth) left out. In the halide perovskites that limit lies in the
    gap between the first shell and the second.

    Parameters
    ----------
    before, after : ase.Atoms
        The same atoms in the same order and cell.
    symprec : float
        Angstrom.

    Returns
    -------
    Phase
    """
    from spglib import get_symmetry_dataset

    groups = tuple(
        int(get_symmetry_dataset(_as_cell(atoms), symprec=symprec).number)
        for atoms in (before, after)
    )
    shift = after.get_positions() - before.get_positions()
    shift -= shift.mean(axis=0)
    return Phase(groups, _largest(shift), _bonds(before) == _bonds(after))


def point_group(atoms, symprec=1e-3):
    """Operations of the point group as Cartesian matrices, shape (m, 3, 3)."""
    from spglib import get_symmetry

    axes = atoms.cell[:].T
    rotations = get_symmetry(_as_cell(atoms), symprec=symprec)["rotations"]
    return axes @ rotations @ np.linalg.inv(axes)


def _as_cell(atoms):
    return atoms.cell[:], atoms.get_scaled_positions(), atoms.numbers


def _bonds(atoms):
    from ase.data import covalent_radii
    from ase.neighborlist import neighbor_list

    radii = 1.3 * covalent_radii[atoms.numbers]
    caged = [symbol in _CAGE_IONS for symbol in atoms.get_chemical_symbols()]
    first, second, image = neighbor_list("ijS", atoms, radii)
    return {
        (int(i), int(j), *map(int, cell))
        for i, j, cell in zip(first, second, image, strict=True)
        if not caged[i] and not caged[j]
    }


def hessian(atoms, calculator, displacement=0.005):
    """Second derivatives of the energy of one cell, by central differences of the forces.

    Parameters
    ----------
    atoms : ase.Atoms
    calculator : ase.calculators.calculator.Calculator
    displacement : float
        Angstrom.

    Returns
    -------
    numpy.ndarray, shape (3N, 3N)
        eV/angstrom^2, symmetric, with rigid translations projected out.
    """
    moved = atoms.copy()
    moved.calc = calculator
    rest = atoms.get_positions().ravel()
    matrix = np.empty((rest.size, rest.size))
    for column in range(rest.size):
        forces = []
        for sign in (1, -1):
            there = rest.copy()
            there[column] += sign * displacement
            moved.set_positions(there.reshape(-1, 3))
            forces.append(moved.get_forces().ravel())
        matrix[:, column] = (forces[1] - forces[0]) / (2 * displacement)
    rigid = np.tile(np.eye(3), (len(atoms), 1)) / np.sqrt(len(atoms))
    inner = np.eye(rest.size) - rigid @ rigid.T
    return inner @ (matrix + matrix.T) @ inner / 2


def zone_centre_modes(run, masses):
    """Optical modes at the zone centre, and how much of each a strain excites.

    Parameters
    ----------
    run : StrainRun
    masses : array_like, shape (N,)
        Unified atomic mass units.

    Returns
    -------
    Modes
        Long-range electric fields are not in these potentials: no LO-TO splitting.
    """
    root = np.sqrt(np.repeat(masses, 3))
    squares, vectors = np.linalg.eigh(run.hessian / np.outer(root, root))
    # The three translations are zero by projection: the three smallest in magnitude.
    optical = np.sort(np.argsort(np.abs(squares))[3:])
    squares, patterns = squares[optical], vectors[:, optical] / root[:, None]
    per_second = np.sign(squares) * np.sqrt(np.abs(squares)) * units.s / (2 * np.pi)
    push = _internal_strain(run).T @ (patterns / np.linalg.norm(patterns, axis=0))
    coupling = np.linalg.norm(push, axis=0) / np.linalg.norm(_internal_strain(run))
    return Modes(per_second / 1e12, coupling)


def relaxed_ion_stiffness(atoms, calculator, strain=STRAINS, max_force=MAX_FORCE):
    """Strain a relaxed crystal in six ways and let its ions follow.

    Every Voigt component is strained by plus and minus each amplitude; the ions start from
    the affinely carried positions and go to rest by a quasi-Newton search that begins with
    the hessian of the unstrained crystal. The cell is held at its strain. No symmetry is
    imposed: the forces have what is left of it.

    Parameters
    ----------
    atoms : ase.Atoms
        At rest in its cell, as from `relax_atoms`.
    calculator : ase.calculators.calculator.Calculator
        With forces and stress.
    strain : float or sequence of float
        Amplitudes; shear as engineering strain. Two show whether the answer is linear.
    max_force : float
        Largest force left on an atom, eV/angstrom.

    Returns
    -------
    StrainRun

    Raises
    ------
    UltralowError
        If an amplitude is not between 0 and 0.1.

    Notes
    -----
    Stresses are Cauchy stresses and strains deform the cell as 1 + epsilon, so that the
    slope is the stress-strain coefficient that governs stability and sound in a crystal
    under pressure (Barron and Klein, Proc. Phys. Soc. 85, 523 (1965),
    doi 10.1088/0370-1328/85/3/313).
    """
    amplitudes = np.atleast_1d(strain)
    if not (amplitudes.size and np.all((amplitudes > 0) & (amplitudes < 0.1))):
        raise UltralowError(
            f"Strain amplitudes {strain} are not between 0 and 0.1.",
            mend="give strains of a few thousandths.",
        )
    matrix = hessian(atoms, calculator)
    inverse = np.linalg.pinv(matrix, rcond=1e-9, hermitian=True)
    strains = [
        sign * amplitude * row for amplitude in amplitudes for row in np.eye(6) for sign in (1, -1)
    ]
    runs = [_strained(atoms, calculator, row, inverse, max_force) for row in strains]
    clamped, pushed, stresses, forces = map(np.array, zip(*runs, strict=True))
    return StrainRun(
        np.array(strains), stresses, clamped, pushed, forces, matrix, atoms.get_volume()
    )


def _strained(atoms, calculator, strain, inverse, max_force):
    xx, yy, zz, yz, xz, xy = strain
    tensor = np.array([[xx, xy / 2, xz / 2], [xy / 2, yy, yz / 2], [xz / 2, yz / 2, zz]])
    deformed = atoms.copy()
    deformed.calc = calculator
    deformed.set_cell(atoms.cell[:] @ (np.eye(3) + tensor), scale_atoms=True)
    clamped, pushed = deformed.get_stress() * _PA, deformed.get_forces()
    left = _follow(deformed, inverse, max_force)
    return clamped, pushed, deformed.get_stress() * _PA, left


def _follow(atoms, inverse, max_force, max_steps=60):
    """Go to the nearest point of rest; return the force left. SR1 corrects the hessian.

    Newton's step, unlike a descent, also follows a saddle. An unstable crystal is then
    measured where it is, and refused, in place of sliding into another phase unseen.
    """
    force, inverse = atoms.get_forces().ravel(), inverse.copy()
    for _ in range(max_steps):
        if _largest(force) <= max_force:
            break
        step = inverse @ force
        step *= min(1, 0.1 / _largest(step))
        atoms.set_positions(atoms.get_positions() + step.reshape(-1, 3))
        previous, force = force, atoms.get_forces().ravel()
        change = previous - force
        miss = step - inverse @ change
        weight = miss @ change
        if abs(weight) > 1e-8 * np.linalg.norm(miss) * np.linalg.norm(change):
            inverse += np.outer(miss, miss) / weight
    return _largest(force)


def linear_response_stiffness(run):
    """Relaxed-ion stiffness without relaxing, from the clamped-ion run and the hessian.

    C = C_clamped - Lambda^T K^-1 Lambda / V,  Lambda = -dF/d epsilon

    It uses none of the relaxed stresses of the run, and so tests them.

    Parameters
    ----------
    run : StrainRun

    Returns
    -------
    numpy.ndarray, shape (6, 6)
        Pa.

    References
    ----------
    Wu, Vanderbilt and Hamann, Phys. Rev. B 72, 035105 (2005), doi 10.1103/PhysRevB.72.035105
    """
    clamped = stiffness_from_stresses(run.strains, run.clamped).stiffness
    internal = _internal_strain(run)
    inverse = np.linalg.pinv(run.hessian, rcond=1e-9, hermitian=True)
    return clamped - internal.T @ inverse @ internal / run.volume * _PA


def _internal_strain(run):
    # Strains come in pairs +e and -e, so that a force at zero strain drops out of the slope.
    forces = run.clamped_forces.reshape(len(run.strains), -1)
    return -np.linalg.lstsq(run.strains, forces, rcond=None)[0].T


def refusals(relaxed, phase, run, stiffness, max_force=MAX_FORCE):
    """Why a computed stiffness may not be used; an empty list where it may.

    Parameters
    ----------
    relaxed : Relaxed
    phase : Phase
    run : StrainRun
    stiffness : array_like, shape (6, 6)
        Pa.
    max_force : float
        The tolerance that was asked for, eV/angstrom.

    Returns
    -------
    list of str
    """
    largest = max(relaxed.max_force, run.max_forces.max())
    modes = zone_centre_modes(run, relaxed.atoms.get_masses())
    # Symmetry-forbidden couplings are rounding, near 1e-7; allowed ones are above 1e-3.
    driven = (modes.frequency < 0) & (modes.strain_coupling > 1e-4)
    before, after = phase.space_group
    frequency = modes.frequency[0]
    checks = (
        (
            not largest <= max_force,
            f"force of {largest:.1e} eV/A left, above {max_force:.0e}",
        ),
        (before != after, f"space group {before} became {after} on relaxing"),
        (not phase.bonds_kept, "bonds broke or formed on relaxing"),
        (
            driven.any(),
            f"strain drives an unstable zone-centre mode ({frequency:.2f} THz)",
        ),
    )
    reasons = [reason for failed, reason in checks if failed]
    test = stability(stiffness)
    return reasons if test.stable else [test.reason, *reasons]
