/* How much of the heat is carried by which mean free paths: a stored curve, read anywhere. */
Ultralow.panel.whenReady(function () {
  "use strict";

  const { panel, table, chart } = Ultralow;
  const { crystals } = Ultralow.data.accumulation;
  if (!crystals.length) return;
  const STYLES = ["first", "second", "third"];

  const ends = crystals.flatMap((one) => one.curves.flatMap((c) => [c.x[0], c.x[c.x.length - 1]]));
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const inputs = {
    crystal: {
      label: "Crystal",
      choices: crystals.map((one) => [one.name, one.label]),
      value: crystals[0].name,
    },
    path: {
      label: "Mean free path",
      unit: "nm",
      digits: 3,
      low: Math.log10(low),
      high: Math.log10(high),
      step: "any",
      value: 0.5 * (Math.log10(low) + Math.log10(high)),
      law: (power) => 10 ** power,
    },
  };

  function find(values) {
    return crystals.find((one) => one.name === values.crystal);
  }

  function numbers(values) {
    return find(values).curves.map((curve) => {
      const whole = curve.y[curve.y.length - 1];
      const here = table.interpolate(curve, 10 ** values.path);
      return { value: here, share: here / whole, half: table.reaches(curve, 0.5 * whole) };
    });
  }

  function words(values, found, crystal) {
    const path = panel.digits(10 ** values.path, 3);
    const each = crystal.curves.map((curve, i) => {
      const { share, half } = found[i];
      return (
        `${curve.label} [${curve.grade}]: ${(100 * share).toFixed(0)} % of the heat is carried by ` +
        `mean free paths below ${path} nm, half of it below ${panel.digits(half, 3)} nm. ` +
        `Between stored points the curve is known to ${(100 * curve.error).toPrecision(1)} % of the whole.`
      );
    });
    return each.join(" ");
  }

  function show(values) {
    const crystal = find(values);
    const found = numbers(values);
    const tops = crystal.curves.flatMap((curve) => curve.y);
    const series = crystal.curves.flatMap((curve, i) => {
      const line = curve.x.map((x, k) => [x, curve.y[k]]);
      return [
        { label: `${curve.label} [${curve.grade}]`, style: STYLES[i % 3], line },
        { style: "yours", points: [[10 ** values.path, found[i].value]] },
      ];
    });
    const picture = {
      x: { label: "Mean free path (nm)", low, high, log: true },
      y: { label: crystal.quantity, low: 0, high: chart.ceiling(tops) },
      series,
    };
    return { pictures: [picture], text: words(values, found, crystal), numbers: found };
  }

  panel.build("accumulation", { inputs, show });
});
