"""What the notebook on polar forces tells in words, numbers and tables, from its study."""

import numpy as np
from scipy.constants import minute, tera

from ultralow.analysis import band_sound
from ultralow.analysis.lattice_conductivity import accepted_results
from ultralow.analysis.polar_phonons import AXES, PolarPhonons, polar_heat
from ultralow.data import materials, phonon_store
from ultralow.data.materials import Material

PERCENT = 100
BOTH = ((False, "without"), (True, "with"))


def summary(material: Material, study: PolarPhonons | None) -> str:
    """Lines for a notebook: how the Born charges were computed, what it took, whose springs."""
    if study is None:
        record = phonon_store.polarity(material.name)
        if record is not None and not record["accepted"]:
            points = "×".join(map(str, record["settings"]["points"]))
            return f"Born charges with {points} points are refused: {record['refused_because']}."
        return "No Born charges with phonons are stored: `make polar` computes them."
    settings, gates = study.record["settings"], study.record["gates"]
    points, cost = "×".join(map(str, settings["points"])), study.record["cost"]["core_seconds"]
    lines = [
        f"{settings['functional']}, plane waves to {settings['cutoff_Ha']:g} hartree, {points} "
        f"points of the zone, {cost / minute:.0f} core minutes  [{study.record['grade']}]",
        f"charges add to {gates['sum_rule']['value']:.3f} e an atom, and forces differ by "
        f"{gates['forces']['value']:.1%} from those of the referee",
        f"springs of {study.heat.checkpoint}",
    ]
    if study.heat.result.polar_heat_is_old:
        lines.append(
            "the stored heat with polar forces is of other springs or charges: `make polar`"
        )
    return "\n".join(lines)


def numbers(study: PolarPhonons | None) -> list[tuple]:
    """What a figure tells, as a `Page` takes it; nothing of none."""
    if study is None:
        return []
    return [*_permittivities(study), *_charges(study), *_waves(study), *_change(study)]


def _permittivities(study):
    both = study.polarity.dielectric, study.static_permittivity()
    electrons, still = (float(np.trace(one)) / 3 for one in both)
    return [
        ("permittivity_electrons", electrons, "1", "R", electrons * study.error("dielectric")),
        ("permittivity_static", still, "1", "R"),
    ]


def _charges(study):
    error = float(np.abs(study.polarity.charges).max()) * study.error("charges")
    return [(f"charge_{one.name}", one.charges.mean(), "e", "R", error) for one in study.sites]


def _waves(study):
    split = [study.split(axis) for axis in range(3)]
    told = [
        (f"splitting_{name}", (longitudinal - transverse) / tera, "THz", "R")
        for name, (transverse, longitudinal) in zip(AXES, split, strict=True)
    ]
    fastest = ((name, float(np.nanmax(study.waves(polar).speeds))) for polar, name in BOTH)
    return told + [(f"fastest_{name}", speed, "m s-1", "R") for name, speed in fastest]


def _change(study):
    heat = study.conducted
    return [("conductivity_change", PERCENT * heat.change, "%", "R")] if heat else []


def site_table(study: PolarPhonons | None):
    """Born charges of each site along the axes, principal values, and an ion's, for display."""
    import pandas

    if study is None:
        return pandas.DataFrame()

    rows = [
        {
            "site": one.name, "atoms": one.atoms,
            **{f"along {axis}": f"{value:.2f}" for axis, value in zip(AXES, one.charges)},
            "principal values": ", ".join(f"{value:.2f}" for value in one.principal),
            "of an ion": f"{one.formal:+g}",
        }
        for one in study.sites
    ]  # fmt: skip
    return pandas.DataFrame(rows)


def heat_table(names):
    """What polar forces do to the heat along the wire at 300 K, of every result with them."""
    import pandas

    found = [
        (heat, polar)
        for name in names
        for heat in accepted_results(materials.get(name))
        if (polar := polar_heat(heat))
    ]
    return pandas.DataFrame([_row(*one) for one in found])


def sound_table(names):
    """Longitudinal sound along each axis, by springs without and with polar forces, beside that of
    the elastic constants of the same potential at rest, which no supercell limits; for display.

    At 300 K no elastic constants are known; there only the first results are told."""
    import pandas

    rows = []
    for name in names:
        known = phonon_store.polarity(name)
        if known is None or not known["accepted"]:
            continue
        heats = accepted_results(materials.get(name))
        for heat in heats:
            two = band_sound.both(name, heat.checkpoint)
            if two is not None:
                rows += _sounds(PolarPhonons(heat), two[1][:, 2])
            elif heat is heats[0]:
                rows += _sounds(PolarPhonons(heat), np.full(3, np.nan))
    return pandas.DataFrame(rows)


def _sounds(study, elastic):
    told = {f"{word} polar forces": study.sound(polar) for polar, word in BOTH}
    for axis, name in enumerate(AXES):
        expected = elastic[axis]
        yield {
            "crystal": study.material.name, "result": study.heat.checkpoint, "along": name,
            "elastic constants, m/s": "not known" if np.isnan(expected) else f"{expected:.0f}",
            **{words: _beside(one[axis], expected) for words, one in told.items()},
        }  # fmt: skip


def _beside(speed, expected):
    if speed < 0:
        return "imaginary"
    off = "" if np.isnan(expected) else f" ({PERCENT * (speed / expected - 1):+.0f} %)"
    return f"{speed:.0f}{off}"


def _row(heat, polar):
    words = {"particles": polar.particle, "between bands": polar.coherence}
    return {
        "crystal": heat.material.name,
        "result": heat.checkpoint,
        **{f"{name}, W m⁻¹ K⁻¹": " → ".join(f"{one:.3f}" for one in pair)
           for name, pair in words.items()},
        "change of the sum": f"{PERCENT * polar.change:+.1f} %",
    }  # fmt: skip
