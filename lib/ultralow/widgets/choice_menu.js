// A menu in which what cannot be chosen is grey, with the reason beside it.

function render({ model, el }) {
  const label = document.createElement("label");
  const select = document.createElement("select");
  el.classList.add("jupyter-widgets", "widget-inline-hbox", "widget-dropdown");
  label.className = "widget-label";
  label.style.width = "6em";
  select.id = `ultralow-menu-${Math.random().toString(36).slice(2)}`;
  label.htmlFor = select.id;
  label.textContent = model.get("description");
  el.replaceChildren(label, select);

  function list() {
    select.replaceChildren(
      ...Object.entries(model.get("offered")).map(([name, reason]) => {
        const option = new Option(reason ? `${name}: ${reason}` : name, name);
        option.disabled = Boolean(reason);
        return option;
      }),
    );
    place();
  }
  function place() {
    select.value = model.get("value");
  }
  function choose() {
    model.set("value", select.value);
    model.save_changes();
  }

  select.addEventListener("change", choose);
  model.on("change:offered", list);
  model.on("change:value", place);
  list();
}

export default { render };
