"""Speed and accuracy of the Cahill model here and in kappamin, on the same inputs.

Run it as a script: ``python benchmarks/minimum_against_kappamin.py``. Both libraries get the
same temperatures in one array; of several calls the fastest counts. kappamin's call also
returns the heat capacity, which is half of its integrals. Errors are relative to the integral
evaluated by mpmath with 40 digits.
"""

import warnings
from time import perf_counter

import kappamin
import mpmath
import numpy as np
from scipy.constants import hbar, k
from ultralow.heat import minimum

# Atoms per m³ and [v_L, v_T, v_T] in m/s: round numbers for a very soft and a very hard solid,
# and between them those of CsPbBr3.
SOLIDS = {
    "soft": (1.0e28, [900.0, 400.0, 400.0]),
    "CsPbBr3": (2.51e28, [2201.0, 1108.0, 1108.0]),
    "diamond": (1.76e29, [18000.0, 12800.0, 12800.0]),
}
TEMPERATURES = np.geomspace(1.0, 1.0e4, 2000)
CHECKED = slice(None, None, 50)


def ultralow(number_density, velocities):
    return minimum.cahill(TEMPERATURES, number_density, velocities)


def kappamin_debye(number_density, velocities):
    longitudinal, transverse, _ = (v / 1e3 for v in velocities)
    with warnings.catch_warnings():
        # Its quadrature complains at the lowest temperatures; the error column tells how much.
        warnings.simplefilter("ignore")
        result = kappamin.Debye(transverse, longitudinal, 1, 1e30 / number_density, TEMPERATURES)
    return result["Kappa_min"]


def exact(temperature, number_density, velocities):
    """The defining integral in 40 digits, with the constants of scipy."""
    mpmath.mp.dps = 40
    n, t, k_b = mpmath.mpf(number_density), mpmath.mpf(float(temperature)), mpmath.mpf(k)
    total = mpmath.mpf(0)
    for v in velocities:
        cutoff = v * (mpmath.mpf(hbar) / k_b) * mpmath.cbrt(6 * mpmath.pi**2 * n) / t
        points = [0, *(p for p in (1, 3, 8, 20, 50, 100, 200) if p < cutoff), cutoff]
        integral = mpmath.quad(lambda x: x**3 / (4 * mpmath.sinh(x / 2) ** 2), points)
        total += v * integral / cutoff**2
    return mpmath.cbrt(mpmath.pi / 6) * k_b * mpmath.cbrt(n) ** 2 * total


def points_per_second(function, solid, calls):
    seconds = []
    for _ in range(calls):
        start = perf_counter()
        function(*solid)
        seconds.append(perf_counter() - start)
    return TEMPERATURES.size / min(seconds)


def largest_error(function, solid, reference):
    found = function(*solid)[CHECKED]
    return max(abs(float(mpmath.mpf(float(a)) / b - 1)) for a, b in zip(found, reference))


def main():
    print(f"{TEMPERATURES.size} temperatures, 1 K to 1e4 K")
    print(f"{'':20}{'points per second':>24}{'':>10}{'largest relative error':>26}")
    print(f"{'':20}{'ultralow':>12}{'kappamin':>12}{'ratio':>10}{'ultralow':>14}{'kappamin':>12}")
    for name, solid in SOLIDS.items():
        reference = [exact(t, *solid) for t in TEMPERATURES[CHECKED]]
        fast = points_per_second(ultralow, solid, calls=20)
        slow = points_per_second(kappamin_debye, solid, calls=2)
        errors = [largest_error(f, solid, reference) for f in (ultralow, kappamin_debye)]
        speeds = f"{fast:12.3g}{slow:12.3g}{fast / slow:10.0f}"
        print(f"{name:20}{speeds}{errors[0]:14.1e}{errors[1]:12.1e}")


if __name__ == "__main__":
    main()
