/* What every script here needs of a page: elements, the clipboard, and word of another width. */
(function (Ultralow) {
  "use strict";

  function make(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  /* Text onto the clipboard; where a browser keeps pages from it, the text is marked to be copied. */
  async function copy(text, said) {
    const shown = make("span", {}, text);
    try {
      await navigator.clipboard.writeText(text);
      said.replaceChildren("copied: ", shown);
    } catch {
      said.replaceChildren("copy this: ", shown);
      getSelection().selectAllChildren(shown);
    }
  }

  /* Hands a file to the browser; works from a folder, too, and sends nothing. */
  function save(name, content, type) {
    const link = make("a", { download: name });
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  /* Draws again at another width of the place; a chart of new height is no reason for that, nor is
   * a place that is out of sight. */
  function atNewWidth(place, draw) {
    let width = place.clientWidth;
    new ResizeObserver(() => {
      if (place.clientWidth === width || !place.clientWidth) return;
      width = place.clientWidth;
      draw();
    }).observe(place);
  }

  Ultralow.dom = { atNewWidth, copy, make, save };
})((window.Ultralow = window.Ultralow || {}));
