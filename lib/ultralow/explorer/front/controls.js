/* The explorer's controls: menus whose closed choices say why, and sliders with a field for the
 * number itself. They know nothing of physics: what a reader does is told as (name, value, isDone).
 */
(function (Ultralow) {
  "use strict";

  const { choices, knob } = Ultralow;
  const { make } = Ultralow.dom;

  function menu(name, { words }, id) {
    const select = make("select", { id, name });
    const box = make("div", { class: "choice" }, make("label", { for: id }, words), select);
    return { box, select };
  }

  function slider(name, control, id) {
    const { low, high, step, about, unit, words } = control;
    const named = words + (unit && ` (${unit})`);
    const why = make("small", { id: `${id}-why` });
    const said = { "aria-describedby": why.id };
    const field = make("input", { type: "number", id, name, step: "any", ...said });
    const own = { type: "range", name, min: low, max: high, step };
    const range = make("input", { ...own, "aria-label": named, ...said });
    const label = make("label", { for: id }, named);
    const box = make("div", { class: "knob", title: about }, label, field, range, why);
    return { box, field, range, why };
  }

  /* Builds all of them into a form, and behind them what else is given; tell(name, value, isDone)
   * hears of each move, refuse(why) of what cannot be taken; id begins their ids. Returns what moves
   * all of them. */
  function build(facts, form, behind, tell, refuse, id) {
    const names = Object.keys(facts.controls);
    const isSlider = (name) => facts.controls[name].size;
    const built = (made, some) =>
      some.map((name) => [name, made(name, facts.controls[name], `${id}-${name}`)]);
    const menus = built(menu, names.filter((name) => !isSlider(name)));
    const sliders = built(slider, names.filter(isSlider));
    form.append(
      make("div", { class: "choices" }, ...menus.map(([, one]) => one.box)),
      make("div", { class: "knobs" }, ...sliders.map(([, one]) => one.box), behind),
    );
    let values = facts.start;
    for (const [name, { select }] of menus) {
      select.addEventListener("change", () => tell(name, select.value, true));
    }
    for (const [name, one] of sliders) {
      listen(facts.controls[name], one, (value, isDone) => tell(name, value, isDone), {
        rest: () => choices.stored(facts, values)[name],
        restore: () => fill(facts, values, name, one),
        refuse,
      });
    }
    return (moved) => {
      values = moved;
      for (const [name, { select }] of menus) options(facts, values, name, select);
      for (const [name, one] of sliders) fill(facts, values, name, one);
    };
  }

  function listen(control, { field, range }, tell, { rest, restore, refuse }) {
    const read = () => {
      const at = Number(range.value);
      const stored = control.resets ? rest() : undefined;
      const home = stored !== undefined && Math.abs(at - knob.place(control, stored));
      return home !== false && home <= control.step / 2 ? 0 : knob.number(control, at);
    };
    range.addEventListener("input", () => tell(read(), false));
    range.addEventListener("change", () => tell(read(), true));
    field.addEventListener("change", () => {
      const value = field.validity.badInput ? NaN : knob.typed(control, field.value);
      const why = knob.refusal(control, value);
      if (!why) return tell(value, true);
      restore();
      return refuse(why);
    });
  }

  function options(facts, values, name, select) {
    const all = choices.offered(facts, values, name);
    const key = JSON.stringify(all);
    if (select.dataset.offered !== key) {
      select.dataset.offered = key;
      select.replaceChildren(
        ...all.map(([value, words, why]) => {
          const option = new Option(why ? `${words}: ${why}` : words, value);
          option.disabled = Boolean(why);
          return option;
        }),
      );
    }
    select.value = values[name];
    select.title = select.selectedOptions[0]?.textContent || ""; // all of it
  }

  /* Puts a slider and its field where the values are. A number beyond its ends moves the end. */
  function fill(facts, values, name, { box, field, range, why }) {
    const control = facts.controls[name];
    const shut = choices.shut(facts, values)[name];
    const stored = choices.stored(facts, values)[name];
    const given = control.resets && !values[name] ? stored : values[name];
    box.classList.toggle("shut", Boolean(shut));
    field.disabled = range.disabled = Boolean(shut);
    field.value = given === undefined ? "" : knob.text(control, given);
    if (given !== undefined) {
      const at = knob.place(control, given);
      range.min = Math.min(control.low, at);
      range.max = Math.max(control.high, at);
      range.value = at;
      range.setAttribute("aria-valuetext", knob.words(control, given));
    }
    const origin = control.resets ? (values[name] ? "yours" : "stored") : "";
    why.textContent = shut ? shut.replace("\n", " ") : origin;
  }

  Ultralow.controls = { build };
})((window.Ultralow = window.Ultralow || {}));
