/* A reader's points beside the curves of a figure: chosen or dropped, read here, sent nowhere. */
Ultralow.panel.whenReady(function () {
  "use strict";

  const { chart, panel, readers } = Ultralow;
  const { crystals } = Ultralow.data.readers;
  const { materials, others } = Ultralow.data.figure;
  const { atNewWidth, make } = Ultralow.dom;
  const WARM = 100; // K: colder, a crystal's curve may leave the top of the chart
  const place = document.querySelector('[data-panel="points"]');
  if (!place) return;

  /* Lists of what has the same key, in the order in which the keys come. */
  function grouped(all, keyOf) {
    const found = new Map();
    for (const one of all) {
      const key = keyOf(one);
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(one);
    }
    return [...found.values()];
  }

  const counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

  const input = make("input", { type: "file", id: "points-file", accept: ".csv,text/csv" });
  const label = make("label", { for: "points-file" }, "Drop a CSV here, or choose one:");
  const drop = make("div", { class: "drop" }, label, input);
  const said = make("div", { class: "words", role: "status" });
  const refused = make("div", { class: "refused", role: "alert" });
  const charts = make("div", { class: "charts" });
  place.replaceChildren(drop, refused, said, charts);
  let pictures = [];

  function numbers(x) {
    if (Array.isArray(x)) return x;
    return Array.from({ length: x.count }, (_, at) => x.first + x.step * at);
  }

  /* A series of the figure as a chart takes it. */
  function ofFigure({ label: name, x, y, spread = [], style, mark, band }) {
    const pairs = numbers(x).map((at, row) => [at, y[row], spread[row]]);
    if (mark) return { label: name, style: "stated", mark, points: pairs };
    return { label: name, style, line: pairs.map((pair) => pair.slice(0, 2)), band };
  }

  /* The points of one quantity and grade, in the unit of the axis. */
  function ofReader(axes, points) {
    const names = Object.keys(axes.quantities);
    return grouped(points, (one) => `${one.quantity} ${one.grade}`).map((group) => {
      const [{ quantity, grade, unit }] = group;
      const what = axes.quantities[quantity];
      const inUnit = (value) => readers.units.convert(value, unit, axes.unit);
      return {
        label: `yours${what && `, ${what}`} [${grade}]`,
        style: names.indexOf(quantity) ? "yours-too" : "yours",
        mark: "cross",
        points: group.map((one) => [
          one.temperature_K,
          inUnit(one.value),
          inUnit(one.uncertainty),
          one.source,
        ]),
      };
    });
  }

  /* One axes of a material with the reader's points on top. */
  function pictureOf(material, axes, points) {
    const own = ofReader(axes, points);
    const given = axes.series.map(ofFigure);
    const mine = own.flatMap((one) => one.points);
    const ends = mine.flatMap(([, y, spread]) => [y - (spread || 0), y + (spread || 0)]);
    const curves = given.flatMap((one) => one.points || one.line);
    const warm = curves.filter(([at]) => at >= WARM).map(([, value]) => value);
    const lowest = Math.min(0, ...ends);
    const at = mine.map(([temperature]) => temperature).sort((a, b) => a - b);
    const [first, last] = [at[0], at[at.length - 1]].map((one) => panel.digits(one, 4));
    const along = first === last ? `at ${first} K` : `from ${first} to ${last} K`;
    const many = `${counted(mine.length, "point")} of yours ${along}`;
    const upTo = Math.max(axes.upTo, ...at);
    return {
      name: material.name,
      text: `${material.label}, ${axes.y}: the curves of the figure, and ${many}.`,
      x: { label: axes.x, low: 0, high: upTo > axes.upTo ? chart.ceiling([upTo]) : upTo },
      y: {
        label: axes.y,
        low: lowest && -chart.ceiling([-lowest]),
        high: chart.ceiling([...warm, ...ends]),
      },
      series: [...given, ...own],
    };
  }

  function draw() {
    pictures.forEach(({ holder, picture }) => chart.draw(holder, picture));
  }

  /* A chart for each axes that has points; the points that no axes of this page takes. */
  function drawAll(points) {
    const left = new Set(points);
    pictures = materials.flatMap((material) =>
      material.axes.flatMap((axes) => {
        const taken = points.filter(
          (one) => one.material === material.name && one.quantity in axes.quantities,
        );
        taken.forEach((one) => left.delete(one));
        if (!taken.length) return [];
        return { holder: make("div", {}), material, picture: pictureOf(material, axes, taken) };
      }),
    );
    charts.replaceChildren(
      ...pictures.map(({ holder, material }) =>
        make("div", {}, make("p", { class: "chart-of" }, material.label), holder),
      ),
    );
    draw();
    return [...left];
  }

  /* Sentences on points that are not drawn here, with the page that draws them. */
  function elsewhere(points) {
    return grouped(points, (one) => `${one.quantity} of ${one.material}`).map((group) => {
      const [{ material, quantity }] = group;
      const many = `${counted(group.length, "point")} (${quantity} of ${material}): `;
      const other = others.find(({ takes }) => (takes[material] || []).includes(quantity));
      if (other) return [`${many}drawn with `, make("a", { href: other.page }, other.title), "."];
      const known = [...new Set(Object.values(crystals))];
      if (known.includes(material)) return [`${many}no figure of this site draws them.`];
      const meant = known.find((one) => one.toLowerCase() === material.toLowerCase());
      const hint = meant ? ` Did you mean ${meant}?` : "";
      return [`${many}no crystal of this site has that name.${hint}`];
    });
  }

  const paragraphs = (lines) => lines.map((line) => make("p", {}, line));

  function tell(name, { points, note, doubts }) {
    const left = drawAll(points);
    const lines = [
      ...(note ? [[note]] : []),
      ...doubts.map((doubt) => [`caution: ${doubt}`]),
      ...elsewhere(left),
    ];
    const list = make("ul", {}, ...lines.map((line) => make("li", {}, ...line)));
    const drawn = points.length - left.length;
    const first = `${name}: ${counted(points.length, "point")} read, ${drawn} drawn here.`;
    said.replaceChildren(...paragraphs([first]), ...(lines.length ? [list] : []));
  }

  let asked = 0; // a later file answers, not an earlier and larger one

  async function take(file) {
    const turn = ++asked;
    let found;
    try {
      found = readers.pointsOf(await readers.bytesOf(file), file.name);
    } catch (error) {
      if (!(error instanceof readers.Refusal)) throw error;
      if (turn !== asked) return;
      drawAll([]);
      said.replaceChildren();
      refused.replaceChildren(...paragraphs(error.lines()));
      return;
    }
    if (turn !== asked) return;
    refused.replaceChildren();
    tell(file.name, found);
  }

  input.addEventListener("click", () => (input.value = "")); // the same file may have changed
  input.addEventListener("change", () => input.files.length && take(input.files[0]));
  for (const [name, over] of [["dragenter", true], ["dragover", true], ["dragleave", false]]) {
    place.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", over);
    });
  }
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    take(event.dataTransfer.files[0]);
  });

  atNewWidth(place, draw);
});
