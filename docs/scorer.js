/* The order of what a search finds: figures and theory, then other pages, last the library. */
var Scorer = {
  score: ([name, , , , score]) => {
    const places = [/^(notebooks\/|theory$)/, /^(?!api\/|CHANGELOG$|CONTRIBUTING$)/, /^(?!api\/)/, /^/];
    return score - 1000 * places.findIndex((place) => place.test(name));
  },
  // What follows is Sphinx's own: within one kind of page, what it weighs most stands first.
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
/* From a folder a browser reads no other page: results then come without the lines around them. */
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
