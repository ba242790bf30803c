// A slider with its number beside it. A typed number is taken as it is, a dragged one goes in steps;
// nothing that the kernel sets is ever sent back.

const DIGITS = 4;

const short = (value) => String(Number(value.toPrecision(DIGITS)));

function render({ model, el }) {
  const label = document.createElement("label");
  const knob = document.createElement("input");
  const number = document.createElement("input");
  knob.type = "range";
  knob.id = `ultralow-slider-${Math.random().toString(36).slice(2)}`;
  number.type = "text";
  number.inputMode = "decimal";
  label.htmlFor = knob.id;
  label.textContent = model.get("description");
  el.title = model.get("tooltip") ?? "";
  number.setAttribute("aria-label", `${model.get("description")}, as a number`);
  el.classList.add("jupyter-widgets", "widget-inline-hbox", "widget-text", "ultralow-slider");
  el.replaceChildren(label, knob, number);

  // Where a number is on the slider, and what it is there: along the logarithm, if it goes along one.
  const place = (value) => (model.get("log") ? Math.log10(value) : value);
  const at = (here) =>
    model.get("log") ? Number((10 ** here).toPrecision(DIGITS)) : Number(here.toPrecision(12));

  function show() {
    const value = model.get("value");
    knob.min = place(model.get("low"));
    knob.max = place(model.get("high"));
    knob.step = model.get("step");
    knob.value = place(value); // the nearest step; the number beside it is the number
    number.value = short(value);
    knob.setAttribute("aria-valuetext", number.value);
    knob.disabled = number.disabled = model.get("disabled");
  }
  function take(value) {
    const inside = Math.min(Math.max(value, model.get("low")), model.get("high"));
    if (inside !== model.get("value")) {
      model.set("value", inside);
      model.save_changes();
    }
    show();
  }
  // The step nearest to the number that counts, such as the measured one, is that number.
  function drag() {
    const here = knob.valueAsNumber;
    const home = model.get("home");
    take(Math.abs(here - place(home)) <= model.get("step") / 2 ? home : at(here));
  }
  function type() {
    const written = number.value.trim().replace(",", ".");
    const value = written ? Number(written) : NaN;
    // What was not edited stays what it is, with the digits that are not shown.
    if (Number.isFinite(value) && written !== short(model.get("value"))) take(value);
    else show();
  }
  const enter = ({ key }) => key === "Enter" && type();

  knob.addEventListener("input", drag);
  number.addEventListener("change", type);
  number.addEventListener("keydown", enter);
  const heard = ["value", "low", "high", "disabled"].map((name) => `change:${name}`);
  heard.forEach((event) => model.on(event, show));
  show();
  return () => heard.forEach((event) => model.off(event, show));
}

export default { render };
