/* A stored curve that rises in steps: x where it steps, y how high it then is. */
(function (Ultralow) {
  "use strict";

  /* How high the curve is at x: as high as at the last step that is not beyond it. */
  function share(table, x) {
    let low = -1;
    let high = table.x.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (table.x[middle] <= x) low = middle;
      else high = middle;
    }
    return low < 0 ? 0 : table.y[low];
  }

  /* The x at which the curve first reaches a level; NaN where it never does. */
  function reaches(table, level) {
    const step = table.y.findIndex((value) => value >= level);
    return step < 0 ? NaN : table.x[step];
  }

  Ultralow.table = { share, reaches };
})((window.Ultralow = window.Ultralow || {}));
