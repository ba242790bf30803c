// The picture of a panel. While it does not show what the controls say it is grey, and words say so.

const REFERENCE = "IPY_MODEL_";
const REST = 60_000; // ms without an answer, after which the kernel may be gone unheard
const FRAMES = 1000; // in which a control that stands below the picture is there, too
const MOVES = "change:value comm_live_update";
const ENDED = "What computes this picture has ended: load the page anew, or run the notebook again.";

// A slider puts a number that lies between two of its steps onto the nearer one, and tells nobody.
function stands(control, place) {
  const here = control.get("value");
  const near = 0.501 * (control.get("step") ?? 0);
  return here === place || Math.abs(here - place) <= near;
}

// A server that ends an idle kernel tells nobody; this asks it.
async function isGone({ kernel }) {
  if (!kernel?.serverSettings) return false;
  const { baseUrl, token } = kernel.serverSettings;
  const headers = token ? { Authorization: `token ${token}` } : {};
  try {
    return (await fetch(`${baseUrl}api/kernels/${kernel.id}`, { headers })).status === 404;
  } catch {
    return true;
  }
}

// The knob of a slider has no name of its own: that of its control, for those who do not see it.
async function name(control) {
  for (let frame = 0; frame < FRAMES && !Object.keys(control.views ?? {}).length; frame++) {
    await new Promise(requestAnimationFrame);
  }
  for (const view of Object.values(control.views ?? {})) {
    for (const knob of (await view).el.querySelectorAll("[role=slider]")) {
      knob.setAttribute("aria-label", control.get("description"));
    }
  }
}

function paint(canvas, picture) {
  const { width, height } = picture;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  canvas.getContext("2d").drawImage(picture, 0, 0);
  canvas.hidden = false;
  picture.close();
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
  canvas.setAttribute("aria-label", "What the controls of this panel say, drawn");
  canvas.hidden = true;
  el.classList.add("ultralow-picture");
  el.replaceChildren(words, canvas);

  let seen; // the bytes of the picture that stands, and the answer that it belongs to
  let drawn = 0;
  let wanted = 0;
  let showing = false;
  let heard = Date.now();
  let gone = false;

  function now() {
    const { number, places, words: said } = model.get("answer");
    if (gone || controls.some((one) => one.comm_live === false)) return ["ended", ENDED];
    const answered = drawn === number && controls.every((one, i) => stands(one, places[i]));
    return answered ? [said ? "refused" : "shown", said] : ["computing", "computing …"];
  }
  function tell() {
    const [state, said] = now();
    el.dataset.state = state;
    el.setAttribute("aria-busy", String(state === "computing"));
    words.textContent = said;
  }
  async function move() {
    tell();
    if (Date.now() - heard < REST || el.dataset.state !== "computing") return;
    heard = Date.now();
    gone = await isGone(model.widget_manager);
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

  controls.forEach((one) => one.on(MOVES, move));
  controls.forEach(name);
  model.on("change:answer", hear);
  hear();
  return () => controls.forEach((one) => one.off(MOVES, move));
}

export default { initialize, render };
