/* Modes that move: one crystal at a time is fetched as a script, which works from a disk, too. */
Ultralow.panel.whenReady(function () {
  "use strict";

  const place = document.querySelector('[data-panel="motion"]');
  if (!place) return;
  const names = JSON.parse(place.dataset.crystals);
  const menu = document.createElement("select");
  menu.setAttribute("aria-label", "Crystal");
  menu.style.marginBottom = "0.6rem";
  menu.append(...names.map(([name, label]) => new Option(label, name)));
  const inner = document.createElement("div");
  const wanted = new URLSearchParams(location.hash.slice(1)).get("crystal");
  if (names.some(([name]) => name === wanted)) menu.value = wanted;
  place.replaceChildren(menu, inner);

  Ultralow.data = Ultralow.data || {};
  const fetched = (Ultralow.data.motion = Ultralow.data.motion || {});

  function show() {
    const name = menu.value;
    if (!fetched[name]) {
      const script = document.createElement("script");
      script.src = `${place.dataset.folder}/motion_${name}.js`;
      script.addEventListener("load", show);
      script.addEventListener("error", () => {
        inner.textContent = `The modes of ${name} could not be read from ${script.src}.`;
      });
      inner.textContent = "Reading the modes …";
      document.head.append(script);
      return;
    }
    history.replaceState(null, "", `#crystal=${name}`);
    const fresh = document.createElement("div"); // what moved in the old one ends
    place.replaceChild(fresh, place.lastChild);
    Ultralow.panels.motion = modeMotion(fresh, fetched[name]);
  }
  menu.addEventListener("change", show);
  Ultralow.panels = Ultralow.panels || {};
  show();
});
