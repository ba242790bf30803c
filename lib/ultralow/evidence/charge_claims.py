"""The evidence on claims about bands and charge: judges that need the computed bands."""

from ultralow.analysis import hole_transport
from ultralow.paper import answers
from ultralow.paper.claims import Finding, Judges
from ultralow.paper.stated import stated
from ultralow.paper.tolerances import tolerance

# The atoms at rest in the potential, as for the phonons, and as measured: both may be meant.
judge = Judges()
CRYSTALS = ("spin_orbit", "measured")
LAWS = ("constant", "inverse_dos")


def _fits() -> dict[str, dict]:
    """The fits on both crystals under both laws of scattering, with uncertainties."""
    record = hole_transport.read()
    return {
        f"{kind}, {law}": hole_transport.uncertain(record, law, kind=kind)
        for kind in CRYSTALS
        for law in LAWS
    }


@judge("B8")
def direct_gap() -> Finding:
    record = hole_transport.read()
    gaps = {kind: record["bands"][kind]["gap_eV"] for kind in hole_transport.KINDS}
    direct = all(hole_transport.is_direct(record, kind) for kind in hole_transport.KINDS)
    highest = stated("B8").value + tolerance("B8")
    # A lower bound contradicts what lies below it and confirms nothing.
    bounded = answers.below(max(gaps.values()), 0.0, highest) and None
    return Finding(
        answers.verdict(answers.every([direct, bounded])),
        f"{gaps['spin_orbit']:.2f}, direct" if direct else "not direct",
        f"both edges lie at the zone centre; PBE gives {gaps['scalar']:.2f} eV, with spin-orbit "
        f"coupling {gaps['spin_orbit']:.2f}, with the atoms as measured {gaps['measured']:.2f}. "
        "Semilocal functionals give gaps that are too small, so that the size is bounded from "
        "below and no more",
        "a lower bound",
    )


def _near(found: dict[str, object], claim: str, centre: float) -> answers.Decided:
    """Whether every fit lies near a number; fits that do not agree leave it open."""
    tolerated = tolerance(claim, "relative") * centre
    return answers.agreed(
        answers.within(one.nominal_value, one.std_dev, centre, tolerated) for one in found.values()
    )


def _spread(found: dict[str, object]) -> str:
    return ", ".join(f"{name} {one.std_dev:.1g}" for name, one in found.items())


@judge("G4")
def mobility_of_the_fits() -> Finding:
    fits = _fits()
    # The text speaks of the limit of a low concentration, which may mean either.
    readings = {"": "mobility", " for few holes": "mobility_few"}
    found = {
        f"{name}{reading}": fit[key] * 1e4
        for reading, key in readings.items()
        for name, fit in fits.items()
    }
    relaxed, measured = (found[f"{kind}, constant"] for kind in CRYSTALS)
    told = ", ".join(f"{name} {one:.0f}" for name, one in found.items())
    return Finding(
        answers.verdict(_near(found, "G4", stated("G4").value * 1e4)),
        f"{relaxed:.0f} relaxed, {measured:.0f} measured",
        "the paper's two fits on PBE bands with spin-orbit coupling, at the fitted density and for "
        f"few holes, since its words allow both: {told}. Atoms at rest in the potential tilt the "
        "octahedra further than measured, which makes the holes 1.8 times as heavy. The gap of the "
        "measured atoms is small and opened without its mass, which a wider gap would make "
        "heavier. Crystal and law are not in the text, and none was chosen to agree",
        _spread(found),
    )


@judge("G5")
def density_and_time_of_the_fits() -> Finding:
    fits = _fits()
    found = {name: fit["density"] * 1e-24 for name, fit in fits.items()}
    implied = hole_transport.implied()[0] * 1e-24
    relaxed, measured = (
        (fit["density"] * 1e-24, fit["time"] * 1e15)
        for fit in (fits[f"{kind}, constant"] for kind in CRYSTALS)
    )
    return Finding(
        answers.verdict(_near(found, "G5", implied)),
        f"{measured[0]:.1f}e18, {measured[1]:.0f} fs measured",
        "both fits have one answer on every set of bands; the atoms as measured give this one at "
        f"a constant time, the relaxed ones {relaxed[0]:.1f}e18 cm-3 and {relaxed[1]:.1f} fs. The "
        f"stated conductivity and mobility imply {implied:.2f}e18",
        _spread(found),
    )


def _warm(claim: str, quantity, unit: float, text: str) -> Finding:
    """A quantity of the wire at 320 K, against the stated one."""
    here = float(quantity(hole_transport.wire(hole_transport.read())))
    # What the rounding of the stated numbers leaves open is the tolerance.
    decided = answers.within(here, 0.0, stated(claim).value, tolerance(claim))
    return Finding(
        answers.verdict(decided),
        f"{here * unit:.3g}",
        f"predicted from 79 uV/K and 282 S/cm at 300 K without it: {text}",
        f"{tolerance(claim) * unit:.2g}",
    )


@judge("G6")
def power_factor_predicted() -> Finding:
    return _warm(
        "G6",
        lambda wire: wire.power_factor(320.0),
        1e6,
        "computed bands at a fixed density of holes, and a relaxation time that falls as 1/T, as "
        "the number of phonons grows; that law is an assumption",
    )


@judge("G7")
def figure_of_merit_predicted() -> Finding:
    return _warm(
        "G7",
        lambda wire: wire.figure_of_merit(320.0),
        1.0,
        "the power factor of G6, over the stated 0.57 W/m/K split by the computed Lorenz number, "
        "with a lattice part that falls as 1/T",
    )
