// The picture of a panel. While it does not show what the controls say it is grey, and words say so.

const REFERENCE = "IPY_MODEL_";
const REST = 60_000; // ms without an answer, after which the kernel may be gone unheard
const MOVES = "change:value comm_live_update";
const ENDED = "What computes this picture has ended: load the page anew, or run the notebook again.";

function paint(canvas, picture) {
  const { width, height } = picture;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  canvas.getContext("2d").drawImage(picture, 0, 0);
  canvas.hidden = false;
  picture.close();
}

// The pointer over the picture: what is drawn there in words, a click copies it, a drag looks closer.
function point(model, canvas, isShown) {
  const frame = document.createElement("div");
  frame.className = "ultralow-frame";
  const marks = ["across", "down", "chosen", "reading"].map((name) => {
    const made = document.createElement("div");
    made.className = `ultralow-${name}`;
    made.hidden = true;
    return made;
  });
  const [across, down, chosen, reading] = marks;
  reading.setAttribute("role", "status");
  canvas.tabIndex = 0;
  canvas.title = "";
  canvas.replaceWith(frame);
  frame.append(canvas, ...marks);

  let here = [0.5, 0.5];
  let within = false; // the pointer, or the keyboard's
  let asked = false;
  let next; // where the pointer went while the kernel was asked
  let began; // of a drag
  let text = "";
  let copied = "";

  function hide() {
    marks.forEach((one) => (one.hidden = true));
    next = undefined;
    text = copied = "";
  }
  function ask(at) {
    here = at;
    within = true;
    if (!isShown()) return hide();
    if (asked) return (next = at);
    asked = true;
    model.send({ kind: "point", at });
  }
  function show(found) {
    asked = false;
    if (next) {
      const at = next;
      next = undefined;
      ask(at);
    }
    if (!found || !within || !isShown()) return hide();
    const [x, y] = found.at;
    text = found.text;
    across.style.top = `${100 * y}%`;
    down.style.left = `${100 * x}%`;
    if (copied !== text) copied = "";
    reading.textContent = copied ? `copied: ${copied}` : found.words;
    reading.style.left = x < 0.55 ? `calc(${100 * x}% + 8px)` : "";
    reading.style.right = x < 0.55 ? "" : `calc(${100 * (1 - x)}% + 8px)`;
    reading.style.top = `${100 * Math.min(y, 0.8)}%`;
    [across, down, reading].forEach((one) => (one.hidden = false));
  }
  async function copy() {
    if (!text) return;
    const said = text;
    try {
      await navigator.clipboard.writeText(said);
      copied = said;
      reading.textContent = `copied: ${said}`;
    } catch {
      reading.textContent = said; // a page without the right to the clipboard shows it alone
    }
  }
  function place(event) {
    const box = canvas.getBoundingClientRect();
    const share = (value) => Math.min(Math.max(value, 0), 1);
    const x = share((event.clientX - box.left) / box.width);
    return [x, share((event.clientY - box.top) / box.height)];
  }
  function stretch(at) {
    const [left, right] = [began[0], at[0]].sort((a, b) => a - b);
    const [top, bottom] = [began[1], at[1]].sort((a, b) => a - b);
    const percent = (value) => `${100 * value}%`;
    Object.assign(chosen.style, { left: percent(left), top: percent(top) });
    Object.assign(chosen.style, { width: percent(right - left), height: percent(bottom - top) });
    chosen.hidden = !isDrag(at);
  }
  const isDrag = (at) => Math.abs(at[0] - began[0]) > 0.02 && Math.abs(at[1] - began[1]) > 0.02;
  const whole = () => model.send({ kind: "whole" });

  canvas.addEventListener("pointermove", (event) => {
    if (began) stretch(place(event));
    else ask(place(event));
  });
  canvas.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") return ask(place(event));
    began = place(event);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointerup", (event) => {
    if (!began) return;
    const at = place(event);
    if (isDrag(at)) {
      model.send({ kind: "zoom", corner: began, opposite: at });
      hide();
    } else copy();
    began = undefined;
    chosen.hidden = true;
  });
  function leave() {
    if (began) return;
    within = false;
    hide();
  }
  canvas.addEventListener("pointerleave", leave);
  canvas.addEventListener("dblclick", whole);
  canvas.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 0.1 : 0.01;
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = ways[event.key];
    if (way) ask(here.map((value, i) => Math.min(Math.max(value + step * way[i], 0), 1)));
    else if (event.key === "Enter") copy();
    else if (event.key === "Escape") whole();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  canvas.addEventListener("blur", leave);
  return { show, hide, again: () => within && ask(here) };
}

async function initialize({ model }) {
  let kept;
  model.on("msg:custom", ({ kind, name, type }, buffers) => {
    if (kind !== "download") return;
    if (kept) URL.revokeObjectURL(kept);
    kept = URL.createObjectURL(new Blob([buffers[0]], { type }));
    const link = document.createElement("a");
    Object.assign(link, { href: kept, download: name });
    document.body.append(link);
    link.click();
    link.remove();
  });
}

async function render({ model, el }) {
  const named = model.get("controls").map((id) => id.slice(REFERENCE.length));
  const controls = await Promise.all(named.map((id) => model.widget_manager.get_model(id)));
  const words = document.createElement("div");
  words.className = "ultralow-words";
  words.setAttribute("role", "status");
  // An image that is replaced is white until the browser paints it, which may take its time.
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  const keys = "arrow keys read it, Enter copies, Escape shows all of it";
  const about = "What the controls of this panel say, drawn";
  const say = () => {
    const said = model.get("answer").says || about;
    canvas.setAttribute("aria-label", model.get("readable") ? `${said}; ${keys}` : said);
  };
  canvas.hidden = true;
  el.classList.add("ultralow-picture");
  el.replaceChildren(words, canvas);

  const shown = () => el.dataset.state === "shown";
  const pointer = model.get("readable") ? point(model, canvas, shown) : undefined;

  let seen; // the bytes of the picture that stands, and the answer that it belongs to
  let drawn = 0;
  let wanted = 0;
  let showing = false;
  let heard = Date.now();
  let gone = false;

  function now() {
    const { number, places, words: said } = model.get("answer");
    if (gone || controls.some((one) => one.comm_live === false)) return ["ended", ENDED];
    const answered = drawn === number && controls.every((one, i) => one.get("value") === places[i]);
    return answered ? [said ? "refused" : "shown", said] : ["computing", "computing …"];
  }
  function tell() {
    const [state, said] = now();
    const before = el.dataset.state;
    el.dataset.state = state;
    el.setAttribute("aria-busy", String(state === "computing"));
    if (state === "shown") say();
    if (state !== "shown") pointer?.hide();
    else if (before !== state) pointer?.again();
    words.textContent = said;
  }
  async function move() {
    tell();
    if (Date.now() - heard < REST || el.dataset.state !== "computing") return;
    heard = Date.now();
    gone = await Ultralow.kernel.isGone(model.widget_manager);
    tell();
  }

  // A picture takes the place of another when it is ready to be seen, and the newest follows.
  async function show() {
    if (showing) return;
    showing = true;
    while (drawn !== wanted) {
      const number = wanted;
      const bytes = model.get("value");
      if (bytes !== seen && bytes.byteLength) {
        try {
          paint(canvas, await createImageBitmap(new Blob([bytes], { type: "image/png" })));
        } catch {
          if (number !== wanted) continue;
          el.dataset.state = "refused";
          words.textContent = "This browser could not show the new picture: move a control again.";
          break;
        }
        seen = bytes;
      }
      drawn = number;
      tell();
    }
    showing = false;
  }

  function hear() {
    wanted = model.get("answer").number;
    heard = Date.now();
    tell();
    show();
  }

  const hearPointer = ({ kind, found }) => kind === "reading" && pointer?.show(found);
  model.on("msg:custom", hearPointer);
  controls.forEach((one) => one.on(MOVES, move));
  model.on("change:answer", hear);
  hear();
  return () => {
    controls.forEach((one) => one.off(MOVES, move));
    model.off("msg:custom", hearPointer);
  };
}

export default { initialize, render };
