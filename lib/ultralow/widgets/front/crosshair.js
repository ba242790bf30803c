/* A crosshair on every chart: the nearest point's values; a click copies them, a drag looks closer.
 *
 * With the keyboard: arrows go from point to point and from curve to curve, Enter copies, Escape
 * shows the whole chart. With a finger: a tap reads, a second tap copies; the page still scrolls.
 */
(function (Ultralow) {
  "use strict";

  const { chart, chartCsv, reading } = Ultralow;
  const { element } = chart;
  const { make } = Ultralow.dom;
  const { within } = reading;
  const DRAG = 8; // pixels from which a drag is one
  const NARROWEST = 1e-4; // of a range: what is looked at closer is no picture any more
  const MOUSE = "Point reads, click copies, drag zooms.";
  const FINGER = "Tap to read, tap again to copy.";
  const KEYS = "Arrow keys read values, Enter copies them, Escape shows the whole chart.";
  const readers = new WeakMap(); // by the holder of the chart

  function remove(reader, name) {
    reader.drawing.svg.querySelectorAll(`.${name}`).forEach((one) => one.remove());
  }

  function show(reader, point) {
    if (point === reader.point) return;
    remove(reader, "reading");
    reader.point = point;
    if (point) reading.mark(reader.drawing, point);
  }

  function copy(reader) {
    if (!reader.point) return;
    const [x, y] = [reader.point.x, reader.point.y].map((one) => reading.short(one, 10));
    Ultralow.dom.copy(`${x}, ${y}`, reader.row.said);
  }

  /* What a chart is called: its own name, where it has one, and its quantity. */
  const names = ({ name, y }) => [name, chartCsv.quantity(y.label).name].filter(Boolean);

  function save({ drawing: { holder, picture } }) {
    const panel = holder.closest("[data-panel]");
    const parts = [...(panel ? [panel.dataset.panel] : []), ...names(picture)];
    const name = `${parts.join(" ").replace(/[^\w]+/g, "-")}.csv`;
    Ultralow.dom.save(name, chartCsv.text(picture), "text/csv;charset=utf-8");
  }

  function whole(reader) {
    show(reader, null);
    if (reader.drawing.view) chart.look(reader.drawing.holder, null);
  }

  function isInside({ left, right, top, bottom }, { x, y }) {
    return x >= left && x <= right && y >= top && y <= bottom;
  }

  function place({ svg }, event) {
    const box = svg.getBoundingClientRect();
    const scale = svg.width.baseVal.value / box.width;
    return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
  }

  /* The points that can be seen, found when they are first asked for: a slider draws often. */
  function curvesOf(reader) {
    if (!reader.curves) reader.curves = reading.visible(reader.drawing);
    return reader.curves;
  }

  function read(reader, at) {
    const inside = isInside(reader.drawing.frame, at);
    show(reader, inside ? reading.nearest(curvesOf(reader).flat(), at) : null);
  }

  /* The rectangle of a drag; along a side that is too short it takes all of the frame. */
  function rectangle({ frame }, from, to) {
    const side = (one, other, low, high) =>
      Math.abs(other - one) < DRAG
        ? [low, high]
        : [one, within(other, low, high)].sort((a, b) => a - b);
    const [left, right] = side(from.x, to.x, frame.left, frame.right);
    const [top, bottom] = side(from.y, to.y, frame.top, frame.bottom);
    const isDrag = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y)) >= DRAG;
    return isDrag ? { left, right, top, bottom } : null;
  }

  /* The part of a picture inside a rectangle; null where it is too narrow to be looked at. */
  function part({ axes, frame, picture }, { left, right, top, bottom }) {
    const ends = (axis, given, start, end) =>
      given.map((one) => {
        const share = (one - start) / (end - start);
        if (!axis.log) return axis.low + share * (axis.high - axis.low);
        return axis.low * (axis.high / axis.low) ** share;
      });
    const view = {
      x: ends(axes.x, [left, right], frame.left, frame.right),
      y: ends(axes.y, [bottom, top], frame.bottom, frame.top),
    };
    const narrow = ({ low, high, log }, [from, to]) =>
      log ? Math.log(to / from) < 0.01 : to - from < NARROWEST * (high - low);
    return narrow(picture.x, view.x) || narrow(picture.y, view.y) ? null : view;
  }

  function pressed(reader, event) {
    const at = place(reader.drawing, event);
    reader.finger = event.pointerType === "touch";
    if (reader.finger) {
      const before = reader.point;
      read(reader, at);
      Object.assign(reader, { tapped: at, again: before && before === reader.point });
    } else if (event.button === 0 && isInside(reader.drawing.frame, at)) {
      reader.began = at;
      reader.drawing.svg.setPointerCapture(event.pointerId);
    }
  }

  function moved(reader, event) {
    const at = place(reader.drawing, event);
    if (event.pointerType === "touch") {
      if (Math.abs(at.x - reader.tapped.x) < DRAG) return;
      reader.again = false;
      read(reader, at);
    } else if (reader.began) {
      remove(reader, "chosen");
      const box = rectangle(reader.drawing, reader.began, at);
      if (!box) return;
      show(reader, null);
      const size = { width: box.right - box.left, height: box.bottom - box.top };
      const about = { class: "chosen", x: box.left, y: box.top, ...size };
      reader.drawing.svg.append(element("rect", about));
    } else {
      read(reader, at);
    }
  }

  function released(reader, event) {
    if (event.pointerType === "touch") {
      if (reader.again) copy(reader);
      return;
    }
    if (!reader.began) return;
    const box = rectangle(reader.drawing, reader.began, place(reader.drawing, event));
    reader.began = null;
    remove(reader, "chosen");
    const view = box && part(reader.drawing, box);
    if (view) chart.look(reader.drawing.holder, view);
    else if (!box) copy(reader);
  }

  /* The point that a key leads to, from the one that is shown or from the first. */
  function next(reader, key) {
    const { point } = reader;
    const curves = curvesOf(reader);
    const at = curves.findIndex((curve) => curve.includes(point));
    if (at < 0) return curves.length ? curves[0][0] : null;
    const curve = curves[at];
    const here = curve.indexOf(point);
    const last = curve.length - 1;
    const along = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: last }[key];
    if (along !== undefined) return curve[within(along, 0, last)];
    const turn = key === "ArrowUp" ? curves.length - 1 : 1;
    const other = curves[(at + turn) % curves.length];
    const far = (one) => Math.abs(one.at.x - point.at.x);
    return other.reduce((best, one) => (far(one) < far(best) ? one : best));
  }

  function typed(reader, event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key)) {
      show(reader, next(reader, event.key));
      const said = reader.point ? reading.words(reader.drawing.picture, reader.point) : [];
      reader.row.spoken.textContent = said.join(", ");
    } else if (event.key === "Enter") copy(reader);
    else if (event.key === "Escape") whole(reader);
    else return;
    event.preventDefault();
    event.stopPropagation(); // a notebook around it has keys of its own
  }

  /* The row below a chart: what was copied, and buttons for the whole chart and for its CSV. */
  function rowOf(reader) {
    const { svg } = reader.drawing;
    const id = `${svg.dataset.clip}-keys`;
    svg.setAttribute("aria-describedby", id);
    const said = make("output", {}, matchMedia("(hover: hover)").matches ? MOUSE : FINGER);
    const all = make("button", { type: "button", hidden: "" }, "whole chart");
    const csv = make("button", { type: "button" }, "CSV");
    const keys = make("span", { class: "unseen", id }, KEYS);
    const spoken = make("span", { class: "unseen", "aria-live": "polite" });
    all.addEventListener("click", () => {
      svg.focus({ preventScroll: true }); // the button goes
      whole(reader);
    });
    csv.addEventListener("click", () => save(reader));
    const row = make("div", { class: "chart-row" }, said, all, csv, keys, spoken);
    return { all, csv, row, said, spoken };
  }

  function begin(drawing) {
    const { holder, svg } = drawing;
    const reader = { drawing, curves: null, point: null, began: null, tapped: { x: 0, y: 0 } };
    reader.row = rowOf(reader);
    holder.append(reader.row.row);
    svg.setAttribute("tabindex", "0");
    const hears = {
      pointerdown: pressed,
      pointermove: moved,
      pointerup: released,
      pointercancel: () => (reader.began = null),
      pointerleave: (_, event) => event.pointerType === "touch" || show(reader, null),
      dblclick: () => reader.finger || whole(reader), // two taps read and copy
      keydown: typed,
      blur: () => show(reader, null),
    };
    for (const [name, hear] of Object.entries(hears)) {
      svg.addEventListener(name, (event) => hear(reader, event));
    }
    readers.set(holder, reader);
    return reader;
  }

  chart.whenDrawn((drawing) => {
    const reader = readers.get(drawing.holder) || begin(drawing);
    const before = reader.point;
    Object.assign(reader, { drawing, curves: null, point: null, began: null });
    reader.row.all.hidden = !drawing.view;
    reader.row.csv.setAttribute("aria-label", `CSV of ${names(drawing.picture).join(", ")}`);
    const same = (one) => one.series === before.series && one.x === before.x;
    if (before) show(reader, curvesOf(reader).flat().find(same) || null);
  });
})((window.Ultralow = window.Ultralow || {}));
