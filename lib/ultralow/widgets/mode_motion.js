// Modes that move: a click on the dispersion, and the crystal swings. Plain functions, which the
// widget of the notebooks and the page of the site both call.

const MOTION = {
  period: 2.4, // s, of one swing
  step: 30, // ms between two pictures
  height: 320,
  margin: { left: 46, right: 8, top: 10, bottom: 26 },
};

// Displacements of the atoms of some cells, as [re, im] of three components each, the largest of
// size one: e / sqrt(m) exp(2 pi i q (l + x)). `vector` is flat: atom by atom, axis by axis, re, im.
function motionPattern(vector, masses, positions, wavevector, cells) {
  const count = masses.length;
  const moved = Array.from(vector, (part, i) => part / Math.sqrt(masses[Math.floor(i / 6)]));
  let largest = 0;
  for (let j = 0; j < count; j++) {
    const square = moved.slice(6 * j, 6 * j + 6).reduce((sum, one) => sum + one * one, 0);
    largest = Math.max(largest, Math.sqrt(square));
  }
  return cells.map((cell) =>
    positions.map((place, j) => {
      const turns = place.reduce((sum, x, a) => sum + wavevector[a] * (cell[a] + x), 0);
      const [cosine, sine] = [Math.cos(2 * Math.PI * turns), Math.sin(2 * Math.PI * turns)];
      return [0, 1, 2].map((a) => {
        const [re, im] = [moved[6 * j + 2 * a] / largest, moved[6 * j + 2 * a + 1] / largest];
        return [re * cosine - im * sine, re * sine + im * cosine];
      });
    }),
  );
}

// Signed bytes of one mode from all of them: `data.bytes` holds point by point, mode by mode.
function motionVector(data, point, band) {
  const size = 6 * data.masses.length;
  const modes = data.frequencies[0].length;
  const start = (point * modes + band) * size;
  return Array.from(data.bytes.subarray(start, start + size), (one) => one / 127);
}

function motionBytes(text) {
  const raw = atob(text);
  return Int8Array.from(raw, (one) => (one.charCodeAt(0) << 24) >> 24);
}

function motionCells(count) {
  const found = [];
  for (let a = 0; a < count; a++)
    for (let b = 0; b < count; b++) for (let c = 0; c < count; c++) found.push([a, b, c]);
  return found;
}

// Shares of the kinetic energy by element, the largest first.
function motionShares(vector, symbols) {
  const sums = {};
  symbols.forEach((symbol, j) => {
    const part = vector.slice(6 * j, 6 * j + 6).reduce((sum, one) => sum + one * one, 0);
    sums[symbol] = (sums[symbol] || 0) + part;
  });
  const whole = Object.values(sums).reduce((sum, one) => sum + one, 0);
  return Object.entries(sums)
    .map(([symbol, part]) => [symbol, part / whole])
    .sort((one, other) => other[1] - one[1]);
}

function motionPart(name, about, ...children) {
  const drawn = ["svg", "polyline", "line", "text", "circle", "rect"].includes(name);
  const made = drawn
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(about)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// Builds dispersion, crystal and controls into a place; returns what tests and buttons use.
function modeMotion(place, data) {
  data.bytes = data.bytes || motionBytes(data.vectors);
  const state = {
    point: data.start[0],
    band: data.start[1],
    amplitude: 0.3,
    cells: 2,
    playing: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    turn: [-1.42, 0.1], // nearly along the second axis, that of chains and wires here
    time: 0,
  };
  const id = `motion-${Math.random().toString(36).slice(2)}`;
  const bands = data.frequencies[0].length;
  const slider = (name, label, low, high, step) => {
    const about = { type: "range", id: `${id}-${name}`, min: low, max: high, step };
    const input = motionPart("input", { ...about, value: state[name] });
    const shown = motionPart("output", { for: about.id });
    const row = motionPart("div", { class: "field" });
    row.append(motionPart("label", { for: about.id }, label), input, shown);
    input.addEventListener("input", () => choose({ [name]: Number(input.value) }));
    return { input, shown, row };
  };
  const fields = {
    band: slider("band", "Band", 0, bands - 1, 1),
    point: slider("point", "Place on the path", 0, data.wavevectors.length - 1, 1),
    amplitude: slider("amplitude", "Largest swing", 0.05, 1, 0.05),
    cells: slider("cells", "Cells along each axis", 1, 3, 1),
  };
  const play = motionPart("button", { type: "button" });
  const softest = motionPart("button", { type: "button" }, "Softest optical mode");
  const form = motionPart("div", { class: "fields", role: "group", "aria-label": "Mode" });
  form.append(...Object.values(fields).map((one) => one.row), play, softest);
  const chart = motionPart("div", { class: "motion-bands" });
  const canvas = motionPart("canvas", { class: "motion-crystal", tabindex: 0, role: "img" });
  const words = motionPart("p", { class: "words", role: "status" });
  const pictures = motionPart("div", { class: "motion-pictures" });
  const key = motionPart("div", { class: "motion-key" });
  for (const [symbol, color] of Object.entries(data.colors)) {
    const dot = motionPart("span", { style: `background: ${color}` });
    key.append(motionPart("span", {}, dot, symbol));
  }
  const crystal = motionPart("div", {}, canvas, key);
  pictures.append(chart, crystal);
  place.replaceChildren(form, pictures, words);

  let pattern;
  function choose(changes) {
    Object.assign(state, changes);
    const vector = motionVector(data, state.point, state.band);
    const cells = motionCells(state.cells);
    const wavevector = data.wavevectors[state.point];
    pattern = motionPattern(vector, data.masses, data.positions, wavevector, cells);
    for (const [name, { input, shown }] of Object.entries(fields)) {
      input.value = state[name];
      shown.textContent = told(name);
      input.setAttribute("aria-valuetext", told(name));
    }
    play.textContent = state.playing ? "Hold still" : "Let it swing";
    words.textContent = sentence(vector);
    canvas.setAttribute("aria-label", `Crystal in this mode. ${words.textContent}`);
    drawBands();
    drawCrystal();
    wake();
  }
  function told(name) {
    if (name === "band") return `${state.band + 1} of ${bands}`;
    if (name === "amplitude") return `${state.amplitude.toFixed(2)} Å`;
    if (name === "cells") return `${state.cells}`;
    return `q = (${data.wavevectors[state.point].map((one) => +one.toFixed(3)).join(", ")})`;
  }
  function sentence(vector) {
    const shares = motionShares(vector, data.symbols)
      .map(([symbol, share]) => `${(100 * share).toFixed(0)} % ${symbol}`)
      .join(", ");
    const frequency = data.frequencies[state.point][state.band];
    return `${data.label}, band ${state.band + 1}: ${frequency.toFixed(2)} THz; moving: ${shares}.`;
  }

  // The dispersion, with a mark at the chosen mode; a click takes the nearest one.
  const high = 1.05 * Math.max(...data.frequencies.map((row) => row[bands - 1]));
  const low = Math.min(0, ...data.frequencies.map((row) => row[0]));
  function axes() {
    const width = Math.max(chart.clientWidth, 240);
    const height = MOTION.height;
    const { left, right, top, bottom } = MOTION.margin;
    const end = data.distance[data.distance.length - 1];
    const x = (distance) => left + (distance / end) * (width - left - right);
    const y = (value) => height - bottom - ((value - low) / (high - low)) * (height - top - bottom);
    return { width, height, x, y };
  }
  function drawBands() {
    const { width, height, x, y } = axes();
    const about = { width, height, viewBox: `0 0 ${width} ${height}`, "font-size": 12 };
    const svg = motionPart("svg", { ...about, role: "img", "aria-label": "Dispersion" });
    for (let value = 0; value < high; value += high > 3 ? 1 : 0.5) {
      const at = { x: MOTION.margin.left - 6, y: y(value) + 4, "text-anchor": "end" };
      svg.append(motionPart("text", { ...at }, `${value}`));
    }
    for (const [place, name] of data.corners) {
      const line = { x1: x(place), x2: x(place), y1: y(low), y2: y(high), class: "corner" };
      const at = { x: x(place), y: height - 8, "text-anchor": "middle" };
      svg.append(motionPart("line", line), motionPart("text", at, name));
    }
    for (let band = 0; band < bands; band++) {
      const points = data.frequencies.map((row, i) => `${x(data.distance[i])},${y(row[band])}`);
      const own = band === state.band ? "own" : "other";
      svg.append(motionPart("polyline", { points: points.join(" "), class: own }));
    }
    const frequency = data.frequencies[state.point][state.band];
    const dot = { cx: x(data.distance[state.point]), cy: y(frequency), r: 5, class: "own" };
    svg.append(motionPart("circle", dot));
    const beside = `translate(12 ${height / 2}) rotate(-90)`;
    const axis = { transform: beside, "text-anchor": "middle" };
    svg.append(motionPart("text", axis, "Frequency (THz)"));
    chart.replaceChildren(svg);
  }
  function nearest(px, py) {
    const { x, y } = axes();
    let best = { apart: Infinity };
    data.frequencies.forEach((row, point) =>
      row.forEach((value, band) => {
        const apart = Math.hypot(x(data.distance[point]) - px, y(value) - py);
        if (apart < best.apart) best = { apart, point, band };
      }),
    );
    return { point: best.point, band: best.band };
  }
  chart.addEventListener("click", (event) => {
    const box = chart.getBoundingClientRect();
    choose(nearest(event.clientX - box.left, event.clientY - box.top));
  });

  // The crystal: places turned by two angles, the far ones drawn first.
  function placesAt(phase, amplitude = state.amplitude) {
    const [cosine, sine] = [Math.cos(phase), Math.sin(phase)];
    return motionCells(state.cells).flatMap((cell, c) =>
      data.positions.map((reduced, j) =>
        [0, 1, 2].map((a) => {
          const at = reduced.reduce((sum, x, i) => sum + (cell[i] + x) * data.lattice[i][a], 0);
          const [re, im] = pattern[c][j][a];
          return at + amplitude * (re * cosine + im * sine);
        }),
      ),
    );
  }
  function turned(places) {
    const count = state.cells;
    const middle = [0, 1, 2].map((a) =>
      data.lattice.reduce((sum, axis) => sum + (axis[a] * count) / 2, 0),
    );
    const [u, v] = state.turn;
    return places.map((place) => {
      const [x, y, z] = place.map((one, a) => one - middle[a]);
      const [right, back] = [x * Math.cos(v) - y * Math.sin(v), x * Math.sin(v) + y * Math.cos(v)];
      const up = z * Math.cos(u + Math.PI / 2) - back * Math.sin(u + Math.PI / 2);
      const deep = z * Math.sin(u + Math.PI / 2) + back * Math.cos(u + Math.PI / 2);
      return [right, up, deep];
    });
  }
  // As large as the crystal at rest fits in, seen from where it is seen.
  function closest(width, height) {
    const rest = turned(placesAt(0, 0));
    const half = [0, 1].map((a) => 2 + Math.max(...rest.map((one) => Math.abs(one[a]))));
    return Math.min(width / half[0], height / half[1]) / 2;
  }
  function drawCrystal() {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.max(canvas.clientWidth, 240), MOTION.height];
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const brush = canvas.getContext("2d");
    brush.scale(ratio, ratio);
    const seen = turned(placesAt((2 * Math.PI * state.time) / MOTION.period));
    const zoom = closest(width, height);
    const onto = ([x, y]) => [width / 2 + zoom * x, height / 2 - zoom * y];
    const atoms = data.masses.length;
    const index = new Map(motionCells(state.cells).map((cell, c) => [cell.join(), c]));
    brush.lineWidth = Math.max(1, 0.18 * zoom);
    brush.strokeStyle = "#9a9a9a";
    for (const [cell, c] of index) {
      for (const [first, second, ...shift] of data.bonds) {
        const other = cell.split(",").map((one, a) => Number(one) + shift[a]);
        if (!index.has(other.join())) continue;
        brush.beginPath();
        brush.moveTo(...onto(seen[c * atoms + first]));
        brush.lineTo(...onto(seen[index.get(other.join()) * atoms + second]));
        brush.stroke();
      }
    }
    const order = seen.map((_, i) => i).sort((one, other) => seen[one][2] - seen[other][2]);
    const [back, front] = [seen[order[0]][2], seen[order[order.length - 1]][2]];
    for (const i of order) {
      brush.globalAlpha = 0.45 + (0.55 * (seen[i][2] - back)) / (front - back || 1);
      const symbol = data.symbols[i % atoms];
      const [x, y] = onto(seen[i]);
      const size = data.radii[symbol] * zoom;
      brush.beginPath();
      brush.arc(x, y, size, 0, 2 * Math.PI);
      brush.fillStyle = data.colors[symbol];
      brush.fill();
      brush.strokeStyle = "#ffffff";
      brush.lineWidth = 0.7;
      brush.stroke();
    }
  }
  function turn(right, up) {
    state.turn = [Math.max(-2.8, Math.min(0, state.turn[0] + up)), state.turn[1] + right];
    drawCrystal();
  }
  let grasped = null;
  canvas.addEventListener("pointerdown", (event) => {
    grasped = [event.clientX, event.clientY];
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!grasped) return;
    turn(0.01 * (event.clientX - grasped[0]), 0.01 * (event.clientY - grasped[1]));
    grasped = [event.clientX, event.clientY];
  });
  canvas.addEventListener("pointerup", () => (grasped = null));
  canvas.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (!(event.key in steps)) return;
    event.preventDefault();
    turn(...steps[event.key].map((one) => 0.1 * one));
  });
  play.addEventListener("click", () => choose({ playing: !state.playing }));
  softest.addEventListener("click", () =>
    choose({ point: data.start[0], band: data.start[1], playing: true }),
  );

  // Drawn some thirty times a second, and only while somebody can see it move.
  let [before, seen, waiting] = [null, false, false];
  function tick(now) {
    waiting = false;
    if (!seen || !state.playing) return void (before = null);
    if (before === null || now - before > MOTION.step) {
      state.time = (state.time + (before === null ? 0 : (now - before) / 1000)) % MOTION.period;
      before = now;
      drawCrystal();
    }
    wake();
  }
  function wake() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(tick);
  }
  new IntersectionObserver((entries) => {
    seen = entries[entries.length - 1].isIntersecting; // false, too, when the place is taken away
    wake();
  }).observe(canvas);
  new ResizeObserver(() => choose({})).observe(place);
  choose({});
  return { state, choose, placesAt, nearest, sentence: () => words.textContent };
}
