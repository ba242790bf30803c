"""A reader's own sweep through the reduction, with every assumption told: the ``reduce`` command.

What the file does not hold (the size of the wire, leads, contacts, background) is given beside it.
What is not given is taken from the standard setup (grade G) and listed as assumed.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ultralow import questions
from ultralow.data import sweeps
from ultralow.errors import UltralowError
from ultralow.measurement import device, reduction, simulation, uncertainty
from ultralow.measurement.uncertainty import Estimate
from ultralow.questions import Usual

_ASSUMED = "assumed [G]"
_GIVEN = "given"
_SIDE = Usual(10, 2000, "wires on such islands are 20 to 1000 nm thick")
# What a wire on such a device can be, in SI: lowest, highest, unit of the messages and its size;
# and in that unit what is not asked about.
ALLOWED = {
    "width": (1e-9, 1e-4, "nm", 1e-9, _SIDE),
    "height": (1e-9, 1e-4, "nm", 1e-9, _SIDE),
    "length": (1e-7, 1e-3, "um", 1e-6, Usual(1, 100, "islands stand a few um apart")),
    "contact_share": (0.0, 0.5, "percent", 1e-2, Usual(0, 30, "the paper's contacts take 3")),
    "background": (0.0, 1e-6, "nW/K", 1e-9, Usual(0, 2, "without a wire few have above 1")),
    "lead_resistance": (0.0, 1e6, "ohm", 1.0, Usual(1, 2e4, "leads of platinum have about 2000")),
}
SIZES = ("width", "height", "length")
SIZE_ERROR = Usual(0.1, 50, "a microscope reads neither better than a thousandth nor this badly")
SLENDERNESS = Usual(2, 5000, "wires are longer than thick, and heat would not arrive through more")
COMMAND = "python -m ultralow reduce"


@dataclass(frozen=True)
class KnownGeometry:
    """What is known beside the sweep; SI units, None where it is not known.

    Attributes
    ----------
    width, height, length : Estimate or None
        Of the wire (m); a Casimir length serves through `square_wire`.
    contact_share, background, lead_resistance : Estimate or None
        Dimensionless, W/K and Ω.
    factor : float
        F of the lock-in on the heated serpentine: 1 far above the thermal cut-off, 3 far below.
    assumed : tuple of str
        Those of width, height and length whose uncertainty is that of the standard setup.
    """

    width: Estimate
    height: Estimate
    length: Estimate
    contact_share: Estimate | None = None
    background: Estimate | None = None
    lead_resistance: Estimate | None = None
    factor: float = 1.0
    assumed: tuple = ()


def square_wire(casimir_length: float, length: float, contact_share: float) -> KnownGeometry:
    """A square wire of a Casimir length, sizes as uncertain as in the standard setup."""
    side = float(np.sqrt(device.cross_section(casimir_length)))
    contacts = Estimate(contact_share, simulation.Setup().contact_uncertainty)
    return known_geometry([side], [side], [length], contact_share=contacts)


def known_geometry(width, height, length, **others) -> KnownGeometry:
    """Sizes of a wire (m), each with its uncertainty or without; others of `KnownGeometry`."""
    setup, given = simulation.Setup(), {"width": width, "height": height, "length": length}
    usual = {
        "width": setup.size_uncertainty,
        "height": setup.size_uncertainty,
        "length": setup.length_uncertainty * length[0],
    }
    sizes = {name: Estimate(*(*pair, usual[name])[:2]) for name, pair in given.items()}
    assumed = tuple(name for name, pair in given.items() if len(pair) == 1)
    return KnownGeometry(**sizes, assumed=assumed, **others)


def reduce(path, known: KnownGeometry, sure: bool = True):
    """Reduce a sweep CSV.

    Parameters
    ----------
    path : str or os.PathLike
        See :mod:`ultralow.data.sweeps`.
    known : KnownGeometry
    sure : bool
        Whether what is unusual is meant: it is among the assumptions then, as a caution.

    Returns
    -------
    found : list of Measurement
        One for each temperature with a sweep.
    assumptions : list of str
        A line each: what was used, and whether it was given or assumed.

    Raises
    ------
    UltralowError
        As `sweeps.read` and `reduction.fit_sweep`, with the file's name; and for a size, contact,
        background or lead outside `ALLOWED`; for those who are not sure, also for one outside what
        is usual, or an unusual cell of the file.
    """
    check_geometry(known)
    read = sweeps.read(path)
    told = questions.ask([*doubts(known), *read[0].doubts], sure, COMMAND)
    found = [_reduce(sweep, known, Path(path).name) for sweep in read]
    cautions = [sweep.caution for sweep in read if sweep.caution]
    return found, assumptions(known, [sweep.temperature for sweep in read]) + cautions + told


def check_geometry(known: KnownGeometry) -> None:
    """Refuse what is known beside a sweep where no wire or device has it.

    Raises
    ------
    UltralowError
        For a value outside `ALLOWED`, an uncertainty that is negative or larger than the upper
        end, or an F outside 1 to 3.
    """
    for name, (low, high, unit, size, _) in ALLOWED.items():
        one = getattr(known, name)
        if one is None or (low <= one.value <= high and 0 <= one.uncertainty <= high):
            continue
        raise UltralowError(
            f"{name.replace('_', ' ')} {one.value / size:.4g} ± {one.uncertainty / size:.4g} "
            f"{unit} cannot be",
            mend=f"give a value from {low / size:g} to {high / size:g} {unit}, and an uncertainty "
            "in the same unit",
        )
    if not 1 <= known.factor <= 3:
        raise UltralowError(
            f"the lock-in's F of {known.factor:g} cannot be", mend="give a number from 1 to 3"
        )


def doubts(known: KnownGeometry) -> list[str]:
    """Questions about what is known beside a sweep, where few wires or devices have it."""
    lines = []
    for name, (_, _, unit, size, usual) in ALLOWED.items():
        one, words = getattr(known, name), name.replace("_", " ")
        if one is None:
            continue
        lines += questions.doubt(words, float(f"{one.value / size:.9g}"), unit, usual)
        if name in SIZES and name not in known.assumed:
            share = float(f"{100 * one.uncertainty / one.value:.9g}")
            lines += questions.doubt(f"uncertainty of the {words}", share, "percent", SIZE_ERROR)
    thickest = max(known.width.value, known.height.value)
    slender = float(f"{known.length.value / thickest:.9g}")
    return lines + questions.doubt("length over thickness", slender, "", SLENDERNESS)


def assumptions(known: KnownGeometry, temperatures) -> list[str]:
    """Every number that does not come from the sweep, with its unit and where it is from."""
    setup = simulation.Setup()
    leads, contact = _leads(known), known.contact_share or _contacts()
    lines = [
        f"{name} {one.value * 1e9:.4g} ± {one.uncertainty * 1e9:.2g} nm, {_GIVEN}"
        + f", its uncertainty {_ASSUMED}" * (name in known.assumed)
        for name in ("width", "height", "length")
        for one in [getattr(known, name)]
    ]
    lines.append(
        f"contacts {contact.value:.3g} ± {contact.uncertainty:.2g} of the wire's thermal "
        f"resistance, {_source(known.contact_share)}"
    )
    for one in temperatures:
        back = _background(known, one)
        lines.append(
            f"background {back.value * 1e9:.3g} ± {back.uncertainty * 1e9:.2g} nW/K at {one:g} K, "
            f"{_source(known.background)}"
        )
    lines += [
        f"one lead {leads.value:.4g} ± {leads.uncertainty:.2g} ohm, "
        f"{_source(known.lead_resistance)}",
        f"heating current true within {setup.current_uncertainty:.1%}, {_ASSUMED}",
        f"kelvins of the cryostat true within {setup.scale_uncertainty:.1%}, {_ASSUMED}",
        f"lock-in reads F = {known.factor:g} times the heater's rise",
        "thermometer slopes and noise: from the file itself",
        f"conductances go as T^p with |p| of about {reduction.EXPONENT_SPREAD:g}, {_ASSUMED}",
    ]
    return lines


def report(found, lines) -> str:
    """A reduction in words: results and their budget, then the assumptions."""
    text = []
    for one in found:
        result = one.linear()
        parts = uncertainty.budget(result)
        fit = one.fit
        text += [
            f"{float(one.temperature):g} K",
            f"  beams {float(fit.beam_conductance) * 1e9:.4g} nW/K, between the islands "
            f"{float(fit.conductance) * 1e9:.4g} ± {float(fit.conductance_noise) * 1e9:.2g} nW/K",
            f"  k = {uncertainty.statement(one.conductivity, one.interval())}",
            "  standard uncertainty "
            + ", ".join(f"{n.replace('_', ' ')} {part:.2g}" for n, part in list(parts.items())[:5]),
        ]
    return "\n".join([*text, "", "What stands behind it:", *(f"  {line}" for line in lines)])


def command(given) -> int:
    """Run ``python -m ultralow reduce``."""
    known = known_geometry(
        [one * 1e-9 for one in given.width_nm],
        [one * 1e-9 for one in given.height_nm],
        [one * 1e-6 for one in given.length_um],
        contact_share=_given(given.contact_percent, 1e-2),
        background=_given(given.background_nW_per_K, 1e-9),
        lead_resistance=_given(given.lead_ohm, 1.0),
        factor=given.factor,
    )
    print(report(*reduce(given.sweep, known, given.sure)))
    return 0


def add_arguments(parser) -> None:
    """Give an argparse parser the arguments of ``reduce``."""
    parser.add_argument("sweep", type=Path, help="CSV with the columns of data/schemas/sweep.json")
    pair = {"type": float, "nargs": 2, "metavar": ("VALUE", "UNCERTAINTY")}
    for name, what in (("width-nm", "width"), ("height-nm", "height"), ("length-um", "length")):
        parser.add_argument(
            f"--{name}", type=float, nargs="+", required=True, action=_OneOrTwo,
            metavar=pair["metavar"], help=f"{what} of the wire, and its standard uncertainty",
        )  # fmt: skip
    parser.add_argument("--contact-percent", **pair, help="of the wire's thermal resistance")
    parser.add_argument("--background-nW-per-K", **pair, help="conductance without a wire")
    parser.add_argument("--lead-ohm", **pair, help="resistance of one current-carrying lead")
    parser.add_argument("--factor", type=float, default=1.0, help="F of the lock-in, 1 to 3")
    questions.add_argument(parser)


class _OneOrTwo(argparse.Action):
    """A value, or a value and its uncertainty."""

    def __call__(self, parser, namespace, values, option_string=None):
        if len(values) > 2:
            parser.error(f"{option_string} takes a value and an uncertainty, not {len(values)}")
        setattr(namespace, self.dest, values)


def _reduce(sweep, known: KnownGeometry, name: str) -> simulation.Measurement:
    leads, setup = _leads(known), simulation.Setup()
    try:
        fit = reduction.fit_sweep(
            sweep.temperature, sweep.current, sweep.readings, sweep.thermometers, leads.value,
            factor=known.factor,
        )  # fmt: skip
    except UltralowError as problem:
        raise UltralowError(
            f"{name}, the sweep at {sweep.temperature:g} K: {problem.what}", problem.why,
            problem.mend,
        ) from None  # fmt: skip
    serpentine = float(np.min(sweep.readings[0]))
    inputs = {
        "temperature_scale": Estimate(1.0, setup.scale_uncertainty),
        "heating_current": Estimate(1.0, setup.current_uncertainty),
        "lead_heat": Estimate(1.0, leads.uncertainty / (leads.value + serpentine)),
        "heater_calibration": Estimate(1.0, sweep.calibration[0]),
        "sensor_calibration": Estimate(1.0, sweep.calibration[1]),
        "background": _background(known, sweep.temperature),
        "contact_share": known.contact_share or _contacts(),
        "width": known.width, "height": known.height, "length": known.length,
    }  # fmt: skip
    return simulation.Measurement(np.asarray(sweep.temperature), _single(fit), inputs)


def _single(fit):
    """A fit whose arrays have no batch axis of one left over from the calibration."""
    size = fit.heat.ndim
    return fit.pick(0) if size == 2 and fit.heat.shape[0] == 1 else fit


def _leads(known: KnownGeometry) -> Estimate:
    believed = device.lead_resistance()
    spread = simulation.Setup().lead_uncertainty * believed
    return known.lead_resistance or Estimate(believed, spread)


def _contacts() -> Estimate:
    return Estimate(0.0, simulation.Setup().contact_uncertainty)


def _background(known: KnownGeometry, temperature: float) -> Estimate:
    """Without a measurement the standard device's own, taken as no better known than itself."""
    assumed = float(device.background_conductance(temperature))
    return known.background or Estimate(assumed, assumed)


def _source(given) -> str:
    return _GIVEN if given else _ASSUMED


def _given(pair, unit: float):
    return None if pair is None else Estimate(pair[0] * unit, pair[1] * unit)
