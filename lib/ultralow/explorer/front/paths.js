/* Heat by mean free path: what paths up to each length carry; the twin of
 * ultralow.heat.accumulation, and of the spreads in ultralow.heat.mesh_cells and zone_centre. SI.
 */
(function (Ultralow) {
  "use strict";

  const EQUAL = 1e-9; // relative; values that symmetry makes equal differ by rounding
  const DECADE = 40;
  const DECADES = 4;
  const BEGIN = 1e-3; // share of the whole that may lie below the first value

  /* Standard deviation of a path within the cell of each mode, from the next points of the mesh. */
  function onMesh(paths, neighbours, bands) {
    return paths.map((here, i) => {
      const [point, band] = [Math.floor(i / bands), i % bands];
      let squares = 0;
      for (let axis = 0; axis < 3; axis++) {
        const at = 6 * point + 2 * axis;
        const ahead = paths[neighbours[at] * bands + band] - here;
        const behind = here - paths[neighbours[at + 1] * bands + band];
        const slope = mean(ahead, behind);
        if (!Number.isNaN(slope)) squares += slope ** 2;
      }
      return Math.sqrt(squares / 12);
    });
  }

  function mean(ahead, behind) {
    if (Number.isNaN(ahead)) return behind;
    return Number.isNaN(behind) ? ahead : (ahead + behind) / 2;
  }

  /* The same on rays from the zone centre, of which the innermost points come first. */
  function onRays(paths, onRay) {
    const ring = paths.length / onRay;
    const inner = (i) => Math.abs(paths[i] - paths[i - ring]);
    return paths.map((_one, i) => {
      if (i < ring) return 0;
      const steps = [inner(i), inner(i + ring < paths.length ? i + ring : i)];
      const known = steps.filter((step) => !Number.isNaN(step));
      return known.length ? Math.min(...known) / 2 / Math.sqrt(3) : 0;
    });
  }

  /* Where the sum begins: below the least path, but for modes that carry next to nothing. */
  function first(low, high, parts) {
    const least = low.map((one, i) => Math.max(one, high[i] / 10));
    const order = Uint32Array.from(least.keys()).sort((a, b) => least[a] - least[b] || a - b);
    const wanted = BEGIN * parts.reduce((sum, one) => sum + Math.abs(one), 0);
    let carried = 0;
    for (const i of order) {
      carried += Math.abs(parts[i]);
      if (least[i] > 0 && carried >= wanted) return 0.9 * least[i];
    }
    return 0.9 * least[order[0]];
  }

  /* Lengths of a grid that all curves share, up to the largest. */
  function grid(least, most) {
    const decades = Math.log10(most / least);
    const steps = Math.max(DECADES * DECADE, Math.ceil(decades * DECADE));
    const last = Math.ceil(Math.log10(most) * DECADE - EQUAL);
    const found = Float64Array.from({ length: steps + 2 }, (_one, i) => {
      return 10 ** ((last - steps - 1 + i) / DECADE);
    });
    found[found.length - 1] = most;
    return found;
  }

  /* What is carried by paths up to each value, each mode spread evenly over twice √3 σ. */
  function accumulated(paths, parts, spreads) {
    const known = Uint32Array.from(paths.keys()).filter((i) => Number.isFinite(paths[i]));
    const part = Float64Array.from(known, (i) => parts[i]);
    const low = Float64Array.from(known, (i) => Math.max(paths[i] - Math.sqrt(3) * spreads[i], 0));
    const high = Float64Array.from(known, (i) => paths[i] + Math.sqrt(3) * spreads[i]);
    const most = high.reduce((largest, one) => Math.max(largest, one), 0);
    if (!most) return { value: [0], carried: [part.reduce((sum, one) => sum + one, 0)] };
    const value = grid(first(low, high, part), most);
    const edges = value.map((one) => one * (1 + EQUAL));
    const steps = new Float64Array(value.length + 1); // what is there in whole from each value on
    const carried = new Float64Array(value.length);
    for (let i = 0; i < part.length; i++) {
      const reach = Math.max(high[i] - low[i], EQUAL * value[0]);
      let k = after(edges, low[i]);
      for (; k < edges.length && edges[k] - low[i] < reach; k++) {
        carried[k] += (part[i] * (edges[k] - low[i])) / reach;
      }
      steps[k] += part[i];
    }
    let whole = 0;
    return { value, carried: carried.map((one, k) => one + (whole += steps[k])) };
  }

  /* The first place whose value is above one. */
  function after(values, one) {
    let [from, to] = [0, values.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (values[middle] > one) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  /* The path up to which a share of the whole is carried; linear in its logarithm between two. */
  function atShare({ value, carried }, share) {
    const whole = carried[carried.length - 1];
    if (!whole) return NaN;
    const wanted = share * whole;
    const place = carried.findIndex((one) => one >= wanted);
    if (place === 0) return value[0];
    const part = (wanted - carried[place - 1]) / (carried[place] - carried[place - 1]);
    return value[place - 1] * (value[place] / value[place - 1]) ** part;
  }

  Ultralow.paths = { accumulated, atShare, onMesh, onRays };
})((window.Ultralow = window.Ultralow || {}));
