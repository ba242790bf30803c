"""Device constants, each with a grade, and the conductances that follow from them.

The paper gives no number of its device. Sizes of islands, beams and leads are those that Shi et al.
(2003) give for theirs (grade L); what that leaves open is assumed (grade G). The smaller parts of
the physics live here too: the wire between the islands, radiation, residual gas, leads.

References
----------
L. Shi et al., J. Heat Transfer 125, 881 (2003), doi:10.1115/1.1597619.
"""

from dataclasses import dataclass

import numpy as np
from scipy.constants import Stefan_Boltzmann, atomic_mass, e, k, micro, milli, nano, torr

from ultralow.checks import Quantity, check_known
from ultralow.measurement.microisland import Device, Thermometer


@dataclass(frozen=True)
class Constant:
    """Constant of the rig with its unit, evidence grade (L or G) and meaning."""

    value: float
    unit: str
    grade: str
    meaning: str


# The paper gives none of these. L: the device of Shi et al. (2003); G: assumed here.
CONSTANTS = {
    "island_length": Constant(25 * micro, "m", "L", "edge of an island that faces the other"),
    "island_width": Constant(14 * micro, "m", "L", "the other edge of an island"),
    "beam_count": Constant(5, "1", "L", "beams that hold an island"),
    "beam_length": Constant(420 * micro, "m", "L", "length of a beam"),
    "beam_width": Constant(2 * micro, "m", "L", "width of a beam"),
    "beam_thickness": Constant(0.5 * micro, "m", "L", "thickness of a beam"),
    "lead_width": Constant(1.8 * micro, "m", "L", "width of a Pt lead on a beam"),
    "lead_thickness": Constant(30 * nano, "m", "L", "thickness of the Pt film"),
    "lead_count": Constant(4, "1", "G", "beams of an island that carry a lead"),
    "nitride_conductivity": Constant(3.5, "W m-1 K-1", "G", "of SiNx at 300 K"),
    "nitride_exponent": Constant(0.5, "1", "G", "power of T in the beams' conductance"),
    "platinum_resistivity": Constant(2.5e-7, "ohm m", "G", "of the Pt film"),
    "serpentine_resistance": Constant(4000.0, "ohm", "G", "of a serpentine at 300 K"),
    "temperature_coefficient": Constant(2.0e-3, "K-1", "G", "(1/R) dR/dT at 300 K"),
    "temperature_curvature": Constant(-5e-7, "K-2", "G", "quadratic term of R over R(300 K)"),
    "emissivity": Constant(0.1, "1", "G", "of an island"),
    "exchange_area": Constant(350e-12, "m2", "G", "through which islands radiate to each other"),
    "heating_current": Constant(10 * micro, "A", "G", "largest direct current"),
    "sensing_current": Constant(0.5 * micro, "A", "G", "alternating current, rms"),
    "noise_voltage": Constant(10 * nano, "V", "G", "of one lock-in reading, rms"),
}


def constant(name: str) -> float:
    """Constant by its name, one of `CONSTANTS`.

    Parameters
    ----------
    name : str

    Returns
    -------
    float
        In SI units.

    Raises
    ------
    UltralowError
        If there is no such constant.

    Examples
    --------
    >>> round(constant("beam_length") * 1e6)  # µm
    420
    """
    check_known(name, CONSTANTS, "constant of the rig")
    return CONSTANTS[name].value


def casimir_length(width: Quantity, height: Quantity) -> Quantity:
    """Casimir length of a wire: the diameter of the circle with its cross-section, √(4wh/π).

    Parameters
    ----------
    width, height : float or array
        m.

    Returns
    -------
    float or array
        m.

    Examples
    --------
    >>> round(float(casimir_length(100e-9, 150e-9)) * 1e9)  # nm
    138
    """
    return np.sqrt(4 * np.asarray(width) * height / np.pi)


def cross_section(length: Quantity) -> Quantity:
    """Cross-section of a wire with a Casimir length.

    Parameters
    ----------
    length : float or array
        m.

    Returns
    -------
    float or array
        w h (m²).

    Examples
    --------
    >>> round(float(cross_section(138e-9)) * 1e18)  # nm²
    14957
    """
    return np.pi / 4 * np.square(length)


def wire_conductance(
    conductivity: Quantity, area: Quantity, length: Quantity, contact_share: Quantity = 0.0
) -> Quantity:
    """Conductance of a wire with its contacts, k A/l over 1 + R_contacts/R_wire.

    Parameters
    ----------
    conductivity, area, length : float or array
        k (W m⁻¹ K⁻¹), A (m²) and l (m).
    contact_share : float or array
        Thermal resistance of both contacts over that of the wire.

    Returns
    -------
    float or array
        W/K.

    Examples
    --------
    >>> f"{wire_conductance(0.45, 1.5e-14, 5e-6, 0.03):.2e}"
    '1.31e-09'
    """
    return conductivity * area / (length * (1 + contact_share))


def radiation_conductance(area: Quantity, emissivity: Quantity, temperature: Quantity) -> Quantity:
    """Radiation conductance between surfaces of almost one temperature, 4 ε σ A T³.

    Parameters
    ----------
    area, emissivity, temperature : float or array
        A (m²), ε and T (K).

    Returns
    -------
    float or array
        W/K.

    Examples
    --------
    >>> f"{radiation_conductance(350e-12, 0.1, 300.0):.1e}"
    '2.1e-10'
    """
    return 4 * emissivity * Stefan_Boltzmann * area * np.asarray(temperature, float) ** 3


def gas_conductance(
    area: Quantity,
    pressure: Quantity,
    temperature: Quantity,
    mass: Quantity = 4.0026 * atomic_mass,
    degrees: float = 3,
) -> Quantity:
    r"""Gas conductance: free-molecular heat conduction of a residual gas between two surfaces.

    .. math:: G = A\, p\, \frac{f + 1}{4} \sqrt{\frac{2 k_B}{\pi m T}}

    for molecules of mass m with f degrees of freedom that leave a surface with its temperature:
    f = 3 and helium unless told otherwise. It holds where molecules meet walls before each other.

    Parameters
    ----------
    area, pressure, temperature : float or array
        A (m²), p (Pa) and T (K).
    mass : float
        m (kg).
    degrees : float
        f.

    Returns
    -------
    float or array
        W/K.

    References
    ----------
    E. H. Kennard, Kinetic Theory of Gases (McGraw-Hill, New York, 1938).

    Examples
    --------
    >>> f"{gas_conductance(350e-12, 1e-6 * torr, 300.0):.0e}"
    '1e-13'
    """
    speed = np.sqrt(2 * k / (np.pi * mass * np.asarray(temperature, float)))
    return area * pressure * (degrees + 1) / 4 * speed


def lead_resistance() -> float:
    """Lead resistance: of one lead along a beam, from `CONSTANTS`.

    Returns
    -------
    float
        Ω.

    Examples
    --------
    >>> round(lead_resistance())
    1944
    """
    section = constant("lead_width") * constant("lead_thickness")
    return constant("platinum_resistivity") * constant("beam_length") / section


def beam_conductance(temperature: Quantity) -> Quantity:
    """Beam conductance: all beams of an island, SiNx and the electrons of its leads.

    The nitride goes as a power of T; a lead adds L₀T/R by Wiedemann and Franz with the
    degenerate Lorenz number.

    Parameters
    ----------
    temperature : float or array
        K.

    Returns
    -------
    float or array
        W/K.

    Examples
    --------
    >>> f"{beam_conductance(300.0):.1e}"
    '5.7e-08'
    """
    ratio = (np.asarray(temperature, float) / 300) ** constant("nitride_exponent")
    section = constant("beam_width") * constant("beam_thickness") / constant("beam_length")
    nitride = constant("beam_count") * constant("nitride_conductivity") * section * ratio
    lorenz = np.pi**2 / 3 * (k / e) ** 2
    return nitride + constant("lead_count") * lorenz * np.asarray(temperature) / lead_resistance()


def background_conductance(temperature: Quantity, pressure: Quantity = 1e-6 * torr) -> Quantity:
    """Background conductance: what two islands exchange without a wire, by radiation and gas.

    Parameters
    ----------
    temperature, pressure : float or array
        K and Pa.

    Returns
    -------
    float or array
        W/K.

    Examples
    --------
    >>> f"{background_conductance(300.0):.1e}"
    '2.1e-10'
    """
    area = constant("exchange_area")
    radiated = radiation_conductance(area, constant("emissivity"), temperature)
    return radiated + gas_conductance(area, pressure, temperature)


def standard_device(temperature: Quantity = 300.0) -> Device:
    """Standard device: that of `CONSTANTS` in a cryostat.

    Parameters
    ----------
    temperature : float or array
        K.

    Returns
    -------
    Device

    Examples
    --------
    >>> round(float(standard_device(300.0).heater.at(300.0)))
    4000
    """
    one, step = constant("serpentine_resistance"), milli * np.asarray(temperature)
    serpentine = Thermometer(
        one, one * constant("temperature_coefficient"), one * constant("temperature_curvature")
    )
    around = beam_conductance(temperature + step) - beam_conductance(temperature - step)
    return Device(
        heater=serpentine,
        sensor=serpentine,
        lead_resistance=lead_resistance(),
        beam_conductance=beam_conductance(temperature),
        beam_slope=around / (2 * step),
    )
