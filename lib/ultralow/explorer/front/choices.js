/* What the controls of the explorer offer for a crystal, what they do not, and why; the twin of
 * ultralow.explorer.choices. Facts are those of ultralow.explorer.facts.
 */
(function (Ultralow) {
  "use strict";

  const NANO = 1e-9;

  /* The choices of a menu: [value, words, why it cannot be chosen]. */
  function offered(facts, values, name) {
    if (name === "material") return facts.materials;
    if (name === "minimum_model") {
      return Object.entries(facts.models).map(([one, words]) => [one, words, ""]);
    }
    if (name === "quantity") return Object.keys(facts.properties).map((one) => [one, one, ""]);
    const { best, offered: all } = facts.known[values.material];
    return Object.entries(all[name]).map(([one, why]) => {
      if (one !== "best") return [one, one, why];
      return [one, best[name] ? `best: ${best[name]}` : "best", best[name] ? "" : "none is stored"];
    });
  }

  /* What each number that may be zero stands for then. */
  function stored(facts, values) {
    const { sounds, best, phonons, stated, holes } = facts.known[values.material];
    const source = values.velocity_source;
    const sound = sounds[source === "best" ? best.velocity_source : source];
    const found = {
      longitudinal_velocity_m_s: sound.longitudinal,
      transverse_velocity_m_s: sound.transverse,
    };
    if (phonons.length) {
      found.casimir_length_nm = stated.casimir ? stated.casimir.value / NANO : facts.longest;
    }
    if (holes) {
      found.carrier_density_per_cm3 = holes.density * 1e-6;
      found.lorenz_number_W_Ohm_per_K2 = holes.lorenz;
    }
    return found;
  }

  /* The sliders that nothing hangs on, and why. */
  function shut(facts, values) {
    const { absent, holes, phonons, stated } = facts.known[values.material];
    const found = {};
    if (!phonons.length) {
      const why = absent.accumulation || "no phonons are stored";
      Object.assign(found, { casimir_length_nm: why, defect_strength: why });
    } else if (!stated.casimir && !values.casimir_length_nm) {
      found.defect_strength = "there is no wire until its Casimir length is set";
    }
    if (!holes) {
      const why = absent.merit;
      Object.assign(found, { carrier_density_per_cm3: why, lorenz_number_W_Ohm_per_K2: why });
    }
    return found;
  }

  Ultralow.choices = { offered, shut, stored };
})((window.Ultralow = window.Ultralow || {}));
