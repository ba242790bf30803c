/* Buttons that copy: the address of a figure, its citation, an entry of BibTeX. */
(function () {
  "use strict";

  const { copy } = window.Ultralow.dom;

  function address(row) {
    const here = location.href.replace(/[?#].*/, "");
    return new URL(row.dataset.place, here).href;
  }

  function start() {
    for (const row of document.querySelectorAll(".figure-row")) {
      const said = row.querySelector("output");
      const texts = {
        link: () => address(row),
        cite: () => `${row.dataset.cite} ${address(row)}`,
      };
      for (const button of row.querySelectorAll("button")) {
        button.hidden = false;
        button.addEventListener("click", () => copy(texts[button.dataset.copy](), said));
      }
    }
    for (const block of document.querySelectorAll(".highlight-bibtex")) {
      const entry = block.querySelector("pre").textContent.trim();
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `copy ${entry.slice(entry.indexOf("{") + 1, entry.indexOf(","))}`;
      const said = document.createElement("output");
      const row = document.createElement("div");
      row.className = "figure-row";
      row.append(button, said);
      button.addEventListener("click", () => copy(entry, said));
      block.after(row);
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
