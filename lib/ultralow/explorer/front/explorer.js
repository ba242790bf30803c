/* The explorer: one crystal, its conductivity, the paths of its phonons and zT side by side, for the
 * values of its controls. It computes and draws in the page that it is in, whose address and other
 * parts it leaves alone.
 */
(function (Ultralow) {
  "use strict";

  const { chart, controls, headlines, screen } = Ultralow;
  const { atNewWidth, make } = Ultralow.dom;
  const KEPT = ["material", "quantity", "minimum_model", "temperature_K"]; // by another crystal
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
  const LEAST = 220; // px of a chart's height: the controls are to be in sight, too
  const PHONONS = ["conductivity", "accumulation"]; // what waits for their tables

  function chartPlace(panel) {
    const said = make("p", { class: "said" });
    const holder = make("div", { class: "holder" });
    const absent = make("p", { class: "absent" });
    const drawing = make("div", {}, holder, absent);
    const box = make("div", { class: `chart-place ${panel}` }, said, drawing);
    return { absent, box, holder, said };
  }

  function precision(facts) {
    const [near, far] = ["conductivity", "path"].map((one) => facts.stated[one] * 100);
    return make(
      "p",
      { class: "precision" },
      "Computed in this page. The stored phonons are rounded for it: what they conduct is within " +
        `${near} % of the library's numbers, the 95 % lengths are within ${far} %; all other ` +
        "numbers agree to nine digits.",
    );
  }

  /* A thin line at the temperature of the slider, laid over a chart that has such an axis. */
  const lineAt = (here) => {
    return ({ axes, frame, place: to, svg }) => {
      if (here < axes.x.low || here > axes.x.high) return;
      const ends = { x1: to.x(here), x2: to.x(here), y1: frame.top, y2: frame.bottom };
      svg.append(chart.element("line", { class: "here", ...ends }));
    };
  };

  /* Builds an explorer into an element of a page.
   *
   * facts    of crystals and controls, those of ultralow.explorer.facts
   * start, why   values of the controls, and which others were not taken
   * tables, ask  of phonons: those that are there, and where others come from (source.js)
   * id       begins the ids of its elements
   * acts     further buttons: [words, about, act(values, said)], where said takes their words
   * changed  (values, isDone): hears of each picture, and of the end of each move
   */
  function mount(place, facts, { start, why = "", tables, ask, id, acts, changed }) {
    const steps = [];
    let values = start;
    let settled = start; // at the end of the last move
    let told = why; // what a reader asked for and did not get
    let view = null;

    const source = Ultralow.source.open(facts, tables, ask, draw);
    const refused = make("p", { class: "refused", role: "alert" });
    const spoken = make("p", { class: "spoken", role: "status" });
    const form = make("form", { class: "controls", "aria-label": "Controls" });
    const table = make("tbody", {});
    const said = make("output", {}); // by the buttons
    const button = (words, title, act) => {
      const made = make("button", { type: "button", title }, words);
      made.addEventListener("click", act);
      return made;
    };
    const reset = button("Paper's case", "what is stored and stated of this crystal", () => {
      take(kept(["material", "quantity"]));
      settle();
    });
    const back = button("Step back", "the controls as they were before the last move", () => {
      settled = steps.pop() || settled;
      take(settled);
      settle();
    });
    const more = acts.map(([words, about, act]) => button(words, about, () => act(values, said)));
    const charts = Object.fromEntries(Object.keys(PANELS).map((one) => [one, chartPlace(one)]));
    const row = make("div", { class: "acts" }, reset, back, ...more, said);
    const refuse = (why) => take(values, `Not taken: ${why}.`);
    const put = controls.build(facts, form, row, moved, refuse, id);
    const strip = make("div", { class: "charts" }, ...Object.values(charts).map((one) => one.box));
    const all = make("details", { class: "numbers" }, make("summary", {}, "All numbers"));
    all.append(make("table", {}, table));
    form.addEventListener("submit", (event) => event.preventDefault());
    place.replaceChildren(strip, refused, form, all, precision(facts), spoken);

    /* What stays of the controls where the rest goes back to the paper's case. */
    function kept(names) {
      return { ...facts.start, ...Object.fromEntries(names.map((name) => [name, values[name]])) };
    }

    function moved(name, value, isDone) {
      if (name === "material") take({ ...kept(KEPT), material: value });
      else if (value !== values[name] || isDone) take({ ...values, [name]: value });
      if (isDone) settle();
    }

    function take(wanted, why = "") {
      const isOther = ["material", "checkpoint"].some((name) => wanted[name] !== values[name]);
      if (isOther) source.again();
      [values, told] = [wanted, why];
      said.replaceChildren();
      draw();
    }

    /* A move has come to its end, and can be taken back. */
    function settle() {
      if (JSON.stringify(values) !== JSON.stringify(settled)) steps.push(settled);
      settled = values;
      back.disabled = !steps.length;
      changed(values, true);
    }

    function draw() {
      view = screen.show(facts, values, source.phonons(values), source.bands(values));
      put(values);
      place.dataset.crystal = values.material;
      const lines = headlines.above(view.numbers, values.temperature_K);
      const isWaiting = source.isWaiting(values);
      for (const panel of Object.keys(PANELS)) drawChart(panel, lines[panel], isWaiting);
      table.replaceChildren(...headlines.rows(view.numbers));
      spoken.textContent = headlines.sentence(facts.known[values.material].label, lines);
      const undrawn = view.warnings.length ? `Not drawn: ${view.warnings.join("; ")}.` : "";
      refused.textContent = [told, undrawn].filter(Boolean).join(" ");
      place.dataset.state = isWaiting ? "computing" : "shown";
      changed(values, false);
    }

    function drawChart(panel, said, isWaiting) {
      const { absent, box, holder, said: above } = charts[panel];
      const { x, y, seen = -Infinity } = PANELS[panel];
      const series = view.series.filter((one) => one.panel === panel);
      const heights = series.flatMap(({ line, points }) => {
        const inSight = (points || line).filter(([at]) => at >= seen);
        return inSight.map(([, value, spread = 0]) => value + spread);
      });
      const high = heights.length ? chart.ceiling(heights) : 1;
      const waits = isWaiting && PHONONS.includes(panel);
      above.textContent = said;
      absent.textContent = view.absent[waits ? "accumulation" : panel] || "";
      box.classList.toggle("empty", !series.length);
      box.classList.toggle("waits", waits);
      box.classList.toggle("looked-at", facts.properties[values.quantity] === panel);
      box.setAttribute("aria-busy", String(waits));
      const words = [y, said, absent.textContent].filter(Boolean).join(": ");
      const text = words.replaceAll("\n", ", ");
      const over = x === ACROSS && !view.absent[panel] && lineAt(values.temperature_K);
      const axes = { x, y: { label: y, low: 0, high } };
      chart.draw(holder, { name: panel, ...axes, series, text, over, least: LEAST });
    }

    atNewWidth(place, draw);
    draw();
    back.disabled = true;

    return {
      values: () => ({ ...values }),
      view: () => view,
      isReady: (changes) => !source.isWaiting({ ...values, ...changes }),
      /* Shows other values, as if a reader had set them, and says of others why they are not taken. */
      take(wanted, why) {
        take(wanted, why);
        settle();
      },
      /* For tests and the console: what is on the screen, and what it would be for other values. */
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
  }

  Ultralow.explorer = { mount };
})((window.Ultralow = window.Ultralow || {}));
