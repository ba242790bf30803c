/* Lorenz number and figure of merit of one parabolic band. */
Ultralow.panel.whenReady(function () {
  "use strict";

  const { band, panel, chart } = Ultralow;
  const { ranges } = Ultralow.data.merit;
  const WEAKEST = 20;
  const STRONGEST = 500;
  const POINTS = 90;

  const inputs = {
    seebeck: { label: "Seebeck coefficient", unit: "µV/K", ...ranges.seebeck },
    conductivity: { label: "Electrical conductivity", unit: "S/cm", ...ranges.conductivity },
    lattice: { label: "Lattice part of the heat", unit: "W m⁻¹ K⁻¹", ...ranges.lattice },
    exponent: { label: "Exponent r of the relaxation time", ...ranges.exponent },
    temperature: { label: "Temperature", unit: "K", ...ranges.temperature },
  };

  function numbers(values) {
    const { seebeck, conductivity, lattice, exponent, temperature } = values;
    const found = band.wire(seebeck * 1e-6, conductivity * 100, lattice, exponent, temperature);
    return { ...found, kim: band.lorenzFromSeebeck(seebeck * 1e-6) };
  }

  /* The same band with other numbers of carriers; σ goes as a Fermi-Dirac integral of η. */
  function dopings(values, found) {
    const { exponent, lattice, temperature } = values;
    const [low, high] = [STRONGEST, WEAKEST].map((s) => band.chemicalPotential(s * 1e-6, exponent));
    const order = exponent + 0.5;
    const reference = band.logFermiDirac(order, found.eta);
    return Array.from({ length: POINTS }, (_, i) => {
      const eta = fillings(low, high, i / (POINTS - 1));
      const more = Math.exp(band.logFermiDirac(order, eta) - reference);
      const sigma = values.conductivity * 100 * more;
      const seebeck = band.seebeck(eta, exponent);
      const here = band.atFilling(eta, seebeck, sigma, lattice, exponent, temperature);
      return { seebeck: seebeck * 1e6, ...here };
    });
  }

  /* Steps that are even where carriers are few and grow where the band is degenerate. */
  function fillings(low, high, share) {
    const [from, to] = [Math.asinh(low / 3), Math.asinh(high / 3)];
    return 3 * Math.sinh(from + share * (to - from));
  }

  function words(values, found, best) {
    return (
      `Lorenz number ${(found.lorenz * 1e8).toFixed(3)} × 10⁻⁸ W Ω K⁻². The carriers conduct ` +
      `${panel.digits(found.electronic, 3)} of ${panel.digits(found.total, 3)} W m⁻¹ K⁻¹; the power ` +
      `factor is ${panel.digits(found.powerFactor * 1e6, 3)} µW m⁻¹ K⁻² and zT = ` +
      `${panel.digits(found.merit, 3)} at ${panel.digits(values.temperature, 4)} K. With another ` +
      `number of carriers this band would reach zT = ${panel.digits(best.merit, 2)}, at a Seebeck ` +
      `coefficient of ${best.seebeck.toFixed(0)} µV/K.`
    );
  }

  function lorenzPicture(values, found, along) {
    const grid = Array.from({ length: 60 }, (_, i) => (i * STRONGEST) / 59);
    const kim = grid.map((s) => [s, band.lorenzFromSeebeck(s * 1e-6) * 1e8]);
    const metal = band.lorenzSommerfeld() * 1e8;
    const heights = along.map((one) => one.lorenz * 1e8);
    return {
      x: { label: "Seebeck coefficient (µV K⁻¹)", low: 0, high: STRONGEST },
      y: { label: "Lorenz number (10⁻⁸ W Ω K⁻²)", low: 0, high: chart.ceiling([...heights, metal]) },
      series: [
        {
          label: `one band, r = ${panel.digits(values.exponent, 2)}`,
          style: "first",
          line: along.map((one) => [one.seebeck, one.lorenz * 1e8]),
        },
        { label: "fit of Kim 2015 (r = −1/2)", style: "second", line: kim },
        { label: "metal, Sommerfeld", style: "faint", line: [[0, metal], [STRONGEST, metal]] },
        { label: "your wire", style: "yours", points: [[values.seebeck, found.lorenz * 1e8]] },
      ],
    };
  }

  function meritPicture(values, found, along) {
    const heights = [...along.map((one) => one.merit), found.merit];
    return {
      x: { label: "Seebeck coefficient (µV K⁻¹)", low: 0, high: STRONGEST },
      y: { label: "Figure of merit zT", low: 0, high: chart.ceiling(heights) },
      series: [
        {
          label: "this band, other dopings",
          style: "first",
          line: along.map((one) => [one.seebeck, one.merit]),
        },
        { label: "your wire", style: "yours", points: [[values.seebeck, found.merit]] },
      ],
    };
  }

  function show(values) {
    const found = numbers(values);
    const along = dopings(values, found);
    const best = along.reduce((most, one) => (one.merit > most.merit ? one : most));
    return {
      pictures: [lorenzPicture(values, found, along), meritPicture(values, found, along)],
      text: words(values, found, best),
      numbers: found,
    };
  }

  panel.build("merit", { inputs, show });
});
