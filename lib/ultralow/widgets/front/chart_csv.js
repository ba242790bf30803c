/* What a chart draws, as a CSV that a reader may save. */
(function (Ultralow) {
  "use strict";

  const cell = (value) => {
    const text = Number.isFinite(value) || typeof value === "string" ? String(value) : "";
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };

  /* "Temperature (K)" as its name and its unit, which may be empty. */
  function quantity(label) {
    const [, name, unit = ""] = label.match(/^(.*?)(?: \(([^()]*)\))?$/);
    return { name, unit };
  }

  /* A row a point, all of them whatever part is looked at; units stand in the names of columns. */
  function text({ x, y, series }) {
    const { unit } = quantity(y.label);
    const named = (name) => (unit ? `${name} (${unit})` : name);
    const spread = series.some((one) => one.points && one.points.some((point) => point[2]));
    const band = series.some((one) => one.band);
    const header = ["series", x.label, y.label];
    if (spread) header.push(named("uncertainty"));
    if (band) header.push(named("lower"), named("upper"));
    const rows = series.flatMap((one) =>
      (one.points || one.line).map(([at, value, error], row) => [
        one.label || one.name || "",
        at,
        value,
        ...(spread ? [error] : []),
        ...(band ? [0, 1].map((edge) => (one.band ? one.band[edge][row] : "")) : []),
      ]),
    );
    return [header, ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
  }

  Ultralow.chartCsv = { quantity, text };
})((window.Ultralow = window.Ultralow || {}));
