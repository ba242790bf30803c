/* What is wrong with a reader's file, why, and how to mend it: the twin of ultralow.errors. */
(function (Ultralow) {
  "use strict";

  class Refusal extends Error {
    constructor(what, why = "", mend = "") {
      super(what);
      Object.assign(this, { what, why, mend });
    }

    /* The lines of the message, each of its own kind. */
    lines() {
      const mend = this.mend && `To mend it: ${this.mend}`;
      return [this.what, this.why, mend].filter(Boolean);
    }

    toString() {
      return this.lines().join("\n  ");
    }
  }

  Ultralow.readers = Object.assign(Ultralow.readers || {}, { Refusal });
})((window.Ultralow = window.Ultralow || {}));
