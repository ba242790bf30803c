/* The scorecard: rows are shown by verdict and by figure; the choice stands in the address. */
(function () {
  "use strict";

  function start() {
    const table = document.querySelector("table.scorecard");
    const form = document.querySelector("form.scorecard");
    if (!table || !form) return;
    const rows = Array.from(table.tBodies[0].rows);
    const count = form.querySelector("output");

    function show() {
      const wanted = { verdict: form.elements.verdict.value, figure: form.elements.figure.value };
      const kept = rows.filter((row) => {
        const fits = Object.entries(wanted).every(([key, one]) => !one || row.dataset[key] === one);
        row.hidden = !fits;
        return fits;
      });
      count.textContent = `${kept.length} of ${rows.length} claims`;
      return wanted;
    }

    function remember() {
      const wanted = Object.entries(show()).filter(([, one]) => one);
      const hash = new URLSearchParams(wanted).toString();
      history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
    }

    function recall() {
      const asked = new URLSearchParams(location.hash.slice(1));
      for (const name of ["verdict", "figure"]) form.elements[name].value = asked.get(name) || "";
      for (const name of ["verdict", "figure"]) {
        if (form.elements[name].selectedIndex === -1) form.elements[name].value = "";
      }
      show();
    }

    form.hidden = false;
    form.addEventListener("change", remember);
    form.addEventListener("reset", () => setTimeout(remember));
    form.addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("hashchange", recall);
    recall();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
