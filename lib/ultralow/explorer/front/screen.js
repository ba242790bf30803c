/* Everything that the explorer shows for the values of its controls: curves, numbers, and why a
 * panel is empty; the twin of ultralow.explorer.screen and the two modules beside it. Values are
 * those of the notebook's parameters, where 0 stands for the stored number.
 */
(function (Ultralow) {
  "use strict";

  const { glass, holes, lattice, minimum, paths } = Ultralow;
  const KEPT = 8; // settings; a slider goes to and fro
  const NANO = 1e-9;

  /* A function that remembers what it was asked last. */
  function remembered(find) {
    const found = new Map();
    return (...asked) => {
      const key = asked.map((one) => (one && one.key) || one).join(" ");
      const known = found.has(key) ? found.get(key) : find(...asked);
      found.delete(key); // what was asked last goes last
      found.set(key, known);
      if (found.size > KEPT) found.delete(found.keys().next().value);
      return known;
    };
  }

  const curve = remembered((...setting) => lattice.curve(...setting));
  const at = remembered((phonons, share, ...setting) => {
    const sum = lattice.at(phonons, ...setting);
    return { ...sum, path: paths.atShare(sum, share) };
  });
  const conduct = remembered((bands, density, temperatures) => {
    return temperatures.map((temperature) => holes.at(bands, density, temperature));
  });
  const cahill = remembered((known, vL, vT, temperatures) => {
    return temperatures.map((one) => minimum.cahill(one, known.numberDensity, [vL, vT, vT]));
  });

  /* Velocities and modulus, stored or set by hand. */
  function chosenSound(known, values) {
    const { longitudinal_velocity_m_s: fast, transverse_velocity_m_s: slow } = values;
    const source = values.velocity_source;
    const stored = known.sounds[source === "best" ? known.best.velocity_source : source];
    if (!fast && !slow) return stored;
    const [longitudinal, transverse] = [fast || stored.longitudinal, slow || stored.transverse];
    const young = glass.young(longitudinal, transverse, known.massDensity);
    return { longitudinal, transverse, young, grade: "G" };
  }

  function minimumOf(known, { longitudinal, transverse, young }, model, temperatures) {
    if (model === "cahill") return cahill(known, longitudinal, transverse, temperatures);
    const velocities = [longitudinal, transverse, transverse];
    const flat =
      model === "clarke"
        ? glass.clarke(known.numberDensity, young, known.massDensity)
        : glass.diffuson(known.numberDensity, velocities);
    return temperatures.map(() => flat);
  }

  /* What both transverse branches add to Cahill's. */
  function slowOnes({ numberDensity }, { longitudinal, transverse }, temperatures) {
    const velocities = [longitudinal, transverse, transverse];
    return temperatures.map((one) => {
      const [, ...slow] = minimum.branches(one, numberDensity, velocities);
      return slow[0] + slow[1];
    });
  }

  function least(facts, known, values, view) {
    const sound = chosenSound(known, values);
    const [model, grade] = [values.minimum_model, sound.grade];
    if (Number.isNaN(sound.young)) {
      const slowest = sound.transverse * Math.sqrt(4 / 3);
      const all = [sound.longitudinal, sound.transverse, slowest];
      const [fast, slow, least] = all.map((one) => `${one.toFixed(0)} m/s`);
      view.warnings.push(
        `no solid carries longitudinal sound at ${fast} and transverse at ${slow}: keep the ` +
          `first above ${least}`,
      );
      return;
    }
    if (values.quantity === "minimum" && model === "cahill") {
      const slow = slowOnes(known, sound, facts.temperatures);
      const panel = "conductivity";
      view.curve(panel, "both transverse branches", facts.temperatures, slow, grade, "second");
    }
    const line = minimumOf(known, sound, model, facts.temperatures);
    const label = `minimum, ${facts.models[model]}`;
    view.curve("conductivity", label, facts.temperatures, line, grade, "faint");
    const here = minimumOf(known, sound, model, [values.temperature_K])[0];
    view.number("minimum_conductivity", here, grade);
    const { lattice: stated } = known.stated;
    if (stated) view.number("stated_lattice_over_minimum", stated.value / here, grade);
  }

  const ALONE = {
    ending: "",
    grade: "R",
    style: "alone",
    path: "phonons and isotopes",
    mark: "95 % of these",
  };
  const WIRE = {
    ending: "_in_wire",
    grade: "G",
    style: "wire",
    label: "with surface and defects",
    path: "in the wire",
    mark: "95 % in the wire",
    sign: "ring",
  };

  /* The crystal by itself, and its wire where a Casimir length (m) is stated or set. */
  function settings(known, values, words) {
    const { casimir } = known.stated;
    const length = values.casimir_length_nm * NANO || (casimir ? casimir.value : null);
    const alone = { ...ALONE, setting: [null, 0], label: `computed, ${words}` };
    if (length === null) return [alone];
    return [alone, { ...WIRE, setting: [length, values.defect_strength] }];
  }

  function phonons(facts, known, values, view, own) {
    if (typeof own === "string") {
      view.absent.accumulation = own;
      return;
    }
    const { temperature_K: here } = values;
    const wires = settings(known, values, facts.words[own.result] || own.result);
    for (const { setting, label, grade, style } of wires) {
      view.curve("conductivity", label, own.temperatures, curve(own, ...setting), grade, style);
    }
    if (!lattice.knows(own, here)) {
      const [low, high] = [own.temperatures[0], own.temperatures[own.temperatures.length - 1]];
      view.absent.accumulation = `rates are known from ${low} to ${high} K`;
      return;
    }
    for (const one of wires) accumulated(facts, own, here, one, view);
    if (wires[1]) {
      const grade = values.casimir_length_nm ? "G" : "S";
      view.number("casimir_length", wires[1].setting[0] / NANO, grade);
    }
  }

  function accumulated({ share, longest }, own, here, wire, view) {
    const { setting, ending, grade, style, path, mark } = wire;
    const found = at(own, share, here, ...setting);
    const reached = found.path / NANO;
    const x = Array.from(found.value, (one) => one / NANO);
    const y = Array.from(found.carried);
    x.push(Math.max(longest, x[x.length - 1])); // level to the edge
    y.push(y[y.length - 1]);
    view.curve("accumulation", path, x, y, grade, style);
    const place = [[reached, share * found.particle]];
    view.points("accumulation", mark, place, grade, style, wire.sign);
    view.number(`computed_conductivity${ending}`, found.total, grade);
    view.number(`path_95${ending}`, reached, grade);
  }

  /* Heat and charge of the holes at one temperature, with what the lattice leaves of the stated. */
  function carried({ holes: fit }, room, lorenz, temperature, found) {
    const number = lorenz || found.lorenz;
    const electronic = number * found.sigma * temperature;
    const atRoom = fit.total - (lorenz || fit.lorenz) * fit.sigma * room;
    const own = (atRoom * room) / temperature;
    const factor = found.seebeck ** 2 * found.sigma;
    const merit = (factor * temperature) / (own + electronic);
    return {
      seebeck: found.seebeck,
      sigma: found.sigma,
      lorenz: number,
      lattice: own,
      electronic,
      power_factor: factor,
      merit: own + electronic > 0 ? merit : NaN,
    };
  }

  function charge(facts, known, values, view, _own, bands) {
    if (!bands) return;
    const { carrier_density_per_cm3: holesSet, lorenz_number_W_Ohm_per_K2: lorenz } = values;
    const grade = holesSet || lorenz ? "G" : "R";
    const ask = (temperatures) => {
      const found = conduct(bands, holesSet * 1e6, temperatures);
      const one = (temperature, i) => carried(known, facts.room, lorenz, temperature, found[i]);
      return temperatures.map(one);
    };
    const warm = ask(facts.warm);
    if (!warm.every((one) => Number.isFinite(one.merit))) {
      view.absent.merit = "these bands hold no such number of holes, or less heat than they carry";
      return;
    }
    const line = (name) => warm.map((one) => one[name]);
    view.curve("conductivity", "electronic part", facts.warm, line("electronic"), grade, "fourth");
    view.curve("merit", "computed bands", facts.warm, line("merit"), grade, "alone");
    if (values.temperature_K < facts.warm[0]) return;
    const here = ask([values.temperature_K])[0];
    if (!Number.isFinite(here.merit)) {
      const at = `${values.temperature_K} K`;
      view.warnings.push(`zT at ${at}, to which the table of bands does not reach`);
      return;
    }
    for (const [name, value] of Object.entries(here)) view.number(name, value, grade);
  }

  /* The paper's points: always there, whatever the controls say. */
  function measured({ share }, { stated }, view) {
    const points = [
      ["lattice", "conductivity", "lattice, Lee 2017", "lattice"],
      ["total", "conductivity", "total, Lee 2017", "stated"],
      ["merit", "merit", "Lee 2017", "stated"],
    ];
    for (const [name, panel, label, style] of points) {
      const one = stated[name];
      if (one) view.points(panel, label, [[one.temperature, one.value, one.spread]], "S", style);
    }
    if (!stated.path) return;
    const place = [stated.path.value / NANO, share * stated.lattice.value];
    view.points("accumulation", "95 %, from Lee 2017", [place], "D", "lattice");
  }

  /* A view of a crystal; `own` are its prepared phonons, or in words why there are none. */
  function show(facts, values, own, bands) {
    const known = facts.known[values.material];
    const view = { series: [], numbers: {}, absent: { ...known.absent }, warnings: [] };
    view.curve = (panel, label, x, y, grade, style) => {
      const line = Array.from(x, (one, i) => [one, y[i]]);
      view.series.push({ panel, label: `${label} [${grade}]`, line, grade, style });
    };
    view.points = (panel, label, points, grade, style, mark) => {
      view.series.push({ panel, label: `${label} [${grade}]`, points, grade, style, mark });
    };
    view.number = (name, value, grade) => (view.numbers[name] = { value, grade });
    for (const part of [least, phonons, charge]) part(facts, known, values, view, own, bands);
    measured(facts, known, view);
    return view;
  }

  Ultralow.screen = { show };
})((window.Ultralow = window.Ultralow || {}));
