/* The points of a chart as a reader meets them: which is near, what it says, how it is marked. */
(function (Ultralow) {
  "use strict";

  const { chart, chartCsv } = Ultralow;
  const { element } = chart;
  const GAP = 12; // between a point and its words
  const LINE = 17; // height of a line of words
  const LETTER = 6.7; // width of one, about
  const INSET = 8; // of words in their box
  const AHEAD = 6; // pixels

  const short = (value, digits) => String(Number(value.toPrecision(digits)));
  const within = (value, low, high) => Math.min(Math.max(value, low), Math.max(low, high));

  /* The points that can be seen, curve by curve, with their places in the picture. */
  function visible({ picture, place, frame }) {
    const { left, right, top, bottom } = frame;
    const seen = ({ at }) =>
      at.x > left - 1 && at.x < right + 1 && at.y > top - 1 && at.y < bottom + 1;
    const curves = picture.series.map((series) =>
      (series.points || series.line)
        .map(([x, y, spread, about]) => ({ series, x, y, spread, about }))
        .map((point) => ({ ...point, at: { x: place.x(point.x), y: place.y(point.y) } }))
        .filter(seen),
    );
    return curves.filter((points) => points.length);
  }

  /* The nearest point to a place; a single one comes before one of a curve that runs through it. */
  function nearest(points, { x, y }) {
    const far = ({ at, series }) => Math.hypot(at.x - x, at.y - y) - (series.points ? AHEAD : 0);
    return points.reduce((best, one) => (!best || far(one) < far(best) ? one : best), null);
  }

  /* A value and its unit, which stay on one line; one that begins with a power of ten multiplies. */
  function measured(value, label) {
    const { name, unit } = chartCsv.quantity(label);
    const times = /^10[⁻⁰¹²³⁴-⁹]/.test(unit) ? "× " : "";
    const whole = `${value} ${times}${unit}`.trim();
    return `${name}: ${whole.replaceAll(" ", "\u00a0")}`;
  }

  /* What is said of a point, a line each. */
  function words(picture, { series, x, y, spread, about }) {
    const value = spread ? `${short(y, 5)} ± ${short(spread, 3)}` : short(y, 5);
    const numbers = [measured(short(x, 5), picture.x.label), measured(value, picture.y.label)];
    return [series.label || series.name, ...numbers, about].filter(Boolean);
  }

  /* Lines no longer than a width, broken between words. */
  function wrapped(lines, width) {
    const most = Math.max(12, Math.floor(width / LETTER));
    return lines.flatMap((line) => {
      const broken = [""];
      for (const word of line.split(" ")) {
        const last = broken.length - 1;
        const longer = broken[last] ? `${broken[last]} ${word}` : word;
        if (longer.length > most && broken[last]) broken.push(word.slice(0, most));
        else broken[last] = longer.slice(0, most);
      }
      return broken;
    });
  }

  /* Two lines through a point, and its words beside it, inside the frame. */
  function mark({ svg, frame, picture }, point) {
    const { x, y } = point.at;
    const thread = (ends) => element("line", { class: "thread", ...ends });
    const group = element("g", { class: "reading" });
    const box = element("rect", { rx: 4 });
    const text = element("text", { "font-size": 12 });
    const lines = wrapped(words(picture, point), frame.right - frame.left - 2 * GAP);
    text.append(...lines.map((line, at) => element("tspan", { x: 0, dy: at ? LINE : 0 }, line)));
    group.append(
      thread({ x1: frame.left, x2: frame.right, y1: y, y2: y }),
      thread({ x1: x, x2: x, y1: frame.top, y2: frame.bottom }),
      element("circle", { class: "eye", cx: x, cy: y, r: 7 }),
      box,
      text,
    );
    svg.append(group);
    const width = text.getBBox().width + 2 * INSET;
    const height = lines.length * LINE + INSET;
    const beside = x + GAP + width <= frame.right ? x + GAP : x - GAP - width;
    const left = within(beside, frame.left + 1, frame.right - width - 1);
    const above = y - GAP - height >= frame.top ? y - GAP - height : y + GAP;
    const top = within(above, frame.top + 1, frame.bottom - height - 1);
    const place = { x: left, y: top, width, height };
    for (const [name, value] of Object.entries(place)) box.setAttribute(name, value);
    text.setAttribute("transform", `translate(${left + INSET} ${top + LINE})`);
  }

  Ultralow.reading = { mark, nearest, short, visible, within, words };
})((window.Ultralow = window.Ultralow || {}));
