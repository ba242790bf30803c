/* Minimum thermal conductivity of Cahill, Watson and Pohl; the twin of ultralow.minimum.
 *
 * SI units. The Python sums two series for the Debye integral; here it is integrated numerically,
 * so that their agreement tests both.
 */
(function (Ultralow) {
  "use strict";

  const K_B = 1.380649e-23;
  const HBAR = 6.62607015e-34 / (2 * Math.PI);
  const rule = Ultralow.quadrature.gaussLegendre(80);
  /* Beyond x = 60 the integrand holds less than 1e-20 of the whole. */
  const REACH = 60;

  /* ∫₀^y x³eˣ/(eˣ − 1)² dx */
  function debyeIntegral(y) {
    const end = Math.min(y, REACH);
    let sum = 0;
    for (let i = 0; i < rule.nodes.length; i++) {
      const x = end * rule.nodes[i];
      const half = 2 * Math.sinh(0.5 * x);
      sum += (rule.weights[i] * x * x * x) / (half * half);
    }
    return end * sum;
  }

  function debyeTemperature(density, velocity) {
    return (velocity * HBAR * Math.cbrt(6 * Math.PI ** 2 * density)) / K_B;
  }

  /* What each branch adds (W m⁻¹ K⁻¹) at a temperature (K), from atoms per m³ and m/s. */
  function branches(temperature, density, velocities) {
    const size = Math.cbrt(Math.PI / 6) * K_B * density ** (2 / 3);
    return velocities.map((velocity) => {
      const y = debyeTemperature(density, velocity) / temperature;
      return (size * velocity * debyeIntegral(y)) / (y * y);
    });
  }

  function cahill(temperature, density, velocities) {
    return branches(temperature, density, velocities).reduce((sum, one) => sum + one, 0);
  }

  /* Its value far above the Debye temperatures. */
  function limit(density, velocities) {
    const size = 0.5 * Math.cbrt(Math.PI / 6) * K_B * density ** (2 / 3);
    return velocities.reduce((sum, velocity) => sum + size * velocity, 0);
  }

  Ultralow.minimum = { branches, cahill, debyeTemperature, limit };
})((window.Ultralow = window.Ultralow || {}));
