/* One parabolic band with a relaxation time that goes as E^r; the twin of ultralow.single_band
 * and ultralow.thermoelectric. SI units; η is the chemical potential over k_B T, from the band edge.
 */
(function (Ultralow) {
  "use strict";

  const K_B = 1.380649e-23;
  const E = 1.602176634e-19;
  /* The distribution falls by exp(-50) over this many k_B T to each side of η. */
  const REACH = 50;
  const rule = Ultralow.quadrature.gaussLegendre(80);

  /* Calls visit(x − η, weight) at nodes for ∫ g(x) x^power (−∂f/∂x) dx; the weights are divided
   * by exp(min(η, 0)). In √x the density is smooth for half-integer powers. */
  function conductingCarriers(eta, power, visit) {
    const inside = Math.max(eta, 0);
    const outside = Math.min(eta, 0);
    const centre = Math.sqrt(inside);
    for (const side of [-1, 1]) {
      const width = side * (Math.sqrt(Math.max(inside + side * REACH, 0)) - centre);
      for (let i = 0; i < rule.nodes.length; i++) {
        const step = side * width * rule.nodes[i];
        const beyond = step * (2 * centre + step);
        const change = Math.exp(-beyond) / (1 + Math.exp(outside - beyond)) ** 2;
        const density = 2 * (centre + step) ** (2 * power + 1) * change;
        visit(beyond - outside, width * rule.weights[i] * density);
      }
    }
  }

  /* Mean and variance of (E − µ)/k_B T over the carriers that conduct. */
  function moments(eta, r) {
    const energies = [];
    const weights = [];
    conductingCarriers(eta, r + 1.5, (energy, weight) => {
      energies.push(energy);
      weights.push(weight);
    });
    let all = 0;
    let mean = 0;
    let variance = 0;
    weights.forEach((weight) => (all += weight));
    weights.forEach((weight, i) => (mean += (weight / all) * energies[i]));
    weights.forEach((weight, i) => (variance += (weight / all) * (energies[i] - mean) ** 2));
    return { mean, variance };
  }

  /* ln F_j(η), by parts, so that it neither overflows nor loses digits. */
  function logFermiDirac(order, eta) {
    let sum = 0;
    conductingCarriers(eta, order + 1, (_energy, weight) => (sum += weight));
    return Math.log(sum / (order + 1)) + Math.min(eta, 0);
  }

  /* V/K */
  function seebeck(eta, r) {
    return (K_B / E) * moments(eta, r).mean;
  }

  /* W Ω K⁻² */
  function lorenz(eta, r) {
    return (K_B / E) ** 2 * moments(eta, r).variance;
  }

  /* η at which the band has a Seebeck coefficient (V/K, of either sign). */
  function chemicalPotential(value, r) {
    const size = Math.abs(value) * (E / K_B);
    const power = r + 1.5;
    const high = power + 2 + (2 * Math.max(power, 1) * Math.PI ** 2) / (3 * size);
    const excess = (eta) => moments(eta, r).mean - size;
    return Ultralow.quadrature.fallingRoot(excess, power - size, high);
  }

  /* (π²/3)(k_B/e)² */
  function lorenzSommerfeld() {
    return (Math.PI ** 2 / 3) * (K_B / E) ** 2;
  }

  /* The fit of Kim and others to acoustic phonons, from the Seebeck coefficient alone. */
  function lorenzFromSeebeck(value) {
    return (1.5 + Math.exp(-Math.abs(value) / 116e-6)) * 1e-8;
  }

  /* Everything about one wire: S (V/K), σ (S/m), lattice part (W m⁻¹ K⁻¹), r and T (K). */
  function wire(value, conductivity, lattice, r, temperature) {
    const eta = chemicalPotential(value, r);
    return atFilling(eta, value, conductivity, lattice, r, temperature);
  }

  /* The same where η is known already. */
  function atFilling(eta, value, conductivity, lattice, r, temperature) {
    const number = lorenz(eta, r);
    const electronic = number * conductivity * temperature;
    const powerFactor = value ** 2 * conductivity;
    const total = lattice + electronic;
    const merit = (powerFactor * temperature) / total;
    return { eta, lorenz: number, electronic, total, powerFactor, merit };
  }

  Ultralow.band = {
    atFilling,
    chemicalPotential,
    logFermiDirac,
    lorenz,
    lorenzFromSeebeck,
    lorenzSommerfeld,
    seebeck,
    wire,
  };
})((window.Ultralow = window.Ultralow || {}));
