/* Where the explorer's crystals come from: tables of phonons are fetched as scripts when they are
 * first asked for, which works from a disk, too, and both they and the holes are prepared once.
 */
(function (Ultralow) {
  "use strict";

  const READING = "reading the phonons …";

  /* folder: of the scripts; told() is called when one has come, or could not. */
  function open(facts, folder, told) {
    const tables = (Ultralow.data.phonons = Ultralow.data.phonons || {});
    const [prepared, missing] = [{}, {}];
    for (const [name, known] of Object.entries(facts.known)) known.key = name;

    /* The prepared phonons of some values, or in words why there are none. */
    function phonons({ material, checkpoint }) {
      const { absent, best, phonons: there } = facts.known[material];
      const result = checkpoint === "best" ? best.checkpoint : checkpoint;
      if (!there.includes(result)) return absent.accumulation || "no phonons are stored";
      const key = `${material}/${result}`;
      if (!tables[key]) return (missing[key] = missing[key] || fetch(key));
      const { lattice } = Ultralow;
      return (prepared[key] = prepared[key] || { ...lattice.prepare(tables[key]), key, result });
    }

    function fetch(key) {
      const script = document.createElement("script");
      script.src = `${folder}/explorer_${key.replace("/", "_")}.js`;
      script.addEventListener("load", told);
      script.addEventListener("error", () => {
        missing[key] = `the phonons could not be read from ${script.src}`;
        told();
      });
      document.head.append(script);
      return READING;
    }

    /* The prepared holes; null for an insulator. */
    function bands({ material }) {
      const { holes } = facts.known[material];
      if (!holes) return null;
      const made = () => ({ ...Ultralow.holes.prepare(holes), key: `holes of ${material}` });
      return (prepared[`${material}/holes`] = prepared[`${material}/holes`] || made());
    }

    const isReady = (values) => phonons(values) !== READING;
    return { bands, isReady, phonons };
  }

  Ultralow.source = { open };
})((window.Ultralow = window.Ultralow || {}));
