/* A chart as SVG: axes with units, lines, points, redrawn at the width that it is given. */
(function (Ultralow) {
  "use strict";

  const NAMESPACE = "http://www.w3.org/2000/svg";
  const MARGIN = { left: 62, right: 16, top: 14, bottom: 48 };
  const TEXT = 13;

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

  function decadeTicks(low, high) {
    const ticks = [];
    for (let k = Math.ceil(Math.log10(low) - 1e-9); 10 ** k <= high * (1 + 1e-9); k++) {
      ticks.push({ at: 10 ** k, label: k < -2 || k > 4 ? `10${raised(k)}` : String(10 ** k) });
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
      axis.log ? decadeTicks(axis.low, axis.high) : linearTicks(axis.low, axis.high, count);
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
    const turn = `translate(15 ${middle.y}) rotate(-90)`;
    const beside = { class: "axis", transform: turn, "text-anchor": "middle" };
    svg.append(element("text", beside, picture.y.label));
  }

  function drawSeries(svg, place, series, window) {
    if (series.points) {
      for (const [x, y, spread] of series.points) {
        const about = { class: `point ${series.style}`, cx: place.x(x), cy: place.y(y), r: 5 };
        if (spread) {
          const bar = { x1: place.x(x), x2: place.x(x), y1: place.y(y - spread) };
          const style = { class: `bar ${series.style}`, y2: place.y(y + spread) };
          svg.append(element("line", { ...bar, ...style }));
        }
        svg.append(element("circle", about));
      }
      return;
    }
    const pairs = series.line.filter((pair) => pair.every(Number.isFinite));
    const path = pairs.map(([x, y]) => `${place.x(x).toFixed(1)},${place.y(y).toFixed(1)}`);
    const about = { class: `curve ${series.style}`, points: path.join(" ") };
    svg.append(element("polyline", { ...about, "clip-path": `url(#${window})` }));
  }

  let drawn = 0;

  /* Draws picture = {x, y, series: [{label, style, line | points}], text} into a holder. */
  function draw(holder, picture) {
    const width = Math.max(holder.clientWidth, 240);
    const height = Math.round(Math.min(Math.max(0.62 * width, 250), 400));
    const clip = (holder.dataset.clip = holder.dataset.clip || `chart-${++drawn}`);
    const size = { width, height, viewBox: `0 0 ${width} ${height}`, "font-size": TEXT };
    const about = { role: "img", "aria-label": picture.text };
    const svg = element("svg", { class: "chart", ...size, ...about });
    const place = {
      x: scale(picture.x, MARGIN.left, width - MARGIN.right),
      y: scale(picture.y, height - MARGIN.bottom, MARGIN.top),
    };
    const inner = { x: MARGIN.left, y: MARGIN.top, width: width - MARGIN.left - MARGIN.right };
    const shape = element("clipPath", { id: clip });
    shape.append(element("rect", { ...inner, height: height - MARGIN.top - MARGIN.bottom }));
    svg.append(shape);
    drawAxes(svg, place, width, height, picture);
    for (const series of picture.series) drawSeries(svg, place, series, clip);
    holder.replaceChildren(svg, key(picture.series));
  }

  /* The legend, as a list below the chart: it wraps on a phone and never covers the data. */
  function key(series) {
    const list = document.createElement("ul");
    list.className = "key";
    for (const one of series.filter((each) => each.label)) {
      const item = document.createElement("li");
      const sample = element("svg", { width: 30, height: 12, "aria-hidden": "true" });
      const shape = one.points
        ? element("circle", { class: `point ${one.style}`, cx: 15, cy: 6, r: 5 })
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

  Ultralow.chart = { ceiling, draw };
})((window.Ultralow = window.Ultralow || {}));
