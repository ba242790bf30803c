/* The explorer's controls in the address of its page: #material=CsSnI3&T=320&casimir=20. What
 * differs from the paper's case stands there, in the units of the notebook's parameters; what
 * cannot be is left out, with a reason, and the rest is taken.
 */
(function (Ultralow) {
  "use strict";

  const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

  function write({ controls, start }, values) {
    const changed = Object.keys(controls).filter((name) => values[name] !== start[name]);
    if (!changed.length) return "";
    const said = [...new Set(["material", ...changed])].map((name) => {
      return `${controls[name].short}=${brief(values[name])}`;
    });
    return `#${said.join("&")}`;
  }

  /* All digits, and an exponent where there would be many noughts. */
  function brief(value) {
    if (typeof value !== "number") return encodeURIComponent(value);
    const plain = value === 0 || (value >= 1e-4 && value < 1e6);
    return plain ? String(value) : value.toExponential().replace("+", "");
  }

  /* The values that an address asks for, and a reason for each part that is not taken. */
  function read(facts, hash) {
    const asked = hash.replace(/^#/, "");
    const found = { values: { ...facts.start }, refused: [] };
    if (!asked.includes("=")) return found; // a place on the page
    const parts = asked.split("&").filter(Boolean).map(split);
    const isMaterial = ([short]) => short === facts.controls.material.short;
    for (const part of [...parts.filter(isMaterial), ...parts.filter((one) => !isMaterial(one))]) {
      const why = take(facts, found.values, part);
      if (why) found.refused.push(`${part.join("=")} (${why})`);
    }
    together(facts, found);
    return found;
  }

  function split(part) {
    const [short, ...rest] = part.split("=");
    return [short, rest.join("=")].map((one) => {
      try {
        return decodeURIComponent(one);
      } catch {
        return one; // no such text: nothing answers to it
      }
    });
  }

  /* Sets one value; returns why not, if it cannot be. */
  function take(facts, values, [short, text]) {
    const names = Object.keys(facts.controls);
    const name = names.find((one) => facts.controls[one].short === short);
    if (!name) return "there is no such control";
    if (facts.controls[name].size) return number(facts, values, name, text);
    const choice = Ultralow.choices.offered(facts, values, name).find(([one]) => one === text);
    if (!choice) return "there is no such choice";
    if (choice[2]) return choice[2];
    values[name] = text;
    return "";
  }

  function number(facts, values, name, text) {
    const { least, most } = facts.controls[name];
    if (!NUMBER.test(text)) return "no number";
    const value = Number(text);
    if (!(value >= least && value <= most)) return `not from ${brief(least)} to ${brief(most)}`;
    // Whether there is a wire is known at the end.
    const why = Ultralow.choices.shut(facts, values)[name];
    if (why && name !== "defect_strength") return why.replace("\n", " ");
    values[name] = value;
    return "";
  }

  /* What is possible alone and not together. */
  function together({ controls, known, start }, { values, refused }) {
    const { longitudinal_velocity_m_s: fast, transverse_velocity_m_s: slow } = values;
    const [vL, vT] = ["longitudinal_velocity_m_s", "transverse_velocity_m_s"];
    const { massDensity, sounds, best } = known[values.material];
    if (!fast && !slow) return;
    const source = values.velocity_source;
    const { longitudinal, transverse } = sounds[source === "best" ? best.velocity_source : source];
    const young = Ultralow.glass.young(fast || longitudinal, slow || transverse, massDensity);
    if (!Number.isNaN(young)) return;
    const said = [vL, vT].filter((name) => values[name]);
    refused.push(
      `${said.map((name) => `${controls[name].short}=${brief(values[name])}`).join("&")} ` +
        "(no solid carries sound so)",
    );
    Object.assign(values, { [vL]: start[vL], [vT]: start[vT] });
  }

  /* One sentence about what was not taken; empty where all was. */
  function sentence(refused) {
    return refused.length ? `Not taken from the address: ${refused.join(", ")}.` : "";
  }

  Ultralow.address = { read, sentence, write };
})((window.Ultralow = window.Ultralow || {}));
