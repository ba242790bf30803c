/* The explorer's numbers in words: above its charts, in a sentence, and in a table. */
(function (Ultralow) {
  "use strict";

  const { make } = Ultralow.dom;
  const { short } = Ultralow.knob;
  const HEAT = "W m⁻¹ K⁻¹";
  /* Of each number: words, unit, the size of that unit, and digits. */
  const NUMBERS = {
    computed_conductivity: ["Conductivity of the phonons", HEAT, 1, 4],
    computed_conductivity_in_wire: ["The same in the wire", HEAT, 1, 4],
    minimum_conductivity: ["Minimum conductivity", HEAT, 1, 4],
    stated_lattice_over_minimum: ["Stated lattice conductivity over it", "", 1, 3],
    path_95: ["95 % of the phonons' heat by paths up to", "nm", 1, 4],
    path_95_in_wire: ["The same in the wire", "nm", 1, 4],
    casimir_length: ["Casimir length of the wire", "nm", 1, 4],
    seebeck: ["Seebeck coefficient", "µV K⁻¹", 1e-6, 4],
    sigma: ["Electrical conductivity", "S cm⁻¹", 100, 4],
    lorenz: ["Lorenz number", "10⁻⁸ W Ω K⁻²", 1e-8, 4],
    lattice: ["Lattice part beside the holes", HEAT, 1, 4],
    electronic: ["Electronic part", HEAT, 1, 4],
    power_factor: ["Power factor", "µW m⁻¹ K⁻²", 1e-6, 4],
    merit: ["Figure of merit zT", "", 1, 4],
  };

  /* What stands above each chart, in two lines at most. */
  function above(numbers, temperature) {
    const at = (name, digits) => (numbers[name] ? numbers[name].value.toFixed(digits) : null);
    const joined = (...parts) => parts.filter(Boolean).join(", ");
    const said = (text, value, unit = "") => value && `${text} ${value}${unit}`;
    const thin = numbers.casimir_length && short(numbers.casimir_length.value, 3);
    const lines = {
      conductivity: [
        joined(
          said("computed", at("computed_conductivity", 3)),
          said("in the wire", at("computed_conductivity_in_wire", 3)),
        ),
        said("minimum", at("minimum_conductivity", 3), ` ${HEAT}`),
      ],
      accumulation: [
        said("95 % by", at("path_95", 1), " nm"),
        thin && `in a wire of ${thin} nm by ${at("path_95_in_wire", 1)} nm`,
      ],
      merit: [said("zT =", at("merit", 3))],
    };
    return Object.fromEntries(
      Object.entries(lines).map(([panel, all]) => {
        const found = all.filter(Boolean);
        return [panel, found.length ? `${found.join("\n")} at ${short(temperature, 4)} K` : ""];
      }),
    );
  }

  /* A sentence for those who do not see the charts. */
  function sentence(label, lines) {
    return `${label}: ${Object.values(lines).filter(Boolean).join("; ").replaceAll("\n", ", ")}.`;
  }

  function rows(numbers) {
    return Object.entries(NUMBERS)
      .filter(([name]) => numbers[name])
      .map(([name, [words, unit, size, digits]]) => {
        const { value, grade } = numbers[name];
        const cells = [`${short(value / size, digits)}${unit && ` ${unit}`}`, grade];
        const head = make("th", { scope: "row" }, words);
        const all = cells.map((one) => make("td", {}, one));
        return make("tr", { "data-number": name }, head, ...all);
      });
  }

  Ultralow.headlines = { above, rows, sentence };
})((window.Ultralow = window.Ultralow || {}));
