"""What first principles say of the potentials, crystal by crystal, from the stored snapshots.

The forces of both on the same snapshots are compared as a whole, element by element, and order by
order; mode by mode as springs; and what their softness would make of the conductivity is estimated.
"""

from typing import NamedTuple

import numpy as np
from ase.data import chemical_symbols
from scipy.constants import angstrom, atomic_mass, eV, minute

from ultralow.analysis import convergence
from ultralow.analysis.lattice_conductivity import LatticeConductivity, accepted_results
from ultralow.checks import FloatArray, check_known
from ultralow.compute import force_errors
from ultralow.compute.force_errors import Agreement
from ultralow.data import force_frames, phonon_store
from ultralow.data.force_frames import REFERENCE
from ultralow.data.materials import SHIPPED, TUNED, Material
from ultralow.errors import UltralowError
from ultralow.paper.wires import ROOM
from ultralow.phonons import harmonic, mode_springs

KINDS = {"shipped": SHIPPED, "tuned": TUNED}
MILLI, PERCENT = 1e3, 100  # as tables show errors and shares
PARTS = ("whole", "odd", "even")
NEWTON = eV / angstrom  # of forces in eV/angstrom
# What a setting of the electrons means, in words.
WORDS = {"cutoff_eV": "{:g} eV", "reach_A": "reach of {:g} Å", "density": "change below {:g}",
         "functional": "{}"}  # fmt: skip


class ModeSoftness(NamedTuple):
    """Springs of the modes that the unit cell holds, at the amplitudes of the thermal motion.

    Attributes
    ----------
    frequencies : numpy.ndarray, shape (M,)
        From the forces of first principles, Hz; negative where those drive a mode on.
    ratios, errors : dict of numpy.ndarray, shape (M,)
        By potential: its frequency over that of first principles, and the standard error; NaN
        where either has none.
    """

    frequencies: FloatArray
    ratios: dict[str, FloatArray]
    errors: dict[str, FloatArray]


class Referee:
    """The stored snapshots of a crystal.

    Parameters
    ----------
    material : str
    kind : {"shipped", "tuned"}
        Which potentials are asked.

    Attributes
    ----------
    record : dict
        Settings, convergence, gates and cost.
    frames : ForceFrames
        The pairs that are compared, those of the unit cell.
    potentials : tuple of str
        Those of the kind, nearest to first principles first.

    Raises
    ------
    UltralowError
        Where nothing is stored.
    """

    def __init__(self, material: str, kind: str = "shipped"):
        check_known(kind, KINDS, "kind of potential")
        record = phonon_store.referee(material)
        if record is None or not set(KINDS[kind]) & set(record["potentials"]):
            raise UltralowError(
                f"no forces from first principles are stored for {material} and {kind} potentials",
                mend=f"run `make referee MATERIAL={material}`",
            )
        self.material, self.record = material, record
        self.frames, *_ = force_frames.read(material)
        nearest = phonon_store.nearest_first(material)
        known = set(KINDS[kind]) & set(record["potentials"])
        self.kind, self.potentials = kind, tuple(one for one in nearest if one in known)

    def forces(self, potential: str, part: str = "whole") -> tuple[FloatArray, FloatArray]:
        """Forces of first principles and of a potential in eV/Å, one of :data:`PARTS` of them.

        Of shape (m, 2, n, 3) where they are the whole, else (m, n, 3).
        """
        check_known(part, PARTS, "part of the forces")
        reference, found = (_part(self.frames, name, part) for name in (REFERENCE, potential))
        return reference, found

    def agreement(self, potential: str, part: str = "whole") -> Agreement:
        """Errors of a potential's forces in eV/Å; see :mod:`ultralow.compute.force_errors`."""
        return force_errors.agreement(*self.forces(potential, part))

    def apart(self, part: str = "whole") -> tuple[float, float]:
        """How far the potentials are from each other: the root mean square of what their forces
        differ by, over that of first principles, with its standard error; NaN of one alone."""
        if len(self.potentials) < 2:
            return np.nan, np.nan
        (reference, one), (_, other) = (self.forces(name, part) for name in self.potentials[:2])

        def found(forces, difference):
            return np.sqrt(np.mean(difference**2) / np.mean(forces**2))

        value, error = force_errors.leaving_out(found, reference, one - other)
        return float(value), float(error)

    def by_element(self, potential: str, part: str = "whole") -> dict[str, Agreement]:
        """The same for the atoms of each element, by its symbol."""
        numbers = self.frames.numbers
        forces = self.forces(potential, part)
        return {
            chemical_symbols[number]: force_errors.agreement(
                *(one[..., numbers == number, :] for one in forces)
            )
            for number in dict.fromkeys(numbers.tolist())
        }

    def modes(self) -> ModeSoftness | None:
        """Springs of the modes at the zone centre, translations left out.

        Modes are those of the best effective force constants; None where all were refused.
        """
        effective = [one for one in phonon_store.accepted(self.material) if one.effective]
        if not effective:
            return None
        vectors, masses = _zone_centre(effective[0])

        def springs(displaced, *forces):
            of = (mode_springs.mode_springs(vectors, masses, displaced, one) for one in forces)
            reference, *others = map(harmonic.frequencies, of)
            return [reference, *(_ratio(one, reference) for one in others)]

        names = (REFERENCE, *self.potentials)
        forces = [force_errors.odd(self.frames.forces[name]) * NEWTON for name in names]
        moved = self.frames.moved * angstrom
        (frequency, *ratios), (_, *errors) = force_errors.leaving_out(springs, moved, *forces)
        return ModeSoftness(
            frequency,
            dict(zip(self.potentials, ratios, strict=True)),
            dict(zip(self.potentials, errors, strict=True)),
        )

    def mended(self, heat: LatticeConductivity) -> tuple[float, float]:
        """Conductivity at 300 K if its potential were as stiff as first principles; see `mended`.

        Returns
        -------
        value, error : float
            W m⁻¹ K⁻¹; the error is that of the two slopes.
        """
        orders = [self.forces(heat.result.potential, part) for part in ("odd", "even")]

        def found(odd, odd_found, even, even_found):
            slope = force_errors.slope
            return mended(heat, slope(odd, odd_found), slope(even, even_found))

        value, error = force_errors.leaving_out(found, *orders[0], *orders[1])
        return float(value), float(error)


def referee_or_none(material: str, kind: str = "shipped") -> Referee | None:
    """As :class:`Referee`; None where no such forces are stored."""
    record = phonon_store.referee(material) or {"potentials": {}}
    return Referee(material, kind) if set(KINDS[kind]) & set(record["potentials"]) else None


def referee_of(heat: LatticeConductivity) -> Referee | None:
    """The referee that judged the potential of a result; None where it was not judged."""
    potential = heat.result.potential
    if heat.result.verdict is None:
        return None
    kinds = (kind for kind, names in KINDS.items() if potential in names)
    found = (referee_or_none(heat.material.name, kind) for kind in kinds)
    return next((one for one in found if one and potential in one.potentials), None)


def _part(frames, name, part):
    forces = frames.forces[name]
    if part == "whole":
        return forces
    return (
        force_errors.odd(forces) if part == "odd" else force_errors.even(forces, frames.still[name])
    )


def _ratio(frequency, reference):
    known = (frequency > 0) & (reference > 0)
    return np.divide(frequency, reference, out=np.full_like(reference, np.nan), where=known)


def _zone_centre(found):
    """Eigenvectors of effective force constants at the zone centre, but the translations."""
    phonon = found.phonopy()
    vibrations = harmonic.vibrations(harmonic.solver(phonon), [[0.0, 0.0, 0.0]])
    moving = ~harmonic.has_no_frequency(vibrations.frequencies[0])
    masses = np.asarray(phonon.primitive.masses) * atomic_mass
    return np.real(vibrations.eigenvectors[0][moving]), masses


def mended(heat: LatticeConductivity, springs: float, cubic: float) -> float:
    r"""Conductivity at 300 K if the potential were as stiff as first principles, W m⁻¹ K⁻¹.

    With springs too soft by a factor s₂ and a third order by s₃, all alike, the same crystal has
    frequencies larger by s₂^(-1/2), and its rates grow with temperature as if it were at
    T s₂³/s₃². In the classical limit, with `kappa` of the potential,

    .. math:: \kappa = s_2^{-1/2}\, \kappa\!\left(T s_2^3 / s_3^2\right).

    NaN where no rates are known at that temperature.

    Parameters
    ----------
    heat : LatticeConductivity
    springs, cubic : float
        Slopes of the potential's odd and even forces on those of first principles.
    """
    temperature = ROOM * springs**3 / cubic**2
    if not heat.temperatures[0] <= temperature <= heat.temperatures[-1]:
        return np.nan
    return float(heat.conductivity(temperature).total / np.sqrt(springs))


def summary(referee: Referee | None) -> str:
    """Lines for a notebook: the snapshots, how the electrons were computed, what it took."""
    if referee is None:
        return "No forces from first principles are stored: `make referee` computes them."
    record, settings = referee.record, referee.record["settings"]
    cells = ", ".join(f"{count} of {size.replace(' ', ' × ')} cells" for size, count
                      in record["snapshots"].items())  # fmt: skip
    cost = record["cost"]["first_principles_core_seconds"] / minute
    return (
        f"{cells}, at {record['plan']['temperature']:g} K\n"
        f"{settings['functional']}, plane waves to {settings['cutoff_eV']:g} eV, "
        f"{settings['points']} points of the zone, {cost:.0f} core minutes  [{record['grade']}]"
    )


def numbers(material: Material, referee: Referee | None) -> list[tuple]:
    """The headline numbers of a figure, as a `Page` takes them; none of none."""
    if referee is None:
        return []
    found = [one for name in referee.potentials for one in _of_potential(referee, name)]
    size = MILLI * np.sqrt(np.mean(referee.frames.forces[REFERENCE] ** 2))
    apart, error = (PERCENT * one for one in referee.apart())
    found += [("force", size, "meV angstrom-1", "R"), ("apart", apart, "%", "R", error)]
    return [*found, *_conductivities(material, referee)]


def _of_potential(referee, potential):
    whole, odd, even = (referee.agreement(potential, part) for part in PARTS)
    scaled = (
        ("missed", whole.missed, PERCENT, "%"),
        ("missed_even", even.missed, PERCENT, "%"),
        ("error", whole.rms_error, MILLI, "meV angstrom-1"),
        ("slope", odd.slope, 1, "1"),
        ("slope_even", even.slope, 1, "1"),
    )
    for name, (value, error), scale, unit in scaled:
        yield f"{name}_{potential}", scale * value, unit, "R", scale * error


def _conductivities(material, referee):
    """As computed at 300 K with effective constants, and mended."""
    unit = "W m-1 K-1"
    for heat in accepted_results(material):
        if heat.effective and heat.result.potential in referee.potentials:
            found, (value, error) = heat.conductivity(ROOM).total, referee.mended(heat)
            spread = convergence.spread(heat) * found
            yield f"conductivity_{heat.checkpoint}", found, unit, "R", spread
            yield f"conductivity_mended_{heat.checkpoint}", value, unit, "R", error


def convergence_table(referee: Referee):
    """What other settings of the electrons do to the forces, for display; a row a setting."""
    import pandas

    return pandas.DataFrame([
        {
            "changed": line["changed"].replace("_", " "),
            "to": ", ".join(WORDS[name].format(value) for name, value in line["settings"].items()),
            "root mean square, meV/Å": f"{MILLI * line['rms_change']:.1f}",
            "largest, meV/Å": f"{MILLI * line['largest_change']:.1f}",
        }
        for line in referee.record["convergence"]
    ])  # fmt: skip


def table(names):
    """How far each potential is from first principles in some crystals, for display.

    Parameters
    ----------
    names : sequence of str
        Crystals; those without stored snapshots are left out.

    Returns
    -------
    pandas.DataFrame
        A row a crystal and potential.
    """
    import pandas

    found = [referee_or_none(name, kind) for name in names for kind in KINDS]
    return pandas.DataFrame(
        [_row(one, name) for one in filter(None, found) for name in one.potentials]
    )


def _row(referee, potential):
    whole, odd, even = (referee.agreement(potential, part) for part in PARTS)
    doubled = referee.record["doubled"].get(potential)
    return {
        "crystal": referee.material,
        "potential": potential,
        "error, meV/Å": _with_error(whole.rms_error, MILLI, ".1f"),
        "missed": _with_error(whole.missed, PERCENT, ".1f", " %"),
        "of doubled cells": _with_error(doubled["whole"]["missed"], PERCENT, ".1f", " %")
        if doubled
        else "—",
        "missed, even": _with_error(even.missed, PERCENT, ".0f", " %"),
        "slope, odd": _with_error(odd.slope, 1, ".3f"),
        "slope, even": _with_error(even.slope, 1, ".3f"),
        "first principles, meV/Å": f"± {MILLI * referee.record['numerics']['rms_error']:.1f}",
        "may speak": referee.record["potentials"][potential]["refused_because"] or "yes",
    }


def apart_table(names):
    """How far the two potentials are from each other before and after tuning, for display.

    Parameters
    ----------
    names : sequence of str
        Crystals; those of which no pair of potentials was compared are left out.

    Returns
    -------
    pandas.DataFrame
        A row a crystal and kind of potentials.
    """
    import pandas

    found = [referee_or_none(name, kind) for name in names for kind in KINDS]
    return pandas.DataFrame([
        {"crystal": one.material, "potentials": one.kind}
        | {f"{part}, apart": _with_error(one.apart(part), PERCENT, ".1f", " %") for part in PARTS}
        for one in filter(None, found)
        if len(one.potentials) > 1
    ])  # fmt: skip


def _with_error(found, scale, form, unit=""):
    value, error = (f"{scale * one:{form}}" for one in found)
    return f"{value} ± {error}{unit}"
