/* A panel: labelled inputs, a chart or two, and one sentence that says what the chart shows. */
(function (Ultralow) {
  "use strict";

  const { atNewWidth, make } = Ultralow.dom;
  const panels = (Ultralow.panels = Ultralow.panels || {});

  /* A number as it is read, to some significant digits, without an exponent where that fits. */
  function digits(value, count) {
    return String(Number(value.toPrecision(count)));
  }

  function rangeInput(panel, name, input) {
    const id = `${panel}-${name}`;
    const about = { type: "range", id, name, min: input.low, max: input.high, step: input.step };
    const range = make("input", { ...about, value: input.value });
    const shown = make("output", { for: id });
    const label = make("label", { for: id }, `${input.label}`);
    range.tell = () => {
      const value = (input.law || Number)(Number(range.value));
      const text = `${digits(value, input.digits || 5)}${input.unit ? ` ${input.unit}` : ""}`;
      shown.textContent = text;
      range.setAttribute("aria-valuetext", text);
    };
    return { field: range, row: make("div", { class: "field" }, label, range, shown) };
  }

  function selectInput(panel, name, input) {
    const id = `${panel}-${name}`;
    const options = input.choices.map(([value, text]) => {
      const chosen = value === input.value ? { selected: "" } : {};
      return make("option", { value, ...chosen }, text);
    });
    const select = make("select", { id, name }, ...options);
    select.tell = () => {};
    const label = make("label", { for: id }, input.label);
    return { field: select, row: make("div", { class: "field" }, label, select) };
  }

  /* Builds a panel into its place.
   *
   * name    of the place: <div data-panel="name">
   * inputs  {name: {label, unit, low, high, step, value, law} or {label, choices, value}};
   *         law turns the slider's number into the one that is shown
   * settled (values, changed) => values that another input's change brings along
   * show    (values) => {pictures: [...], text, numbers}
   */
  function build(name, { inputs, settled, show }) {
    const place = document.querySelector(`[data-panel="${name}"]`);
    if (!place) return;
    const fields = {};
    const form = make("form", { class: "fields", "aria-label": "Settings" });
    for (const [key, input] of Object.entries(inputs)) {
      const made = (input.choices ? selectInput : rangeInput)(name, key, input);
      fields[key] = made.field;
      form.append(made.row);
    }
    form.append(make("button", { type: "reset" }, "Back to the start"));
    const text = make("p", { class: "words", role: "status" });
    const charts = make("div", { class: "charts" });
    place.replaceChildren(form, charts, text);
    let last = {};

    const read = () =>
      Object.fromEntries(
        Object.entries(fields).map(([key, field]) => [
          key,
          inputs[key].choices ? field.value : Number(field.value),
        ]),
      );
    function write(values) {
      for (const [key, value] of Object.entries(values)) fields[key].value = value;
    }
    function draw() {
      const values = read();
      Object.values(fields).forEach((field) => field.tell());
      last = show(values);
      while (charts.children.length < last.pictures.length) charts.append(make("div", {}));
      last.pictures.forEach((picture, i) => {
        Ultralow.chart.draw(charts.children[i], { text: last.text, ...picture });
      });
      text.textContent = last.text;
      return last;
    }
    form.addEventListener("input", (event) => {
      if (settled) write(settled(read(), event.target.name));
      draw();
    });
    form.addEventListener("reset", () => setTimeout(draw));
    form.addEventListener("submit", (event) => event.preventDefault());
    draw();
    atNewWidth(place, draw);
    panels[name] = {
      /* For tests and the console: set some inputs and get what is shown. */
      set(values) {
        write(values);
        return draw().numbers;
      },
      numbers: (values) => show({ ...read(), ...values }).numbers,
    };
  }

  /* Runs once the page is there; scripts are loaded in its head. */
  function whenReady(start) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
    else start();
  }

  Ultralow.panel = { build, digits, whenReady };
})((window.Ultralow = window.Ultralow || {}));
