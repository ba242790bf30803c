/* What opens a branch of the navigation is an arrow without words: it gets those of its branch. */
document.addEventListener("DOMContentLoaded", () => {
  for (const arrow of document.querySelectorAll("nav details > summary")) {
    const branch = arrow.closest("li")?.querySelector("a")?.textContent.trim();
    if (branch) arrow.setAttribute("aria-label", `what is below ${branch}`);
  }
});
