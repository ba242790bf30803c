/* The amorphous limit at a reader's fingertips. */
Ultralow.panel.whenReady(function () {
  "use strict";

  const { minimum, panel, chart } = Ultralow;
  const { crystals, ranges } = Ultralow.data.minimum;
  const OWN = "own";
  const COLDEST = 2;

  function find(name) {
    return crystals.find((one) => one.name === name);
  }

  const first = crystals[0];
  const inputs = {
    crystal: {
      label: "Crystal, and whose sound velocities",
      choices: [...crystals.map((one) => [one.name, one.label]), [OWN, "values of my own"]],
      value: first.name,
    },
    longitudinal: { label: "Longitudinal velocity", unit: "m/s", ...ranges.longitudinal },
    transverse: { label: "Transverse velocity", unit: "m/s", ...ranges.transverse },
    density: { label: "Atoms per volume", unit: "nm⁻³", ...ranges.density },
    temperature: { label: "Temperature", unit: "K", ...ranges.temperature },
  };
  for (const key of ["longitudinal", "transverse", "density"]) inputs[key].value = first[key];

  /* A crystal brings its numbers along; a number moved by hand makes them the reader's own. */
  function settled(values, changed) {
    if (changed === "temperature") return {};
    if (changed !== "crystal") return { crystal: OWN };
    const one = find(values.crystal);
    if (!one) return {};
    return { longitudinal: one.longitudinal, transverse: one.transverse, density: one.density };
  }

  function numbers(values) {
    const solid = [
      values.density * 1e27,
      [values.longitudinal, values.transverse, values.transverse],
    ];
    const branches = minimum.branches(values.temperature, ...solid);
    const here = branches.reduce((sum, one) => sum + one, 0);
    const limit = minimum.limit(...solid);
    return { minimum: here, limit, share: here / limit, longitudinal: branches[0] / here };
  }

  function curves(values, upTo) {
    const solid = [
      values.density * 1e27,
      [values.longitudinal, values.transverse, values.transverse],
    ];
    const grid = Array.from({ length: 120 }, (_, i) => COLDEST + ((upTo - COLDEST) * i) / 119);
    const parts = grid.map((t) => minimum.branches(t, ...solid));
    return {
      transverse: grid.map((t, i) => [t, parts[i][1] + parts[i][2]]),
      all: grid.map((t, i) => [t, parts[i][0] + parts[i][1] + parts[i][2]]),
    };
  }

  function words(values, found, measured) {
    const at = `${panel.digits(values.temperature, 4)} K`;
    const parts = [
      `At ${at} this solid conducts at least ${panel.digits(found.minimum, 3)} W m⁻¹ K⁻¹, ` +
        `${(100 * found.share).toFixed(0)} % of the value ${panel.digits(found.limit, 3)} ` +
        "that it reaches when hot.",
      `The longitudinal branch carries ${(100 * found.longitudinal).toFixed(0)} % of it.`,
    ];
    if (measured) {
      const ratio = measured.value / measured.minimum;
      parts.push(
        `The wire that the paper measured, ${measured.value} ± ${measured.uncertainty} ` +
          `W m⁻¹ K⁻¹ near 300 K, stands ${ratio.toFixed(1)} times above this limit at 300 K.`,
      );
    }
    return parts.join(" ");
  }

  function show(values) {
    const found = numbers(values);
    const upTo = ranges.temperature.high;
    const lines = curves(values, upTo);
    const crystal = find(values.crystal);
    const measured = crystal && crystal.measured;
    if (measured) {
      measured.minimum = numbers({ ...values, temperature: 300 }).minimum;
    }
    const heights = [found.limit, ...(measured ? [measured.value + measured.uncertainty] : [])];
    const series = [
      { label: "both transverse branches", style: "second", line: lines.transverse },
      { label: "all three", style: "first", line: lines.all },
      { label: "its value when hot", style: "faint", line: [[0, found.limit], [upTo, found.limit]] },
      { label: "at your temperature", style: "yours", points: [[values.temperature, found.minimum]] },
    ];
    if (measured) {
      const point = [300, measured.value, measured.uncertainty];
      series.push({ label: "measured lattice part [S]", style: "stated", points: [point] });
    }
    const picture = {
      x: { label: "Temperature (K)", low: 0, high: upTo },
      y: { label: "Conductivity (W m⁻¹ K⁻¹)", low: 0, high: chart.ceiling(heights) },
      series,
    };
    return { pictures: [picture], text: words(values, found, measured), numbers: found };
  }

  panel.build("minimum", { inputs, settled, show });
});
