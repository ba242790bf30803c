/* How much of the heat is carried by which mean free paths: a stored curve, read anywhere. */
Ultralow.panel.whenReady(function () {
  "use strict";

  const { panel, table } = Ultralow;
  const { crystals } = Ultralow.data.accumulation;
  if (!crystals.length) return;
  const STYLES = ["first", "second", "third", "fourth"];

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
    return find(values).curves.map((curve) => ({
      share: table.share(curve, 10 ** values.path),
      half: table.reaches(curve, 0.5),
      most: table.reaches(curve, 0.95),
    }));
  }

  function words(values, found, crystal) {
    const path = panel.digits(10 ** values.path, 3);
    const each = crystal.curves.map((curve, i) => {
      const { share, half, most } = found[i];
      return (
        `${curve.label} [${curve.grade}]: paths below ${path} nm carry ` +
        `${(100 * share).toFixed(0)} % of the heat; half is carried below ` +
        `${panel.digits(half, 2)} nm, 95 % below ${panel.digits(most, 2)} nm.`
      );
    });
    return each.join(" ");
  }

  function show(values) {
    const crystal = find(values);
    const found = numbers(values);
    const series = crystal.curves.flatMap((curve, i) => {
      const line = curve.x.map((x, k) => [x, 100 * curve.y[k]]);
      return [
        { label: `${curve.label} [${curve.grade}]`, style: STYLES[i % STYLES.length], line },
        {
          name: `${curve.label}, at your path`,
          style: "yours",
          points: [[10 ** values.path, 100 * found[i].share]],
        },
      ];
    });
    const picture = {
      x: { label: "Mean free path (nm)", low, high, log: true },
      y: { label: `${crystal.quantity} (%)`, low: 0, high: 100 },
      series,
    };
    return { pictures: [picture], text: words(values, found, crystal), numbers: found };
  }

  panel.build("accumulation", { inputs, show });
});
