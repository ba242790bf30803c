/* The kernel as a widget's front end knows it: whether it is there, and questions that it answers. */
(function (Ultralow) {
  "use strict";

  const SOON = 2_000; // ms until it is looked for
  const LATER = 10_000; // and looked for again
  const ENDED =
    "What computes this has ended: load the page anew, or run the notebook again. " +
    "Controls go on without it.";
  const SILENT = "The kernel has not answered yet: it is busy, or has ended.";

  /* A server that ends an idle kernel tells nobody; this asks it. */
  async function isGone(manager) {
    const kernel = manager?.kernel;
    if (!kernel?.serverSettings) return false;
    const { baseUrl, token } = kernel.serverSettings;
    const headers = token ? { Authorization: `token ${token}` } : {};
    try {
      return (await fetch(`${baseUrl}api/kernels/${kernel.id}`, { headers })).status === 404;
    } catch {
      return true;
    }
  }

  /* Questions of one view to the kernel behind a model. ask(question, wait) promises an answer, and
   * its bytes; it fails with the kernel's words, or where no kernel is left to answer. wait(words)
   * hears that it takes long. */
  function open(model) {
    const view = Math.random().toString(36).slice(2);
    const asked = new Map();
    let count = 0;
    // A widget has a layout, which is a model that lost its kernel with it.
    const isCut = () => model.get("layout")?.comm_live === false;

    function take(id) {
      const one = asked.get(id);
      asked.delete(id);
      if (one) clearTimeout(one.timer);
      return one;
    }

    function hear({ id, words, ...answer }, buffers) {
      const one = take(id);
      if (!one) return; // another view's, or one that was given up
      if (words) one.fail(new Error(words));
      else one.come({ ...answer, buffers });
    }

    async function look(id, wait) {
      const one = asked.get(id);
      const isLost = isCut() || (await isGone(model.widget_manager));
      if (!asked.has(id)) return;
      if (isLost) return take(id).fail(new Error(ENDED));
      one.timer = setTimeout(look, LATER, id, wait);
      wait(SILENT);
    }

    function ask(question, wait = () => {}) {
      const id = `${view}-${++count}`;
      return new Promise((come, fail) => {
        if (isCut()) return fail(new Error(ENDED));
        asked.set(id, { come, fail, timer: setTimeout(look, SOON, id, wait) });
        model.send({ id, ...question });
      });
    }

    function close() {
      model.off("msg:custom", hear);
      for (const id of [...asked.keys()]) take(id);
    }

    model.on("msg:custom", hear);
    return { ask, close };
  }

  Ultralow.kernel = { ENDED, isGone, open };
})((window.Ultralow = window.Ultralow || {}));
