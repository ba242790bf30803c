/* What a crystal's phonons conduct along its wire, summed over all modes and pairs of modes; the
 * twin of ultralow.heat.wigner_along and ultralow.analysis.lattice_conductivity. SI units.
 */
(function (Ultralow) {
  "use strict";

  const K_B = 1.380649e-23;
  const H = 6.62607015e-34;
  /* The rate of a mode that has none: it carries nothing in either formula, and its square is a
   * number still. */
  const AT_ONCE = 1e100;

  /* Tables as arrays; see ultralow.explorer.phonon_tables for what they hold. */
  function prepare(table) {
    const { temperatures, neighbours } = table;
    const mesh = domain(table.mesh, temperatures);
    const centre = table.centre && domain(table.centre, temperatures);
    return { temperatures, mesh, centre, neighbours, pairs: pairs(table.pairs, mesh) };
  }

  function domain(found, temperatures) {
    const { bands, points, weights, volume, onRay } = found;
    const all = weights.reduce((sum, one) => sum + one, 0);
    const own = { bands, points, onRay, size: points * bands, held: [] };
    for (const name of ["frequency", "square", "speed", "isotopes", "defects"]) {
      own[name] = Ultralow.stored.numbers(found[name]);
    }
    const logs = Ultralow.stored.logarithms(found.rates);
    own.logs = temperatures.map((_t, i) => logs.subarray(i * own.size, (i + 1) * own.size));
    const share = (_zero, i) => weights[Math.floor(i / bands)] / (all * volume);
    own.share = new Float64Array(own.size).map(share);
    own.omega = own.frequency.map((one) => 2 * Math.PI * one);
    return own;
  }

  /* Pairs of modes of one point that tunnel: their places, squared distance, and weight. */
  function pairs(found, mesh) {
    const { bands, omega } = mesh;
    const product = Ultralow.stored.numbers(found.product);
    const [left, right] = [new Uint32Array(product.length), new Uint32Array(product.length)];
    const both = [];
    for (let s = 0; s < bands; s++) for (let t = s + 1; t < bands; t++) both.push([s, t]);
    let at = 0;
    Ultralow.stored.bits(found.there, (place) => {
      const base = Math.floor(place / both.length) * bands;
      const [s, t] = both[place % both.length];
      [left[at], right[at]] = [base + s, base + t];
      at++;
    });
    const apart = product.map((_one, i) => (omega[left[i]] - omega[right[i]]) ** 2);
    const weight = product.map((one, i) => ((omega[left[i]] + omega[right[i]]) / 2) * one);
    return { left, right, apart, weight };
  }

  /* Heat capacity of each mode for its share of the volume, J K⁻¹ m⁻³. */
  function held({ size, frequency, share }, temperature) {
    const found = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      if (!(frequency[i] > 0)) continue;
      const half = Math.min((H * frequency[i]) / (2 * K_B * temperature), 350);
      found[i] = share[i] * K_B * (half / Math.sinh(half)) ** 2;
    }
    return found;
  }

  /* Logarithms of the rates between phonons; between two temperatures linear in its logarithm. */
  function logsAt(temperatures, logs, temperature) {
    if (temperatures.length === 1) return logs[0];
    const after = temperatures.findIndex((one) => one >= temperature);
    const up = Math.max(after < 0 ? temperatures.length - 1 : after, 1);
    const [low, high] = [temperatures[up - 1], temperatures[up]];
    const part = Math.log(temperature / low) / Math.log(high / low);
    if (part === 0 || part === 1) return logs[up - 1 + part];
    return logs[up - 1].map((one, i) => one + part * (logs[up][i] - one));
  }

  /* Rates of all mechanisms together, after Matthiessen; no surface where the length is null. */
  function rates({ size, isotopes, speed, defects }, logs, length, variance) {
    const found = new Float64Array(size);
    const thin = length === null ? 0 : 1 / length;
    for (let i = 0; i < size; i++) {
      const rate = Math.exp(logs[i]) + isotopes[i] + thin * speed[i] + variance * defects[i];
      found[i] = rate > 0 ? rate : AT_ONCE;
    }
    return found;
  }

  function particle({ size, square }, heat, rate) {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += (heat[i] * square[i]) / rate[i];
    return sum;
  }

  /* Tunnelling between bands, each pair once and twice as heavy. */
  function coherence({ left, right, apart, weight }, omega, heat, rate) {
    const quanta = heat.map((one, i) => (one ? one / omega[i] : 0));
    const half = rate.map((one) => one / 2);
    let sum = 0;
    for (let i = 0; i < weight.length; i++) {
      const [one, other] = [left[i], right[i]];
      const mean = half[one] + half[other];
      sum += (weight[i] * (quanta[one] + quanta[other]) * mean) / (apart[i] + mean * mean);
    }
    return sum;
  }

  /* Both parts of the conductivity, W m⁻¹ K⁻¹, from heat and rates of mesh and centre. */
  function parts(phonons, heats, rate) {
    const domains = [phonons.mesh, phonons.centre].filter(Boolean);
    const waves = coherence(phonons.pairs, phonons.mesh.omega, heats[0], rate[0]);
    const gas = domains.reduce((sum, one, i) => sum + particle(one, heats[i], rate[i]), 0);
    return { particle: gas, coherence: waves, total: gas + waves };
  }

  /* The conductivity at each temperature for which rates are stored. */
  function curve(phonons, length, variance) {
    const domains = [phonons.mesh, phonons.centre].filter(Boolean);
    return phonons.temperatures.map((temperature, at) => {
      const heats = domains.map((one) => (one.held[at] = one.held[at] || held(one, temperature)));
      const rate = domains.map((one) => rates(one, one.logs[at], length, variance));
      return parts(phonons, heats, rate).total;
    });
  }

  /* Conductivity at one temperature, and how it adds up over mean free paths (m). */
  function at(phonons, temperature, length, variance) {
    const domains = [phonons.mesh, phonons.centre].filter(Boolean);
    const heats = domains.map((one) => held(one, temperature));
    const rate = domains.map((one) => {
      return rates(one, logsAt(phonons.temperatures, one.logs, temperature), length, variance);
    });
    const paths = domains.map((one, k) => {
      return one.speed.map((speed, i) => (rate[k][i] === AT_ONCE ? NaN : speed / rate[k][i]));
    });
    const spreads = [Ultralow.paths.onMesh(paths[0], phonons.neighbours, phonons.mesh.bands)];
    if (paths[1]) spreads.push(Ultralow.paths.onRays(paths[1], phonons.centre.onRay));
    const carried = domains.map((one, k) => {
      return one.square.map((square, i) => (heats[k][i] * square) / rate[k][i]);
    });
    const sum = Ultralow.paths.accumulated(...[paths, carried, spreads].map(joined));
    return { ...parts(phonons, heats, rate), ...sum };
  }

  function joined(arrays) {
    const found = new Float64Array(arrays.reduce((sum, one) => sum + one.length, 0));
    let start = 0;
    for (const one of arrays) {
      found.set(one, start);
      start += one.length;
    }
    return found;
  }

  /* Whether rates are known at a temperature. */
  function knows({ temperatures }, temperature) {
    return temperatures[0] <= temperature && temperature <= temperatures[temperatures.length - 1];
  }

  Ultralow.lattice = { at, curve, knows, prepare };
})((window.Ultralow = window.Ultralow || {}));
