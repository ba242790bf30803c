/* A stored curve between its points: straight lines in the logarithm of x, flat beyond the ends. */
(function (Ultralow) {
  "use strict";

  function interpolate(table, x) {
    const last = table.x.length - 1;
    if (x <= table.x[0]) return table.y[0];
    if (x >= table.x[last]) return table.y[last];
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (table.x[middle] <= x) low = middle;
      else high = middle;
    }
    const share = Math.log(x / table.x[low]) / Math.log(table.x[high] / table.x[low]);
    return table.y[low] + share * (table.y[high] - table.y[low]);
  }

  /* The x at which a rising curve first reaches a level; NaN where it never does. */
  function reaches(table, level) {
    const above = table.y.findIndex((value) => value >= level);
    if (above < 0) return NaN;
    if (above === 0) return table.x[0];
    const share = (level - table.y[above - 1]) / (table.y[above] - table.y[above - 1]);
    return table.x[above - 1] * (table.x[above] / table.x[above - 1]) ** share;
  }

  Ultralow.table = { interpolate, reaches };
})((window.Ultralow = window.Ultralow || {}));
