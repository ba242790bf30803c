/* Charge and heat that holes carry along a wire, on a table of bands; the twin of
 * ultralow.charge.boltzmann and ultralow.charge.transport_distribution. SI units.
 */
(function (Ultralow) {
  "use strict";

  const K_B = 1.380649e-23;
  const E = 1.602176634e-19;
  /* Beyond 20 k_B T a Fermi function has fallen to 2e-9: so far from the end of a table. */
  const REACH = 20;
  const CLOSE = 1e-12; // of k_B T; the step after it is shorter by as much again
  /* The units of the table: per eV and nm³, and m² s⁻² of that. */
  const STATES = 1e27;
  const FLOW = 1e37;
  const rule = Ultralow.quadrature.gaussLegendre(4);

  /* Nodes of a quadrature over the table, whose conduction bands are moved up by `opened` eV. */
  function prepare({ first, step, gap, opened, dos, transport, axis, density, time, power }) {
    const nodes = [];
    for (let i = 0; i + 1 < dos.length; i++) {
      if (!dos[i] && !dos[i + 1]) continue;
      const start = first + i * step;
      const moved = start > gap / 2 ? opened : 0;
      rule.nodes.forEach((share, k) => {
        const between = (row) => row[i] + share * (row[i + 1] - row[i]);
        const energy = (start + moved + share * step) * E;
        const weight = rule.weights[k] * step;
        const flow = transport.map((row) => FLOW * weight * between(row));
        nodes.push({ energy, sign: moved ? -1 : 1, states: STATES * weight * between(dos), flow });
      });
    }
    const column = (of) => Float64Array.from(nodes, of);
    const top = first + (dos.length - 1) * step + opened;
    return {
      energy: column((one) => one.energy),
      sign: column((one) => one.sign),
      states: column((one) => one.states),
      flows: [0, 1, 2].map((axis) => column((one) => one.flow[axis])),
      ends: [dos[0] ? first * E : -Infinity, dos[dos.length - 1] ? top * E : Infinity],
      axis,
      density,
      time,
      power,
    };
  }

  /* Holes less electrons per volume, and its slope with the chemical potential, m⁻³ and m⁻³ J⁻¹. */
  function filled({ energy, sign, states }, potential, temperature) {
    const thermal = K_B * temperature;
    let [sum, slope] = [0, 0];
    for (let i = 0; i < energy.length; i++) {
      const x = (energy[i] - potential) / thermal;
      const there = 1 / (1 + Math.exp(-sign[i] * x)); // holes, or electrons
      sum += sign[i] * there * states[i];
      slope -= (there * (1 - there) * states[i]) / thermal;
    }
    return [sum, slope];
  }

  /* The chemical potential at a density of holes (m⁻³); NaN where the table holds no such one. */
  function potentialAt(bands, density, temperature) {
    const room = REACH * (1 + 1e-9) * K_B * temperature;
    let [low, high] = [bands.ends[0] + room, bands.ends[1] - room];
    const [most, least] = [low, high].map((edge) => filled(bands, edge, temperature)[0]);
    if (!(least <= density && density <= most)) return NaN;
    let here = Math.min(Math.max(0, low), high);
    for (let turn = 0; turn < 200; turn++) {
      const [found, slope] = filled(bands, here, temperature);
      if (found > density) low = here;
      else high = here;
      let next = here - (found - density) / slope;
      if (!(next > low && next < high)) next = (low + high) / 2;
      if (Math.abs(next - here) <= CLOSE * K_B * temperature) return next;
      here = next;
    }
    return here;
  }

  /* σ (S/m), S (V/K) and L (W Ω K⁻²) along the wire; no current flows across it. */
  function transport(bands, potential, temperature) {
    const moments = bands.flows.map((flow) => along(bands.energy, flow, potential, temperature));
    const parts = moments.map(([k0, k1, k2]) => {
      const drag = k1 / k0;
      const heat = K_B ** 2 * temperature * (k2 - k1 * drag);
      return { sigma: E ** 2 * k0, seebeck: (-K_B / E) * drag, kappa: heat };
    });
    const sum = (of) => parts.reduce((all, one, i) => all + bands.axis[i] ** 2 * of(one), 0);
    const sigma = 1 / sum((one) => 1 / one.sigma);
    const kappa = 1 / sum((one) => 1 / one.kappa);
    const seebeck = sum((one) => one.seebeck);
    const cooler = (temperature / 300) ** bands.power;
    const lorenz = kappa / (sigma * temperature);
    return { sigma: sigma * bands.time * cooler, seebeck, lorenz };
  }

  /* ∫ Φ xⁿ (−∂f/∂E) dE for n = 0, 1, 2, with x = (E − µ)/k_B T. */
  function along(energy, flow, potential, temperature) {
    const thermal = K_B * temperature;
    const sums = [0, 0, 0];
    for (let i = 0; i < energy.length; i++) {
      const x = (energy[i] - potential) / thermal;
      const small = Math.exp(-Math.abs(x));
      const part = ((flow[i] / thermal) * small) / (1 + small) ** 2;
      sums[0] += part;
      sums[1] += part * x;
      sums[2] += part * x * x;
    }
    return sums;
  }

  /* The same for a density of holes, null for the fitted one; NaN where there can be none. */
  function at(bands, density, temperature) {
    return transport(bands, potentialAt(bands, density || bands.density, temperature), temperature);
  }

  Ultralow.holes = { at, prepare };
})((window.Ultralow = window.Ultralow || {}));
