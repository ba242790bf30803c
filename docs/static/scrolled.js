/* What is wider than its place scrolls by itself; then, and only then, the keyboard reaches it. */
(function () {
  "use strict";

  function reach() {
    for (const one of document.querySelectorAll(".formula")) {
      if (one.scrollWidth > one.clientWidth) one.tabIndex = 0;
      else one.removeAttribute("tabindex");
    }
  }

  addEventListener("load", reach);
  addEventListener("resize", reach);
})();
