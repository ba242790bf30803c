/* The explorer on its page of the site: its values stand in the address, and its tables are fetched
 * as scripts, which works from a disk, too.
 */
Ultralow.panel.whenReady(function () {
  "use strict";

  const { address } = Ultralow;
  const facts = Ultralow.data.explorer;
  const place = document.querySelector('[data-panel="explorer"]');
  if (!place) return;
  const SETTLED = 250; // ms; browsers do not like the address to change more often
  const tables = (Ultralow.data.phonons = Ultralow.data.phonons || {});
  const first = address.read(facts, location.hash); // where one begins is no step
  let written = "";
  let waiting = 0;

  function ask(key) {
    const script = document.createElement("script");
    script.src = `${place.dataset.folder}/explorer_${key.replace("/", "_")}.js`;
    return new Promise((come, fail) => {
      script.addEventListener("load", () => come(tables[key]));
      script.addEventListener("error", () => {
        fail(new Error(`the phonons could not be read from ${script.src}`));
      });
      document.head.append(script);
    });
  }

  function write(values) {
    clearTimeout(waiting);
    written = address.write(facts, values);
    const isPlace = location.hash && !location.hash.includes("=");
    if (written === location.hash || (!written && isPlace)) return;
    history.replaceState(null, "", written || location.href.replace(/#.*/, ""));
  }

  function copyLink(values, said) {
    write(values);
    Ultralow.dom.copy(location.href, said);
  }

  /* Takes what the address asks for; a place on the page asks for nothing. */
  function reread() {
    if (location.hash === written || !location.hash.includes("=")) return;
    const { values, refused } = address.read(facts, location.hash);
    explorer.take(values, address.sentence(refused));
    place.scrollIntoView({ block: "nearest" });
  }

  const explorer = Ultralow.explorer.mount(place, facts, {
    start: first.values,
    why: address.sentence(first.refused),
    tables,
    ask,
    id: "explorer",
    acts: [["Copy link", "the address of this screen", copyLink]],
    changed(values) {
      clearTimeout(waiting);
      waiting = setTimeout(write, SETTLED, values);
    },
  });
  addEventListener("hashchange", reread);

  Ultralow.panels = Ultralow.panels || {};
  Ultralow.panels.explorer = explorer;
});
