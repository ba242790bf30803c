// A printed figure to click on: the picture with its marks, and a form beside it. `clicks` are what
// a file of clicks holds; what they read, and what to do next, is told by the kernel in `answer`.

const AXES = ["x", "x", "y", "y"];
const LABELS = ["first label of x", "second label of x", "first label of y", "second label of y"];
const LARGEST = 9e6; // bytes that a server takes in one message
const LOUPE = { size: 160, zoom: 8 };
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const HELP =
  "Figure: arrows move the cross, Enter clicks there; n and p choose a mark, which arrows then move, " +
  "Delete removes and Escape lets go; Shift makes ten steps of one, Alt a tenth";
const SVG = "http://www.w3.org/2000/svg";

// What a pointer takes hold of while clicks mark something: nothing else stands in its way.
const HELD = { axes: "axis", further: "further", points: "point", bars: "end" };

// Clicks by place: "axis", "further", "point" or "end" (of an error bar), its number, and of what.
function marks(clicks) {
  const found = clicks.axes.clicks.map(({ pixel }, i) => ["axis", i, 0, 0, pixel]);
  found.push(...clicks.further_clicks.map(({ pixel }, i) => ["further", i, 0, 0, pixel]));
  clicks.series.forEach(({ points }, s) =>
    points.forEach(({ pixel, bar }, i) => {
      found.push(["point", i, s, 0, pixel]);
      (bar ?? []).forEach((end, e) => found.push(["end", i, s, e, end]));
    }),
  );
  return found.map(([kind, number, series, end, pixel]) => ({ kind, number, series, end, pixel }));
}

function place(clicks, { kind, number, series, end }, pixel) {
  const points = clicks.series[series].points;
  if (kind === "axis") {
    // One label may serve both axes, such as the origin: then it is one click, and stays one.
    const from = String(clicks.axes.clicks[number].pixel);
    for (const one of clicks.axes.clicks) if (String(one.pixel) === from) one.pixel = pixel;
  }
  if (kind === "further") clicks.further_clicks[number].pixel = pixel;
  if (kind === "point") points[number].pixel = pixel;
  if (kind === "end") points[number].bar[end] = pixel;
}

function remove(clicks, { kind, number, series }) {
  const points = clicks.series[series].points;
  if (kind === "axis") clicks.axes.clicks.splice(number); // those after it would change their axis
  if (kind === "further") clicks.further_clicks.splice(number, 1);
  if (kind === "point") points.splice(number, 1);
  if (kind === "end") points[number].bar = null;
}

// A number as people type it, with a decimal comma or a long minus sign; null where it is none, or
// where its comma may stand before thousands.
function typed(text) {
  const given = text.trim().replace("−", "-");
  if (/^[+-]?[1-9]\d{0,2}(,\d{3})+$/.test(given)) return null;
  const plain = given.replace(/^([^,.]*),([^,.]*)$/, "$1.$2");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(plain) ? Number(plain) : null;
}

function make(name, about = {}, ...children) {
  const drawn = ["svg", "g", "circle", "path", "line", "image"].includes(name);
  const made = drawn ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(about)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function labelled(label, control, about = {}) {
  return make("label", about, make("span", {}, label), control);
}

function group(title, ...children) {
  return make("fieldset", {}, make("legend", {}, title), ...children);
}

function button(text, act) {
  const made = make("button", { type: "button" }, text);
  made.addEventListener("click", act);
  return made;
}

function render({ model, el }) {
  let clicks = structuredClone(model.get("clicks"));
  let past = []; // what undo goes back to
  let chosen = null; // the mark that the keyboard moves
  let current = 0; // series
  let half = null; // first end of an error bar
  let held = null; // the mark under the pressed pointer, and where it was
  let address; // of the picture
  let asked = ""; // what was pressed once, and lets clicks go when pressed again
  let last; // file that was dropped or chosen
  const id = `digitiser-${Math.random().toString(36).slice(2)}`;

  const image = make("img", { alt: "The figure that is digitised", draggable: "false" });
  const overlay = make("svg", { tabindex: 0, role: "application", "aria-label": HELP });
  const paper = make("div", { class: "paper" }, image, overlay);
  const loupe = make("canvas", { class: "loupe", width: LOUPE.size, height: LOUPE.size });
  const words = make("p", { class: "words", role: "status" });
  const cross = { at: [0, 0] };

  // --- what the reader does -------------------------------------------------------------------

  function change(act) {
    past.push(structuredClone(clicks));
    act();
    send();
  }
  function send() {
    asked = "";
    model.set("clicks", structuredClone(clicks));
    model.save_changes();
    draw();
  }
  function undo() {
    if (!past.length) return;
    clicks = past.pop();
    [chosen, half] = [null, null];
    current = Math.min(current, clicks.series.length - 1);
    fill();
    send();
  }
  function mode() {
    return el.querySelector(`input[name="${id}-mode"]:checked`).value;
  }
  function turn(to) {
    el.querySelector(`input[name="${id}-mode"][value="${to}"]`).checked = true;
    [half, chosen] = [null, null];
    draw();
  }
  function click(pixel) {
    if (!extent()[0]) return tell("Drop a picture of the figure first.");
    const points = clicks.series[current].points;
    if (mode() === "axes") return clickAxis(pixel);
    if (mode() === "bars") return clickBar(points, pixel);
    const further = mode() === "further";
    change(() =>
      further
        ? clicks.further_clicks.push({ x: null, y: null, pixel })
        : points.push({ pixel, bar: null }),
    );
    chosen = further
      ? { kind: "further", number: clicks.further_clicks.length - 1, series: 0, end: 0 }
      : { kind: "point", number: points.length - 1, series: current, end: 0 };
    fill();
    draw();
  }
  function clickAxis(pixel) {
    const number = clicks.axes.clicks.length;
    if (number === 4) return tell("All four labels are there: drag one, or go on with points.");
    change(() => clicks.axes.clicks.push({ axis: AXES[number], value: null, pixel }));
    chosen = { kind: "axis", number, series: 0, end: 0 };
    fill();
    el.querySelector(`#${id}-value-${number}`).focus({ preventScroll: true });
  }
  function clickBar(points, pixel) {
    if (!points.length) return tell("Click on the points first, then on the ends of their bars.");
    if (!half) {
      half = pixel;
      return draw();
    }
    const ends = [half, pixel];
    half = null;
    // A bar belongs to the point that it runs through, which is nearest to its middle.
    const middle = [(ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2];
    const far = (one) => Math.hypot(one.pixel[0] - middle[0], one.pixel[1] - middle[1]);
    const own = points.reduce((best, one) => (far(one) < far(best) ? one : best));
    const length = Math.hypot(ends[0][0] - ends[1][0], ends[0][1] - ends[1][1]);
    if (far(own) > length) return tell("This bar runs through none of the points of the series.");
    change(() => (own.bar = ends));
  }
  function show(bytes) {
    if (address) URL.revokeObjectURL(address);
    address = URL.createObjectURL(new Blob([bytes]));
    image.src = address;
  }
  function take(file) {
    if (!file) return;
    if (file.size > LARGEST)
      return tell(`${file.name} has ${(file.size / 1e6).toFixed(0)} MB: cut out the figure first.`);
    const page = typed(form.page.value);
    if (!Number.isInteger(page)) return tell(`"${form.page.value}" is no page: give a whole number.`);
    last = file;
    form.file.value = ""; // so that the same file can be chosen once more
    file.arrayBuffer().then((bytes) =>
      model.send({ kind: "picture", name: file.name, page }, undefined, [bytes]),
    );
  }
  function tell(text, state = "refused") {
    words.textContent = text;
    words.dataset.state = state;
  }

  // --- the form -------------------------------------------------------------------------------

  const field = (about = {}) => make("input", { type: "text", autocomplete: "off", ...about });
  const menu = (names) => make("select", {}, ...names.map((one) => new Option(one, one)));
  const tick = () => make("input", { type: "checkbox" });
  const offered = () => model.get("offered");
  const form = {
    file: make("input", { type: "file", accept: "image/png,image/jpeg,application/pdf" }),
    page: field({ inputmode: "numeric", size: 3, value: "1" }),
    zoom: menu(["fit", "100 %", "200 %", "400 %"]),
    x_log: tick(),
    y_log: tick(),
    series: make("select"),
    name: field(),
    material: menu(offered().materials),
    quantity: menu(Object.keys(offered().quantities)),
    unit: make("select"),
    doi: field({ placeholder: "10.1073/pnas.1711744114" }),
    figure: field({ placeholder: "Fig. 2C" }),
    pixel_error: field({ inputmode: "decimal", size: 5 }),
    stem: field({ placeholder: "my_wire", size: 14 }),
    replace: tick(),
    open: make("select"),
  };
  const values = LABELS.map((_, i) => field({ id: `${id}-value-${i}`, inputmode: "decimal", size: 8 }));
  const further = make("div");
  const rows = make("tbody");
  const heads = make("tr");
  const modes = { axes: "labels of the axes", points: "points", bars: "ends of error bars",
    further: "further labels, to test the axes" };

  function bind(control, event, set) {
    control.addEventListener(event, () => {
      change(() => set(control.type === "checkbox" ? control.checked : control.value));
      fill();
    });
  }
  function number(control, set) {
    control.addEventListener("change", () => {
      const value = typed(control.value);
      const wrong = value === null && control.value.trim() !== "";
      control.setAttribute("aria-invalid", String(wrong));
      change(() => set(value));
      if (wrong) tell(`"${control.value}" is no number here: write 1000 or 0.65.`);
    });
  }
  values.forEach((one, i) => {
    number(one, (value) => {
      if (clicks.axes.clicks[i]) clicks.axes.clicks[i].value = value;
      if (clicks.axes.clicks.length === 4 && mode() === "axes" && i === 3) turn("points");
    });
    one.addEventListener("keydown", (event) => {
      if (event.key === "Enter") overlay.focus({ preventScroll: true });
    });
  });
  number(form.pixel_error, (value) => (clicks.pixel_error = value));
  bind(form.x_log, "change", (value) => (clicks.axes.x_log = value));
  bind(form.y_log, "change", (value) => (clicks.axes.y_log = value));
  bind(form.doi, "change", (value) => (clicks.source.doi = value.trim()));
  bind(form.figure, "change", (value) => (clicks.source.figure = value.trim()));
  for (const name of ["name", "material", "unit"])
    bind(form[name], "change", (value) => (clicks.series[current][name] = value.trim()));
  bind(form.quantity, "change", (value) =>
    Object.assign(clicks.series[current], { quantity: value, unit: offered().quantities[value][0] }),
  );
  form.series.addEventListener("change", () => {
    current = Number(form.series.value);
    [chosen, half] = [null, null];
    hear();
    draw();
  });
  form.zoom.addEventListener("change", size);
  form.file.addEventListener("change", () => take(form.file.files[0]));
  form.page.addEventListener("change", () => take(last));

  function another() {
    change(() => {
      const last = clicks.series[current];
      clicks.series.push({ ...last, name: `series ${clicks.series.length + 1}`, points: [] });
    });
    current = clicks.series.length - 1;
    turn("points");
    fill();
    draw();
  }
  function drop() {
    if (!chosen) return tell("Choose a mark first: click on it, or press n.");
    held = null;
    const after = chosen.kind === "axis" ? clicks.axes.clicks.length - 1 - chosen.number : 0;
    change(() => remove(clicks, chosen));
    chosen = null;
    if (after) tell("The labels after it are gone with it; Undo brings them back.");
    fill();
    draw();
  }
  function save() {
    model.send({ kind: "save", name: form.stem.value.trim(), replace: form.replace.checked });
    form.replace.checked = false; // asked for anew each time
  }
  function open() {
    if (!form.open.value || !sure("open")) return;
    form.stem.value = form.open.value;
    model.send({ kind: "open", name: form.open.value });
  }
  function anew() {
    if (sure("anew")) model.send({ kind: "anew" });
  }
  // What lets clicks go is asked for twice in a row.
  function sure(kind) {
    const known = asked === kind || !marks(clicks).length;
    asked = known ? "" : kind;
    if (!known) tell("This lets go what was clicked: press once more if that is meant.");
    return known;
  }

  // Everything that the form shows of the clicks.
  function fill() {
    const one = clicks.series[current];
    const write = (control, text) => {
      if (control !== document.activeElement) control.value = text ?? "";
    };
    values.forEach((control, i) => {
      control.disabled = i >= clicks.axes.clicks.length;
      write(control, clicks.axes.clicks[i]?.value);
    });
    form.x_log.checked = clicks.axes.x_log;
    form.y_log.checked = clicks.axes.y_log;
    const names = clicks.series.map((each, s) => new Option(each.name, s));
    form.series.replaceChildren(...names);
    form.series.value = current;
    form.unit.replaceChildren(...menu(offered().quantities[one.quantity] ?? [one.unit]).children);
    for (const name of ["name", "material", "quantity", "unit"]) write(form[name], one[name]);
    write(form.doi, clicks.source.doi);
    write(form.figure, clicks.source.figure);
    write(form.pixel_error, clicks.pixel_error);
    further.replaceChildren(...clicks.further_clicks.map(extra));
    form.open.replaceChildren(new Option("", ""), ...menu(offered().figures).children);
  }
  function extra(one, i) {
    const pair = ["x", "y"].map((axis) => {
      const control = field({ size: 6, value: one[axis] ?? "", inputmode: "decimal" });
      number(control, (value) => (clicks.further_clicks[i][axis] = value));
      return labelled(`${axis} at further label ${i + 1}`, control);
    });
    return make("div", {}, ...pair);
  }

  // --- the picture ----------------------------------------------------------------------------

  function extent() {
    const known = model.get("answer").image;
    return [image.naturalWidth || known?.width || 0, image.naturalHeight || known?.height || 0];
  }
  function size() {
    const [width, height] = extent();
    const share = parseInt(form.zoom.value, 10) / 100;
    paper.style.width = Number.isNaN(share) ? "100%" : `${width * share}px`;
    paper.style.maxWidth = Number.isNaN(share) ? `${2 * width}px` : "none";
    paper.style.aspectRatio = width ? `${width} / ${height}` : "";
    overlay.setAttribute("viewBox", `0 0 ${width || 1} ${height || 1}`);
    draw();
  }
  function perScreen() {
    const { width } = overlay.getBoundingClientRect();
    return width ? extent()[0] / width : 1;
  }
  function pixelAt(event) {
    const box = overlay.getBoundingClientRect();
    const share = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    return kept(share.map((one, a) => one * extent()[a]));
  }
  // Inside the picture, to a hundredth of a pixel: more digits would only look precise.
  function kept(pixel) {
    return pixel.map((one, a) => Math.round(100 * Math.min(Math.max(one, 0), extent()[a])) / 100);
  }
  function same(one, other) {
    return ["kind", "number", "series", "end"].every((key) => one?.[key] === other?.[key]);
  }
  function named({ kind, number, series, end }) {
    if (kind === "axis") return LABELS[number];
    if (kind === "further") return `further label ${number + 1}`;
    const point = `point ${number + 1} of ${clicks.series[series].name}`;
    return kind === "end" ? `${["first", "second"][end]} end of the bar of ${point}` : point;
  }
  function draw() {
    const unit = perScreen();
    const shown = marks(clicks).map((mark) => {
      const [x, y] = mark.pixel;
      const own = mark.kind === "axis" || mark.kind === "further" || mark.series === current;
      const held = own && mark.kind === HELD[mode()] ? " held" : "";
      const state = `${mark.kind}${own ? "" : " other"}${same(mark, chosen) ? " chosen" : ""}${held}`;
      const dot = make("circle", { cx: x, cy: y, r: 7 * unit, class: "hold" });
      const hair = make("path", { d: shape(mark.kind, x, y, unit), "stroke-width": 1.6 * unit });
      const made = make("g", { class: state, role: "img", "aria-label": named(mark) }, dot, hair);
      made.mark = mark;
      return made;
    });
    const [x, y] = half ?? cross.at;
    const arm = 9 * unit;
    const path = { d: `M${x - arm} ${y}h${2 * arm}M${x} ${y - arm}v${2 * arm}`, class: "cross" };
    shown.push(make("path", { ...path, "stroke-width": unit }));
    overlay.replaceChildren(...shown);
  }
  // A cross for points, a slanting one for labels, a stroke for the ends of bars.
  function shape(kind, x, y, unit) {
    const arm = 6 * unit;
    if (kind === "point") return `M${x - arm} ${y}h${2 * arm}M${x} ${y - arm}v${2 * arm}`;
    if (kind === "end") return `M${x - arm} ${y}h${2 * arm}`;
    const slant = 0.7 * arm;
    const edge = 2 * slant;
    return `M${x - slant} ${y - slant}l${edge} ${edge}m0 ${-edge}l${-edge} ${edge}`;
  }
  function look(at) {
    const context = loupe.getContext("2d");
    const [part, middle] = [LOUPE.size / LOUPE.zoom, LOUPE.size / 2];
    context.imageSmoothingEnabled = false;
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, LOUPE.size, LOUPE.size);
    if (!image.naturalWidth) return;
    context.drawImage(image, at[0] - part / 2, at[1] - part / 2, part, part, 0, 0, LOUPE.size, LOUPE.size);
    context.fillStyle = "#d55e00";
    context.fillRect(middle, 0, 1, LOUPE.size);
    context.fillRect(0, middle, LOUPE.size, 1);
  }

  overlay.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    overlay.setPointerCapture(event.pointerId);
    const mark = event.target.closest("g")?.mark ?? null;
    held = { mark, from: pixelAt(event), before: structuredClone(clicks), moved: false };
    if (mark) chosen = mark;
    overlay.focus({ preventScroll: true });
    draw();
  });
  overlay.addEventListener("pointermove", (event) => {
    const at = pixelAt(event);
    look(at);
    if (!held) return;
    const way = Math.hypot(at[0] - held.from[0], at[1] - held.from[1]) / perScreen();
    held.moved ||= way > 3;
    if (!held.moved || !held.mark) return;
    const by = held.mark.pixel.map((one, a) => one + at[a] - held.from[a]);
    place(clicks, held.mark, kept(by));
    draw();
  });
  overlay.addEventListener("pointerup", (event) => {
    if (!held) return;
    const { mark, before, moved } = held;
    held = null;
    const box = overlay.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right;
    if (!mark && !(inside && event.clientY >= box.top && event.clientY <= box.bottom)) return draw();
    if (mark && moved) {
      past.push(before);
      send();
    } else if (!mark) click(pixelAt(event));
    else if (mark.kind === "axis" && mark.number < 2 && [2, 3].includes(clicks.axes.clicks.length))
      click(mark.pixel);
  });
  overlay.addEventListener("pointercancel", () => {
    if (held) clicks = held.before;
    held = null;
    draw();
  });
  // With the keyboard the cross goes on from where it clicked, and no mark stays chosen.
  function press() {
    click(kept(cross.at));
    chosen = null;
  }
  function next(by) {
    const all = marks(clicks).filter(({ kind }) => kind === HELD[mode()]);
    if (!all.length) return;
    const at = all.findIndex((one) => same(one, chosen));
    chosen = all[(at + by + all.length + (at < 0 && by < 0)) % all.length];
    look(chosen.pixel);
    tell(`Chosen: ${named(chosen)}. Arrows move it, Delete removes it, Escape lets it go.`, "step");
  }
  overlay.addEventListener("keydown", (event) => {
    const undoes = event.key === "z" && (event.ctrlKey || event.metaKey);
    if ((event.ctrlKey || event.metaKey) && !undoes) return;
    const step = STEPS[event.key];
    const acts = { Enter: press, Delete: drop, Backspace: drop, n: () => next(1), p: () => next(-1),
      Escape: () => ([chosen, half] = [null, null]) };
    const act = event.shiftKey || event.repeat ? undefined : acts[event.key];
    if (!step && !act && !undoes) return;
    event.preventDefault();
    event.stopPropagation();
    if (undoes) undo();
    else if (act) act();
    else {
      const by = (event.shiftKey ? 10 : 1) * (event.altKey ? 0.1 : 1) * perScreen();
      const from = chosen ? marks(clicks).find((one) => same(one, chosen)).pixel : cross.at;
      const to = kept(from.map((one, a) => one + by * step[a]));
      look(to);
      if (chosen) change(() => place(clicks, chosen, to));
      else cross.at = to;
    }
    draw();
  });
  for (const name of ["dragover", "drop"])
    el.addEventListener(name, (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (name === "drop") take(event.dataTransfer.files[0]);
    });
  image.addEventListener("load", () => {
    size();
    cross.at = extent().map((one) => one / 2);
    const error = Math.max(1, Math.ceil(10 * perScreen()) / 10);
    if (!marks(clicks).length && error !== clicks.pixel_error) {
      clicks.pixel_error = error;
      send();
    }
    fill();
  });

  // --- what the kernel says -------------------------------------------------------------------

  function hear() {
    const { words: said, state, readings } = model.get("answer");
    tell(said, state);
    const names = ["T (K)", clicks.series[current].unit, "error"];
    heads.replaceChildren(...names.map((one) => make("th", { scope: "col" }, one)));
    const own = readings?.[current] ?? [];
    const cells = (one) => one.map((text) => make("td", {}, text));
    rows.replaceChildren(...own.map((one) => make("tr", {}, ...cells(one))));
    fill();
    if (!image.naturalWidth) size();
  }
  model.on("change:answer", hear);
  model.on("change:offered", fill);
  model.on("change:clicks", () => {
    const given = model.get("clicks");
    if (JSON.stringify(given) === JSON.stringify(clicks)) return;
    past = []; // of another figure, and not to be brought back onto this one
    clicks = structuredClone(given);
    [chosen, half, current] = [null, null, 0];
    fill();
    draw();
  });
  model.on("change:picture", picture);
  function picture() {
    const bytes = model.get("picture");
    if (bytes?.byteLength) show(bytes);
    else image.removeAttribute("src");
    paper.classList.toggle("empty", !bytes?.byteLength);
  }

  const choices = Object.entries(modes).map(([value, text]) => {
    const radio = make("input", { type: "radio", name: `${id}-mode`, value });
    radio.checked = value === "axes";
    radio.addEventListener("change", () => turn(value));
    return make("label", { class: "mode" }, radio, text);
  });
  const table = make("table", {}, make("caption", {}, "What the clicks of this series read"));
  table.append(make("thead", {}, heads), rows);
  el.classList.add("ultralow-digitiser");
  el.dataset.lmSuppressShortcuts = "true"; // JupyterLab would cut the cell at an x
  el.replaceChildren(
    words,
    make("div", { class: "both" },
      make("div", { class: "main" }, make("div", { class: "sheet" }, paper),
        make("div", { class: "readings", role: "group", "aria-label": "readings", tabindex: "0" }, table)),
      make("div", { class: "side" }, loupe, make("div", { class: "form" },
        group("Picture", labelled("PNG, JPEG or PDF", form.file), labelled("Page of a PDF", form.page),
          labelled("Size", form.zoom)),
        group("A click marks", ...choices, button("Undo", undo), button("Remove the mark", drop)),
        group("Axes", ...LABELS.map((one, i) => labelled(`Value at the ${one}${i < 2 ? " (K)" : ""}`, values[i])),
          labelled("x is logarithmic", form.x_log), labelled("y is logarithmic", form.y_log), further,
          labelled("Error of a click (pixels)", form.pixel_error)),
        group("Series", labelled("Series", form.series), button("Another series", another),
          labelled("Name", form.name), labelled("Material", form.material),
          labelled("Quantity", form.quantity), labelled("Unit of y", form.unit)),
        group("Source and file", labelled("DOI", form.doi), labelled("Figure", form.figure),
          labelled("Name of the file", form.stem), labelled("Write over", form.replace),
          button("Save", save), labelled("Digitised before", form.open), button("Open", open),
          button("Start anew", anew)),
      )),
    ),
  );
  new ResizeObserver(draw).observe(overlay);
  fill();
  picture();
  hear();
  return () => address && URL.revokeObjectURL(address);
}

export default { render };
