"""The evidence on claims about bands and charge: judges that need the computed bands."""

import numpy as np

from ultralow.analysis import hole_transport
from ultralow.paper.claims import Finding, Judges
from ultralow.paper.stated import stated

# The atoms at rest in the potential, as for the phonons, and as measured: both may be meant.
judge = Judges()
CRYSTALS = ("spin_orbit", "measured")


def _fits(law: str = "constant") -> dict[str, dict]:
    """The fits on both crystals, with uncertainties."""
    record = hole_transport.read()
    return {kind: hole_transport.uncertain(record, law, kind=kind) for kind in CRYSTALS}


@judge("B8")
def direct_gap() -> Finding:
    record = hole_transport.read()
    gaps = {kind: record["bands"][kind]["gap_eV"] for kind in hole_transport.KINDS}
    direct = all(_is_direct(record, kind) for kind in hole_transport.KINDS)
    below = max(gaps.values()) < stated("B8").value
    return Finding(
        "consistent" if direct and below else "disagrees",
        f"{gaps['spin_orbit']:.2f}, direct" if direct else "not direct",
        f"both edges lie at the zone centre; PBE gives {gaps['scalar']:.2f} eV, with spin-orbit "
        f"coupling {gaps['spin_orbit']:.2f}. Semilocal functionals give gaps that are too small, "
        "so that the stated size is bounded from below and no more",
    )


def _is_direct(record: dict, kind: str) -> bool:
    """Whether the highest hole and the lowest electron along the lines share their place."""
    place, energy, _, _ = hole_transport.lines(record, kind)
    valence = np.where(energy <= 1e-22, energy, -np.inf)  # its top is zero but for rounding
    conduction = np.where(energy > 1e-22, energy, np.inf)
    step = 0.5e9  # the zone centre is passed three times
    centres = [place[np.isclose(valence, np.nanmax(valence), atol=3e-22)]]
    lowest = place[np.nanargmin(conduction)]
    return bool(np.abs(np.concatenate(centres) - lowest).min() < step)


@judge("G4")
def mobility_of_the_fits() -> Finding:
    paper = stated("G4").value * 1e4
    relaxed, measured = (_pair(fit) for fit in _fits().values())
    agrees = any(_covers(number, paper) for number in (relaxed[0], measured[0]))
    acoustic = _pair(_fits("inverse_dos")["spin_orbit"])
    return Finding(
        "consistent" if agrees else "disagrees",
        f"{relaxed[0]:.0f} relaxed, {measured[0]:.0f} measured",
        "the paper's two fits on PBE bands with spin-orbit coupling, one relaxation time for all, "
        f"at the fitted density; with few holes {relaxed[1]:.0f} and {measured[1]:.0f}. Atoms at "
        "rest in the potential tilt the octahedra further than measured, which more than doubles "
        f"the mass. A time that goes as 1/DOS gives {acoustic[0]:.0f} on the relaxed crystal: "
        "crystal, law and density are not in the text, and none was chosen to agree",
        f"{measured[0].std_dev:.0f}",
    )


def _covers(found, value: float) -> bool:
    """Whether a number lies within the uncertainty of another."""
    return abs(found.nominal_value - value) <= found.std_dev


def _pair(fit: dict):
    """Mobility at the fitted density and for few holes, cm² V⁻¹ s⁻¹."""
    return fit["mobility"] * 1e4, fit["mobility_few"] * 1e4


@judge("G5")
def density_and_time_of_the_fits() -> Finding:
    relaxed, measured = ((fit["density"] * 1e-24, fit["time"] * 1e15) for fit in _fits().values())
    implied = hole_transport.implied()[0] * 1e-24
    agrees = any(_covers(density, implied) for density, _ in (relaxed, measured))
    return Finding(
        "consistent" if agrees else "disagrees",
        f"{measured[0]:.1f}e18, {measured[1]:.0f} fs measured",
        "both fits have one answer on every set of bands; the atoms as measured give this one, the "
        f"relaxed ones {relaxed[0]:.1f}e18 cm-3 and {relaxed[1]:.1f} fs. The stated conductivity "
        f"and mobility imply {implied:.2f}e18",
    )


def _carried(quantity) -> tuple[float, float]:
    """A quantity of the wire at 320 K, and what the rounding of 79 and 282 leaves open of it."""
    record, seebeck, sigma = hole_transport.read(), stated("G2"), stated("G1")
    here = float(quantity(hole_transport.wire(record)))
    moved = [
        quantity(hole_transport.wire(record, seebeck=seebeck.value + seebeck.uncertainty)) - here,
        quantity(hole_transport.wire(record, sigma=sigma.value + sigma.uncertainty)) - here,
    ]
    return here, float(np.abs(moved).sum())


def _warm(claim: str, quantity, unit: float, text: str) -> Finding:
    paper = stated(claim)
    here, spread = _carried(quantity)
    allowed = spread + paper.uncertainty
    return Finding(
        "consistent" if abs(here - paper.value) <= allowed else "disagrees",
        f"{here * unit:.3g}",
        f"predicted from 79 uV/K and 282 S/cm at 300 K without it: {text}",
        f"{allowed * unit:.2g}",
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
