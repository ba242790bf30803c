/* Where the explorer's crystals come from: tables of phonons are asked for when they are first
 * chosen, and both they and the holes are prepared once.
 */
(function (Ultralow) {
  "use strict";

  const READING = "reading the phonons …";

  /* tables  that are there already, by crystal and result: "CsSnI3/7net-0"
   * ask     (key, wait) => a promise of a table; what it fails with is said in words, and so is
   *         what wait(words) is told meanwhile
   * told    is called when one has come, or could not, or there are words about it
   */
  function open(facts, tables, ask, told) {
    const [prepared, waiting, missing] = [{}, {}, {}];
    for (const [name, known] of Object.entries(facts.known)) known.key = name;

    function keyOf({ material, checkpoint }) {
      const { best, phonons: there } = facts.known[material];
      const result = checkpoint === "best" ? best.checkpoint : checkpoint;
      return there.includes(result) ? `${material}/${result}` : null;
    }

    /* The prepared phonons of some values, or in words why there are none. */
    function phonons(values) {
      const key = keyOf(values);
      const { absent } = facts.known[values.material];
      if (!key) return absent.accumulation || "no phonons are stored";
      if (!tables[key]) return missing[key] || waiting[key] || fetch(key);
      const made = () => ({ ...Ultralow.lattice.prepare(tables[key]), key, result: end(key) });
      return (prepared[key] = prepared[key] || made());
    }

    const end = (key) => key.slice(key.indexOf("/") + 1);

    function fetch(key) {
      const done = () => {
        delete waiting[key];
        told();
      };
      waiting[key] = READING;
      ask(key, (words) => {
        waiting[key] = words;
        told();
      }).then(
        (table) => {
          tables[key] = table;
          done();
        },
        (error) => {
          missing[key] = error.message;
          done();
        },
      );
      return READING;
    }

    /* The prepared holes; null for an insulator. */
    function bands({ material }) {
      const { holes } = facts.known[material];
      if (!holes) return null;
      const made = () => ({ ...Ultralow.holes.prepare(holes), key: `holes of ${material}` });
      return (prepared[`${material}/holes`] = prepared[`${material}/holes`] || made());
    }

    /* Whether tables of some values are on their way. */
    const isWaiting = (values) => typeof phonons(values) === "string" && keyOf(values) in waiting;

    /* What could not be had may be asked for once more. */
    const again = () => Object.keys(missing).forEach((key) => delete missing[key]);

    return { again, bands, isWaiting, phonons };
  }

  Ultralow.source = { open };
})((window.Ultralow = window.Ultralow || {}));
