/* The explorer in a notebook: its kernel is asked for tables, files and commands, and told where the
 * controls stand when a move has come to its end.
 */
(function (Ultralow) {
  "use strict";

  const { make, save } = Ultralow.dom;

  const same = (one, other) => Object.keys(one).every((name) => one[name] === other[name]);

  /* Buttons that the kernel answers: [words, about, act(values, said)]. */
  function acts(kernel) {
    /* The kernel is asked, which may take a while, and what it answers is shown. */
    const asked = (kind, show) => async (values, said) => {
      const say = (...words) => said.replaceChildren(...words);
      say("computing …");
      try {
        say(...show(await kernel.ask({ kind, values }, say)));
      } catch (error) {
        say(error.message);
      }
    };
    const file = ({ name, type, buffers }) => {
      save(name, buffers[0], type);
      return ["Your browser saves ", make("code", {}, name)];
    };
    const lines = ({ told }) =>
      told.flatMap(([words, command]) => [make("span", {}, words), make("code", {}, command)]);
    return [
      ["Save", "figure and record, to where your browser saves files", asked("save", file)],
      ["CSV", "the curves as numbers, to where your browser saves files", asked("csv", file)],
      ["Command", "that makes this record again", asked("command", lines)],
    ];
  }

  function render({ model, el }) {
    const kernel = Ultralow.kernel.open(model);
    const place = make("div", { class: "panel explorer", "data-panel": "explorer" });
    el.classList.add("ultralow-front");
    el.dataset.lmSuppressShortcuts = "true"; // keys of the notebook around it
    el.replaceChildren(place);
    const explorer = Ultralow.explorer.mount(place, model.get("facts"), {
      start: model.get("values"),
      tables: { ...model.get("tables") },
      ask: async (key, wait) => (await kernel.ask({ kind: "table", key }, wait)).table,
      id: `explorer-${Math.random().toString(36).slice(2)}`,
      acts: acts(kernel),
      changed(values, isDone) {
        if (!isDone || same(values, model.get("values"))) return;
        model.set("values", values);
        model.save_changes();
      },
    });
    /* Another view of the same explorer, or the kernel, moves the controls. */
    function follow() {
      const wanted = model.get("values");
      if (!same(wanted, explorer.values())) explorer.take(wanted);
    }
    model.on("change:values", follow);
    return () => {
      model.off("change:values", follow);
      kernel.close();
    };
  }

  Ultralow.notebook = { render };
})((window.Ultralow = window.Ultralow || {}));
