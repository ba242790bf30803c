/* A chart as SVG: axes with units, lines, points, redrawn at the width that it is given. */
(function (Ultralow) {
  "use strict";

  const NAMESPACE = "http://www.w3.org/2000/svg";
  const MARGIN = { left: 62, right: 16, top: 14, bottom: 48 };
  const TEXT = 13;
  const LETTER = 7.2; // its width, about

  function element(name, attributes, text) {
    const made = document.createElementNS(NAMESPACE, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /* Round numbers over a range: steps of 1, 2 or 5 times a power of ten. */
  function linearTicks(low, high, count) {
    const raw = (high - low) / count;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = power * [1, 2, 5, 10].find((one) => one * power >= raw * 0.999);
    const ticks = [];
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high * (1 + 1e-9); k++) {
      ticks.push({ at: k * step, label: String(Number((k * step).toPrecision(10))) });
    }
    return ticks;
  }

  /* Powers of ten; over a short range their multiples, over one within a decade plain steps. */
  function decadeTicks(low, high, count) {
    const decades = Math.log10(high / low);
    if (decades < 1) return linearTicks(low, high, count);
    const within = decades < 2 ? [1, 2, 5] : [1];
    const ticks = [];
    for (let k = Math.floor(Math.log10(low)); 10 ** k <= high * (1 + 1e-9); k++) {
      for (const at of within.map((one) => Number(`${one}e${k}`))) {
        const outside = at < low * (1 - 1e-9) || at > high * (1 + 1e-9);
        const power = within.length === 1 && (k < -2 || k > 3);
        if (!outside) ticks.push({ at, label: power ? `10${raised(k)}` : String(at) });
      }
    }
    return ticks;
  }

  function raised(power) {
    return String(power).replace(/./g, (one) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(one)]);
  }

  /* axis: {label, low, high, log}; returns the place of a value between two pixels. */
  function scale(axis, from, to) {
    const law = axis.log ? Math.log : (value) => value;
    const [low, high] = [law(axis.low), law(axis.high)];
    return (value) => from + ((law(value) - low) / (high - low)) * (to - from);
  }

  function drawAxes(svg, place, width, height, picture) {
    const right = width - MARGIN.right;
    const floor = height - MARGIN.bottom;
    const ticksOf = (axis, count) =>
      (axis.log ? decadeTicks : linearTicks)(axis.low, axis.high, count);
    for (const { at, label } of ticksOf(picture.x, width < 420 ? 4 : 7)) {
      const x = place.x(at);
      svg.append(element("line", { class: "grid", x1: x, x2: x, y1: MARGIN.top, y2: floor }));
      const about = { class: "tick", x, y: floor + 18, "text-anchor": "middle" };
      svg.append(element("text", about, label));
    }
    for (const { at, label } of ticksOf(picture.y, 5)) {
      const y = place.y(at);
      svg.append(element("line", { class: "grid", x1: MARGIN.left, x2: right, y1: y, y2: y }));
      const about = { class: "tick", x: MARGIN.left - 7, y: y + 4, "text-anchor": "end" };
      svg.append(element("text", about, label));
    }
    const frame = { x: MARGIN.left, y: MARGIN.top, width: right - MARGIN.left };
    svg.append(element("rect", { class: "frame", ...frame, height: floor - MARGIN.top }));
    const middle = { x: (MARGIN.left + right) / 2, y: (MARGIN.top + floor) / 2 };
    const below = { class: "axis", x: middle.x, y: height - 10, "text-anchor": "middle" };
    svg.append(element("text", below, picture.x.label));
    // On a low chart a long label needs more than the frame.
    const half = Math.max(middle.y, Math.min(height / 2, LETTER * picture.y.label.length * 0.5));
    const turn = `translate(15 ${half}) rotate(-90)`;
    const beside = { class: "axis", transform: turn, "text-anchor": "middle" };
    svg.append(element("text", beside, picture.y.label));
  }

  const CROSS = "M-5-5L5 5M-5 5L5-5";
  const MARKS = {
    disc: (style, cx, cy) => element("circle", { class: `point ${style}`, cx, cy, r: 5 }),
    ring: (style, cx, cy) => element("circle", { class: `hollow ${style}`, cx, cy, r: 4.5 }),
    cross: (style, x, y) =>
      element("path", { class: `cross ${style}`, d: CROSS, transform: `translate(${x} ${y})` }),
  };
  const marked = (series) => MARKS[series.mark || "disc"];

  function drawPoints(svg, place, series, inside, clip) {
    for (const [x, y, spread] of series.points) {
      const at = [place.x(x), place.y(y)];
      if (spread) {
        const ends = { y1: place.y(y - spread), y2: place.y(y + spread) };
        const style = { class: `bar ${series.style}`, "clip-path": clip };
        svg.append(element("line", { x1: at[0], x2: at[0], ...ends, ...style }));
      }
      if (inside(...at)) svg.append(marked(series)(series.style, ...at));
    }
  }

  const path = (place, pairs) =>
    pairs
      .filter((pair) => pair.every(Number.isFinite))
      .map(([x, y]) => `${place.x(x).toFixed(1)},${place.y(y).toFixed(1)}`);

  function drawShade(svg, place, { line, band: [low, high], style }, clip) {
    const edge = (values) => path(place, line.map(([x], at) => [x, values[at]]));
    const points = [...edge(low), ...edge(high).reverse()].join(" ");
    svg.append(element("polygon", { class: `shade ${style}`, points, "clip-path": clip }));
  }

  function drawLine(svg, place, { line, style }, clip) {
    const points = path(place, line).join(" ");
    svg.append(element("polyline", { class: `curve ${style}`, points, "clip-path": clip }));
  }

  // Of its own for each evaluation of this script, which may stand in a page twice.
  const own = Math.random().toString(36).slice(2, 8);
  let drawn = 0;
  const shown = new WeakMap(); // what a holder shows: the picture, and the part of it, if not all
  const listeners = [];

  /* Draws picture = {x, y, series: [{label, style, line | points, ...}], text} into a holder.
   *
   * over    of the picture, if it has one: draws what is laid over the chart
   * least   of its height, in pixels, where it is not the usual one
   * line  pairs of x and y; with band: [low, high], a shade around it
   * points  of x, y, half the length of a bar, words about it; mark: disc, ring or cross
   * name    in place of a label, for what the legend leaves out
   */
  function draw(holder, picture) {
    const before = shown.get(holder);
    const same = (axis) => before.picture[axis].label === picture[axis].label;
    paint(holder, picture, before && same("x") && same("y") ? before.view : null);
  }

  /* Shows the part view = {x: [low, high], y: [low, high]} of a picture, or all of it again. */
  function look(holder, view) {
    paint(holder, shown.get(holder).picture, view);
  }

  /* The chart is painted anew into the element that was there, which keeps the reader's focus. */
  function paint(holder, picture, view) {
    shown.set(holder, { picture, view });
    const width = Math.max(holder.clientWidth, 240);
    const height = Math.round(Math.min(Math.max(0.62 * width, picture.least || 250), 400));
    const svg = holder.querySelector(":scope > svg") || begun(holder);
    const about = { "aria-label": picture.text, width, height, viewBox: `0 0 ${width} ${height}` };
    for (const [key, value] of Object.entries(about)) svg.setAttribute(key, value);
    const axes = { x: part(picture.x, view && view.x), y: part(picture.y, view && view.y) };
    const frame = { left: MARGIN.left, right: width - MARGIN.right };
    Object.assign(frame, { top: MARGIN.top, bottom: height - MARGIN.bottom });
    const place = {
      x: scale(axes.x, frame.left, frame.right),
      y: scale(axes.y, frame.bottom, frame.top),
    };
    svg.replaceChildren(opening(svg.dataset.clip, frame));
    drawAxes(svg, place, width, height, axes);
    drawAll(svg, place, frame, picture.series);
    holder.querySelector(":scope > .key").replaceWith(key(picture.series));
    const drawing = { holder, svg, picture, view, axes, place, frame };
    if (picture.over) picture.over(drawing);
    for (const tell of listeners) tell(drawing);
  }

  function begun(holder) {
    const about = { class: "chart", role: "img", "font-size": TEXT };
    const svg = element("svg", { ...about, "data-clip": `chart-${own}-${++drawn}` });
    holder.replaceChildren(svg, key([]));
    return svg;
  }

  const part = (axis, ends) => (ends ? { ...axis, low: ends[0], high: ends[1] } : axis);

  /* What lines may not leave. */
  function opening(id, { left, right, top, bottom }) {
    const shape = element("clipPath", { id });
    const size = { width: right - left, height: bottom - top };
    shape.append(element("rect", { x: left, y: top, ...size }));
    return shape;
  }

  function drawAll(svg, place, { left, right, top, bottom }, all) {
    const clip = `url(#${svg.dataset.clip})`;
    const inside = (x, y) => x > left - 1 && x < right + 1 && y > top - 1 && y < bottom + 1;
    for (const one of all) if (one.band) drawShade(svg, place, one, clip);
    for (const one of all) {
      if (one.points) drawPoints(svg, place, one, inside, clip);
      else drawLine(svg, place, one, clip);
    }
  }

  /* The legend, as a list below the chart: it wraps on a phone and never covers the data. */
  function key(series) {
    const list = document.createElement("ul");
    list.className = "key";
    for (const one of series.filter((each) => each.label)) {
      const item = document.createElement("li");
      const sample = element("svg", { width: 30, height: 12, "aria-hidden": "true" });
      const shape = one.points
        ? marked(one)(one.style, 15, 6)
        : element("polyline", { class: `curve ${one.style}`, points: "1,6 29,6" });
      sample.append(shape);
      item.append(sample, ` ${one.label}`);
      list.append(item);
    }
    return list;
  }

  /* The next round number above the largest of some values, for the end of an axis. */
  function ceiling(values) {
    const top = 1.08 * Math.max(...values.filter(Number.isFinite));
    const power = 10 ** Math.floor(Math.log10(top));
    return power * [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((one) => one * power >= top);
  }

  /* Calls a function after each drawing, for what is laid over a chart. */
  const whenDrawn = (tell) => listeners.push(tell);

  Ultralow.chart = { ceiling, draw, element, look, whenDrawn };
})((window.Ultralow = window.Ultralow || {}));
