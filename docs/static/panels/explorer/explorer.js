/* The explorer: one crystal, its conductivity, the paths of its phonons and zT side by side, for
 * the values of its controls, which stand in the address.
 */
Ultralow.panel.whenReady(function () {
  "use strict";

  const { address, chart, controls, headlines, screen } = Ultralow;
  const { make } = Ultralow.panel;
  const facts = Ultralow.data.explorer;
  const place = document.querySelector('[data-panel="explorer"]');
  if (!place) return;
  const SETTLED = 250; // ms; browsers do not like the address to change more often
  const KEPT = ["material", "minimum_model", "temperature_K"]; // by another crystal
  const COLDEST_SEEN = 100; // K; colder, a crystal conducts so well that the rest would lie low
  const ACROSS = { label: "Temperature (K)", low: 0, high: 400 };
  const PANELS = {
    conductivity: { x: ACROSS, y: "Thermal conductivity (W m⁻¹ K⁻¹)", seen: COLDEST_SEEN },
    accumulation: {
      x: { label: "Mean free path (nm)", low: 0.1, high: 1e4, log: true },
      y: "Accumulated (W m⁻¹ K⁻¹)", // conductivity, which a small chart has no room for
    },
    merit: { x: ACROSS, y: "Figure of merit zT" },
  };

  const steps = [];
  let values = facts.start;
  let settled = values; // at the end of the last move
  let told = ""; // what a reader asked for and did not get
  let written = "";
  let waiting = 0;
  let view = null;
  const source = Ultralow.source.open(facts, place.dataset.folder, draw);

  const refused = make("p", { class: "refused", role: "alert" });
  const spoken = make("p", { class: "spoken", role: "status" });
  const form = make("form", { class: "controls", "aria-label": "Controls" });
  const table = make("tbody", {});
  const copied = make("output", {});
  const buttons = {
    reset: make("button", { type: "button" }, "Paper's case"),
    back: make("button", { type: "button", disabled: "" }, "Step back"),
    link: make("button", { type: "button" }, "Copy link"),
  };
  const charts = Object.fromEntries(Object.keys(PANELS).map((panel) => [panel, chartPlace(panel)]));
  const acts = make("div", { class: "acts" }, ...Object.values(buttons), copied);
  const refuse = (why) => take(values, `Not taken: ${why}.`);
  const put = controls.build(facts, form, acts, moved, refuse);
  const strip = make("div", { class: "charts" }, ...Object.values(charts).map((one) => one.box));
  const all = make("details", { class: "numbers" }, make("summary", {}, "All numbers"));
  all.append(make("table", {}, table));
  place.replaceChildren(strip, refused, form, all, precision(), spoken);

  function chartPlace(panel) {
    const said = make("p", { class: "said" });
    const holder = make("div", { class: "holder" });
    const absent = make("p", { class: "absent" });
    const drawing = make("div", {}, holder, absent);
    const box = make("div", { class: `chart-place ${panel}` }, said, drawing);
    return { absent, box, holder, said };
  }

  function precision() {
    const [near, far] = ["conductivity", "path"].map((one) => facts.stated[one] * 100);
    return make(
      "p",
      { class: "precision" },
      "Computed in this page, as in the notebook. The stored phonons are rounded for it: what " +
        `they conduct is within ${near} % of the notebook's numbers, the 95 % lengths are within ` +
        `${far} %; all other numbers agree to nine digits.`,
    );
  }

  /* What stays of the controls where the rest goes back to the paper's case. */
  const kept = (names) => ({
    ...facts.start,
    ...Object.fromEntries(names.map((name) => [name, values[name]])),
  });

  function moved(name, value, isDone) {
    if (name === "material") take({ ...kept(KEPT), material: value });
    else if (value !== values[name] || isDone) take({ ...values, [name]: value });
    if (isDone) settle();
  }

  function take(wanted, why = "") {
    [values, told] = [wanted, why];
    draw();
  }

  /* A move has come to its end, and can be taken back. */
  function settle() {
    if (JSON.stringify(values) !== JSON.stringify(settled)) steps.push(settled);
    settled = values;
    buttons.back.disabled = !steps.length;
  }

  function draw() {
    view = screen.show(facts, values, source.phonons(values), source.bands(values));
    put(values);
    place.dataset.crystal = values.material;
    const lines = headlines.above(view.numbers, values.temperature_K);
    for (const panel of Object.keys(PANELS)) drawChart(panel, lines[panel]);
    table.replaceChildren(...headlines.rows(view.numbers));
    spoken.textContent = headlines.sentence(facts.known[values.material].label, lines);
    const undrawn = view.warnings.length ? `Not drawn: ${view.warnings.join("; ")}.` : "";
    refused.textContent = [told, undrawn].filter(Boolean).join(" ");
    clearTimeout(waiting);
    waiting = setTimeout(write, SETTLED);
  }

  function drawChart(panel, said) {
    const { absent, box, holder, said: above } = charts[panel];
    const { x, y, seen = -Infinity } = PANELS[panel];
    const series = view.series.filter((one) => one.panel === panel);
    const heights = series.flatMap(({ line, points }) => {
      const inSight = (points || line).filter(([at]) => at >= seen);
      return inSight.map(([, value, spread = 0]) => value + spread);
    });
    const high = heights.length ? chart.ceiling(heights) : 1;
    above.textContent = said;
    absent.textContent = view.absent[panel] || "";
    box.classList.toggle("empty", !series.length);
    const words = [y, said || absent.textContent].filter(Boolean).join(": ").replaceAll("\n", ", ");
    chart.draw(holder, { name: panel, x, y: { label: y, low: 0, high }, series, text: words });
  }

  /* A thin line at the temperature of the slider, laid over the charts that have such an axis. */
  chart.whenDrawn(({ axes, frame, holder, place: to, svg }) => {
    const panel = Object.keys(charts).find((one) => charts[one].holder === holder);
    const here = values.temperature_K;
    if (!panel || PANELS[panel].x !== ACROSS || view.absent[panel]) return;
    if (here < axes.x.low || here > axes.x.high) return;
    const ends = { x1: to.x(here), x2: to.x(here), y1: frame.top, y2: frame.bottom };
    svg.append(chart.element("line", { class: "here", ...ends }));
  });

  function write() {
    clearTimeout(waiting);
    written = address.write(facts, values);
    const isPlace = location.hash && !location.hash.includes("=");
    if (written === location.hash || (!written && isPlace)) return;
    history.replaceState(null, "", written || location.href.replace(/#.*/, ""));
  }

  /* Takes what the address asks for; a place on the page asks for nothing. */
  function read() {
    const asked = address.read(facts, location.hash);
    take(asked.values, address.sentence(asked.refused));
    settle();
  }

  function reread() {
    if (location.hash === written || !location.hash.includes("=")) return;
    read();
    place.scrollIntoView({ block: "nearest" });
  }

  buttons.reset.addEventListener("click", () => {
    take(kept(["material"]));
    settle();
  });
  buttons.back.addEventListener("click", () => {
    settled = steps.pop() || settled;
    take(settled);
    settle();
  });
  buttons.link.addEventListener("click", () => {
    write();
    Ultralow.copy(location.href, copied);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", reread);
  Ultralow.panel.atNewWidth(place, draw);

  settled = address.read(facts, location.hash).values; // where one begins is no step
  read();

  Ultralow.panels = Ultralow.panels || {};
  Ultralow.panels.explorer = {
    /* For tests and the console: what is on the screen, and what it would be for other values. */
    values: () => ({ ...values }),
    view: () => view,
    isReady: (changes) => source.isReady({ ...values, ...changes }),
    set(changes) {
      take({ ...values, ...changes });
      settle();
      return view.numbers;
    },
    show(changes) {
      const other = { ...values, ...changes };
      return screen.show(facts, other, source.phonons(other), source.bands(other));
    },
  };
});
