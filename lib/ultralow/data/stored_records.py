"""Records of computed results, checked where they enter: keys, kinds, ranges, whose they are."""

from math import sqrt

import numpy as np

from ultralow.checks import check_known
from ultralow.data.json_shapes import (
    OBJECT,
    REASON,
    TEXT,
    TEXTS,
    TRUTH,
    check,
    number,
    numbers,
)
from ultralow.errors import UltralowError

_RESULT = {
    "material": TEXT,
    "grade": TEXT,
    "accepted": TRUTH,
    "refused_because": REASON,
    "cautions": TEXTS,
}
_PHONONS = {
    **_RESULT,
    "settings": {"mesh": numbers(1, 1, 1000), "temperatures_K": numbers(1, 0.01, 3000, "K")},
}
# Of a crystal that nothing but its phonons stops, at 2 K: 7e4 in CsF.
_CONDUCTS = (-1e7, 1e7)
_COARSER = {
    "temperature_K": number(0.01, 3000, "K"),
    "path_m": numbers(1, 0, 1, "m"),
    "carried_W_m_K": numbers(2, *_CONDUCTS),
}
_CENTRE = {"powers": numbers(1, 0, 4), "particle_W_m_K": numbers(2, *_CONDUCTS)}
_DIRECT = {
    "temperature_K": number(0.01, 3000, "K"),
    "direct_W_m_K": numbers(1, *_CONDUCTS),
    "relaxation_time_W_m_K": numbers(1, *_CONDUCTS),
}
_CONDUCTIVITY = {
    "particle_W_m_K": numbers(2, *_CONDUCTS),
    "coherence_W_m_K": numbers(2, *_CONDUCTS),
}
# Soft polymers have 0.01 GPa and 100 m/s, diamond 540 GPa and 18 km/s.
_STIFFNESS = {
    "v_longitudinal_m_s": number(100, 3e4, "m/s"),
    "v_transverse_m_s": number(50, 2e4, "m/s"),
    "mass_density_kg_m3": number(50, 3e4, "kg/m3"),
    "moduli": {
        "hill": {"bulk_GPa": number(0.01, 1500, "GPa"), "shear_GPa": number(0.01, 1500, "GPa")}
    },
}
_LEDGER = {
    "rungs": [
        {
            "changed": TEXT,
            "settings": OBJECT,
            "against": OBJECT,
            "mesh": numbers(1, 1, 1000),
            "change_trace": number(-10, 1000),
            "new_force_calculations": number(0, 1e6),
        }
    ]
}
_VALUE_AND_ERROR = numbers(1, -100, 100)
_AGREEMENT = dict.fromkeys(("mean_error", "rms_error", "missed", "slope"), _VALUE_AND_ERROR)
_JUDGED = {
    **dict.fromkeys(("whole", "odd", "even"), _AGREEMENT),
    "accepted": TRUTH,
    "refused_because": REASON,
}
_POLARITY = {
    "material": TEXT,
    "grade": TEXT,
    "accepted": TRUTH,
    "refused_because": REASON,
    "numbers": numbers(1, 1, 118),
    "dielectric": numbers(2, -1000, 1000),
    "charges_e": numbers(3, -20, 20, "elementary charges"),
    "lattice_A": numbers(2, -1000, 1000, "angstrom"),
}
_POLAR_HEAT = {
    "material": TEXT,
    "grade": TEXT,
    "checkpoint": TEXT,
    "mesh": numbers(1, 1, 1000),
    "temperature_K": number(0.01, 3000, "K"),
    "lowest_mode_anywhere_THz": number(-100, 100, "THz"),
    "conductivity": {
        "particle_W_m_K": numbers(1, *_CONDUCTS),
        "coherence_W_m_K": numbers(1, *_CONDUCTS),
    },
    "path_m": numbers(1, 0, 1, "m"),
    "carried_W_m_K": numbers(2, *_CONDUCTS),
    "rests_on": [{"path": TEXT, "sha256": TEXT}],
}
_LEVEL = {"density_m3": number(1e6, 1e30), "inverse_mass": number(1e-4, 1e4),
          "inverse_mass_few": number(1e-4, 1e4), "lorenz": number(1e-9, 1e-6)}  # fmt: skip
_BANDS = {
    "gap_eV": number(0, 15, "eV"),
    "first_eV": number(-50, 0, "eV"),
    "dos": numbers(1, 0, 1e5, "1e27 per eV and m3"),
    "transport": numbers(2, 0, 1e6, "1e37 m2 s-2 per eV and m3"),
    "mass": {"hole": {"0.02 per A": numbers(1, 1e-3, 1e3, "electron masses")}},
    "lines": {
        "place": numbers(1, 0, 1e3, "per angstrom"),
        "energy": numbers(2, -50, 50, "eV"),
        "corners": numbers(1, 0, 1e3, "per angstrom"),
        "names": TEXTS,
    },
}


def phonons(record, material, shown):
    """The record of a computation of phonons, checked.

    Parameters
    ----------
    record : object
        As read from the file.
    material : str
        Whose it has to be.
    shown : str
        Name of the file for messages.

    Raises
    ------
    UltralowError
        For a missing key, a value of another kind or out of range, another material's record, or
        a refusal without a reason.
    """
    _result(record, _PHONONS, material, shown)
    if record["accepted"]:
        check(record, {"conductivity": _CONDUCTIVITY}, shown)
    if "coarser_mesh" in record:  # older records have none
        check(record, {"coarser_mesh": _COARSER}, shown)
    if "zone_centre" in record:
        check(record, {"zone_centre": _CENTRE}, shown)
    if "direct_solution" in record:
        check(record, {"direct_solution": _DIRECT}, shown)
    return record


def ledger(record, shown):
    """A convergence ledger, checked; errors as in `phonons`."""
    return check(record, _LEDGER, shown)


def snapshots(record, material, potentials, shown):
    """The record of forces from first principles, checked for each potential that it judges.

    Parameters
    ----------
    record, material, shown
        As in `phonons`; errors likewise, and for a potential that is not known.
    potentials : sequence of str
        Those that are. Any other, a reader's own, has the sha256 of its file in the record.
    """
    wanted = {"numerics": {"rms_error": number(0, 1, "eV/angstrom"), "converged": TRUTH}}
    check(record, wanted | {"material": TEXT, "grade": TEXT, "potentials": OBJECT}, shown)
    _whose(record, material, shown)
    own = record.get("checkpoint_sha256", {})
    check({"checkpoint_sha256": own}, {"checkpoint_sha256": OBJECT}, shown)
    for name in record["potentials"]:
        check_known(name, [*potentials, *own], f"potential in {shown}")
    check(record["potentials"], dict.fromkeys(record["potentials"], _JUDGED), shown, "potentials")
    for judged in record["potentials"].values():
        _reasoned(judged, shown)
    return record


def polarity(record, material, shown):
    """The record of a crystal's Born charges and dielectric tensor, checked.

    Errors as in `phonons`, and for charges that are not one tensor an atom.
    """
    _result(record, _POLARITY, material, shown)
    wanted = {"charges_e": (len(record["numbers"]), 3, 3), "dielectric": (3, 3)}
    for name, shape in wanted.items():
        if np.shape(record[name]) != shape:
            raise UltralowError(
                f"{shown}: {name!r} is of shape {np.shape(record[name])}, and not {shape}",
                mend="restore the file, or compute it anew with `make polar`",
            )
    return record


def polar_heat(record, material, checkpoint, shown):
    """The record of a result's conductivity with polar forces, checked; errors as in `phonons`,
    and for that of another result."""
    check(record, _POLAR_HEAT, shown)
    _whose(record, material, shown)
    if record["checkpoint"] != checkpoint:
        raise UltralowError(
            f"{shown}: it is of {record['checkpoint']!r}, and not of {checkpoint!r}",
            mend="restore the file, or compute it anew with `make polar`",
        )
    return record


def stiffness(record, material, shown):
    """The record of a stiffness, checked; errors as in `phonons`, and velocities that do not
    follow from the moduli of the same record."""
    _result(record, _RESULT, material, shown)
    check(record, {"reference_stress_GPa": numbers(1, -100, 100, "GPa")}, shown)
    if not record["accepted"]:
        return record
    check(record, _STIFFNESS, shown)
    hill, density = record["moduli"]["hill"], record["mass_density_kg_m3"]
    waves = {"longitudinal": hill["bulk_GPa"] + 4 / 3 * hill["shear_GPa"],
             "transverse": hill["shear_GPa"]}  # fmt: skip
    for name, modulus in waves.items():
        stored, follows = record[f"v_{name}_m_s"], sqrt(modulus * 1e9 / density)
        if abs(stored / follows - 1) > 0.01:
            raise UltralowError(
                f"{shown}: v_{name}_m_s is {stored:g}, and moduli and density give {follows:.0f}",
                mend="check the units, or compute it anew with `make compute`",
            )
    return record


def electrons(record, kinds, shown):
    """The table of bands, checked for each kind of bands; errors as in `phonons`."""
    wanted = {
        "spacing_eV": number(1e-5, 0.1, "eV"),
        "bands": dict.fromkeys(kinds, _BANDS),
        "ledger": {"rows": {"stored": _LEVEL}, "near_centre": dict.fromkeys(kinds, _LEVEL)},
    }
    check(record, wanted, shown)
    for name, row in record["ledger"]["rows"].items():
        check(row, _LEVEL, shown, f"ledger.rows.{name}")
    for kind in kinds:
        one = record["bands"][kind]
        lengths = {
            "transport": ([len(row) for row in one["transport"]], [len(one["dos"])] * 3),
            "lines.energy": ({len(row) for row in one["lines"]["energy"]},
                             {len(one["lines"]["place"])}),
            "lines.names": (len(one["lines"]["names"]), len(one["lines"]["corners"])),
            "mass.hole": (len(one["mass"]["hole"]["0.02 per A"]), 3),
        }  # fmt: skip
        for name, (found, wanted_length) in lengths.items():
            if found != wanted_length:
                raise UltralowError(
                    f"{shown}: 'bands.{kind}.{name}' is not as long as what it belongs to",
                    f"{found} in place of {wanted_length}",
                    "make it again with workflow/rules/electrons.smk",
                )
    return record


def _result(record, wanted, material, shown):
    check(record, wanted, shown)
    _whose(record, material, shown)
    _reasoned(record, shown)


def _whose(record, material, shown):
    if record["material"] != material:
        raise UltralowError(
            f"{shown}: it is of {record['material']!r}, and not of {material}",
            mend="restore the file, or compute it anew with `make compute`",
        )


def _reasoned(record, shown):
    if record["accepted"] == bool(record["refused_because"]):
        told = "accepted with" if record["accepted"] else "refused without"
        raise UltralowError(
            f"{shown}: {told} a reason of refusal in 'refused_because'",
            mend="restore the file, or compute it anew with `make compute`",
        )
