/* A stored curve that rises with x: between two of its points linear in the logarithm of x. */
(function (Ultralow) {
  "use strict";

  /* How high the curve is at x: nothing before its first point, the whole behind its last. */
  function share(table, x) {
    const after = table.x.findIndex((value) => value > x);
    if (after === 0) return 0;
    if (after < 0) return table.y[table.y.length - 1];
    const [low, high] = [table.x[after - 1], table.x[after]];
    const part = Math.log(x / low) / Math.log(high / low);
    return table.y[after - 1] + part * (table.y[after] - table.y[after - 1]);
  }

  /* The x at which the curve first reaches a level; NaN where it never does. */
  function reaches(table, level) {
    const after = table.y.findIndex((value) => value >= level);
    if (after <= 0) return after < 0 ? NaN : table.x[0];
    const [low, high] = [table.x[after - 1], table.x[after]];
    const part = (level - table.y[after - 1]) / (table.y[after] - table.y[after - 1]);
    return low * (high / low) ** part;
  }

  Ultralow.table = { share, reaches };
})((window.Ultralow = window.Ultralow || {}));
