"""The parameters of the notebooks: what each means, its unit, what is allowed and what is usual."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from ultralow.data import phonon_store
from ultralow.data.materials import CHECKPOINTS
from ultralow.questions import Usual


@dataclass(frozen=True)
class Parameter:
    """A parameter that means the same in every notebook that has it.

    ``choices`` names the allowed values of a text and ``more`` finds those that hang on what is
    stored, ``low`` and ``high`` bound a number
    (both ends allowed), ``unit`` is the unit that the parameter's name ends in, ``usual`` is what
    a number is without a caution.
    """

    kind: type
    meaning: str
    unit: str = ""
    low: float = -math.inf
    high: float = math.inf
    choices: tuple[str, ...] = ()
    more: Callable[[], tuple[str, ...]] = tuple
    usual: Usual | None = None


_MELTS = "these crystals melt between 720 and 850"
VOCABULARY = {
    "material": Parameter(str, "the crystal, by its name in data/structures/materials.csv"),
    "figures_folder": Parameter(str, "where image and record go; empty: chosen by the case"),
    "temperature_K": Parameter(
        float, "temperature of a single evaluation", "K", 1, 2000, usual=Usual(1, 700, _MELTS)
    ),
    "temperature_min_K": Parameter(
        float, "start of the temperature axis", "K", 1, 2000, usual=Usual(1, 700, _MELTS)
    ),
    "temperature_max_K": Parameter(
        float, "end of the temperature axis", "K", 1, 2000, usual=Usual(1, 700, _MELTS)
    ),
    "velocity_source": Parameter(
        str,
        "whose sound velocities: best takes literature where there is some, else computed",
        choices=("best", "literature", *CHECKPOINTS),
        more=phonon_store.own_potentials,
    ),
    "force_order": Parameter(
        str,
        "part of the forces that is odd or even in the displacement: springs, or third order",
        choices=("odd", "even"),
    ),
    "potentials": Parameter(
        str,
        "as they are shipped, or tuned to first principles",
        choices=("shipped", "tuned"),
    ),
    "lorenz_model": Parameter(
        str,
        "how the Lorenz number is found from the Seebeck coefficient",
        choices=("constant_time", "acoustic", "kim2015", "sommerfeld"),
    ),
    "minimum_model": Parameter(
        str, "which minimum the ratio is taken with", choices=("cahill", "clarke", "diffuson")
    ),
    "conductivity_max_W_m_K": Parameter(
        float,
        "largest conductivity on the chart",
        "W m-1 K-1",
        0.1,
        1000,
        usual=Usual(0.2, 30, "the crystals on the chart conduct below 3"),
    ),
    "two_theta_max_deg": Parameter(
        float,
        "end of the powder pattern",
        "deg",
        10,
        160,
        usual=Usual(15, 150, "patterns are measured to 40 to 120"),
    ),
    "peak_width_deg": Parameter(
        float,
        "full width at half maximum of a powder peak",
        "deg",
        0.02,
        2,
        usual=Usual(0.03, 1, "powder diffractometers have 0.05 to 0.5"),
    ),
    "displacement_B_A2": Parameter(
        float,
        "B = 8 pi^2 U of all atoms where the structure's record has none",
        "A2",
        0,
        20,
        usual=Usual(0.1, 12, "atoms of halide perovskites have 1 to 8", (0,)),
    ),
    "zone_axis": Parameter(
        str, 'direction of the electron beam: "across" the wire, or three integers as in "1 0 0"'
    ),
    "view_tilt_deg": Parameter(
        float, "how far the crystal is turned out of the views along its axes", "deg", -45, 45
    ),
    "wire_length_um": Parameter(
        float,
        "length of the wire between the islands",
        "um",
        0.5,
        100,
        usual=Usual(1, 50, "islands stand a few um apart"),
    ),
    "contact_share_percent": Parameter(
        float,
        "thermal resistance of both contacts over that of the wire",
        "percent",
        0,
        50,
        usual=Usual(0, 30, "the paper's contacts take 3"),
    ),
    "heating_current_max_uA": Parameter(
        float,
        "largest heating current",
        "uA",
        1,
        20,
        usual=Usual(2, 15, "10 warm an island by 9 K"),
    ),
    "lock_in_noise_nV": Parameter(
        float,
        "noise of one lock-in reading, rms",
        "nV",
        0.1,
        1000,
        usual=Usual(1, 500, "amplifiers have 5 to 300"),
    ),
    "size_uncertainty_nm": Parameter(
        float,
        "standard uncertainty of width and height",
        "nm",
        0.1,
        10,
        usual=Usual(0.5, 10, "an electron microscope resolves 1"),
    ),
    "random_seed": Parameter(int, "seed of every drawn error"),
    "sweep_csv": Parameter(str, "a sweep of your own to reduce; empty: the simulated one"),
    "picture_file": Parameter(
        str, "a picture of yours to digitise, PNG, JPEG or PDF; empty: one to practise on"
    ),
    "pdf_page": Parameter(int, "the page of a PDF that has the figure, from 1"),
    "click_error_px": Parameter(
        float,
        "standard error of a click in each direction",
        "px",
        0.01,
        100,
        usual=Usual(0.2, 10, "a hand on a screen hits within 1 or 2"),
    ),
    "lifetime_periods": Parameter(
        float,
        "lifetime of every phonon over its period; 0.5 in glass limits",
        "",
        0.01,
        100,
        usual=Usual(0.05, 20, "a mode of a glass lives for half a period"),
    ),
    "band_kind": Parameter(
        str,
        "computed bands with or without spin-orbit coupling, or with the atoms as measured",
        choices=("spin_orbit", "scalar", "measured"),
    ),
    "scattering_law": Parameter(
        str,
        "how the relaxation time depends on energy: not at all, as 1/DOS, or as a power",
        choices=("constant", "inverse_dos", "power"),
    ),
    "power_of_temperature": Parameter(
        float,
        "p in tau proportional to T^p; -1 as the number of phonons grows",
        "",
        -3,
        1,
        usual=Usual(-2.5, 0.5, "phonons alone give -1 to -1.5"),
    ),
    "checkpoint": Parameter(
        str,
        "whose phonons: best takes the first that passed every gate",
        choices=("best", *phonon_store.ORDER),
        more=phonon_store.names,
    ),
    "permittivity_factor": Parameter(
        float,
        "times the electrons' permittivity; a functional with too small a gap makes it too large",
        "",
        0.2,
        5,
        usual=Usual(0.7, 1.3, "functionals of one kind differ by less"),
    ),
    "live_mesh": Parameter(
        str, 'empty: stored modes; as in "2 2 2": phonons and rates computed anew on that mesh'
    ),
    "casimir_length_nm": Parameter(
        float,
        "length at which the surface stops a phonon; 0: the stated one",
        "nm",
        0,
        1e6,
        usual=Usual(
            5, 1e5, "a thinner wire has no phonons of the crystal, a thicker one is no wire", (0,)
        ),
    ),
    "defect_strength": Parameter(
        float,
        "mass variance of point defects; 0.01: one empty place in a thousand",
        "",
        0,
        1,
        usual=Usual(0, 0.1, "a tenth is one empty place in a hundred"),
    ),
    "frequency_max_THz": Parameter(
        float,
        "frequency below which a mode counts as soft",
        "THz",
        0.1,
        100,
        usual=Usual(0.2, 10, "these crystals vibrate below 5"),
    ),
    "bond_length_max_A": Parameter(
        float,
        "how near two atoms count as neighbours, beside those bonded",
        "A",
        3,
        8,
        usual=Usual(3, 6, "halides stand 3 to 4.5 from their cations"),
    ),
    "out_of_step_max": Parameter(
        float,
        "stretch of a pair over its motion up to which it moves in step",
        "",
        0.01,
        2,
        usual=Usual(0.05, 1.5, "pairs in step are below 0.5, opposite ones at 2"),
    ),
    "scattering_exponent": Parameter(
        float,
        "r in tau proportional to E^r; 0 constant time, -0.5 acoustic phonons",
        "",
        -1,
        2,
        usual=Usual(-0.5, 1.5, "acoustic phonons give -0.5, ionised impurities 1.5"),
    ),
    "quantity": Parameter(
        str,
        "what the explorer looks at, and which figure's command it gives",
        choices=("conductivity", "accumulation", "minimum", "merit"),
    ),
    "longitudinal_velocity_m_s": Parameter(
        float,
        "longitudinal sound velocity; 0: that of velocity_source",
        "m s-1",
        0,
        20000,
        usual=Usual(500, 10000, "halides have 1500 to 4000", (0,)),
    ),
    "transverse_velocity_m_s": Parameter(
        float,
        "transverse sound velocity; 0: that of velocity_source",
        "m s-1",
        0,
        15000,
        usual=Usual(200, 6000, "halides have 700 to 2000", (0,)),
    ),
    "carrier_density_per_cm3": Parameter(
        float,
        "holes per volume; 0: those that the stated numbers ask for",
        "per cm3",
        0,
        1e21,
        usual=Usual(1e13, 5e20, "fewer conduct nothing, more make a metal", (0,)),
    ),
    "lorenz_number_W_Ohm_per_K2": Parameter(
        float,
        "Lorenz number; 0: that of the computed bands",
        "W Ohm per K2",
        0,
        1e-7,
        usual=Usual(1e-8, 4e-8, "non-degenerate carriers have 1.5e-8, metals 2.4e-8", (0,)),
    ),
}
