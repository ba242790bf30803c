/* Numerical tools of the panels: Gauss-Legendre nodes, and a root by bisection. */
(function (Ultralow) {
  "use strict";

  /* Nodes and weights on (0, 1), by Newton's method on the Legendre polynomial. */
  function gaussLegendre(count) {
    const nodes = new Float64Array(count);
    const weights = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
      let slope = 0;
      for (let turn = 0; turn < 100; turn++) {
        let before = 1;
        let here = x;
        for (let k = 2; k <= count; k++) {
          [before, here] = [here, ((2 * k - 1) * x * here - (k - 1) * before) / k];
        }
        slope = (count * (x * here - before)) / (x * x - 1);
        const step = here / slope;
        x -= step;
        if (Math.abs(step) < 1e-16) break;
      }
      nodes[i] = 0.5 * (1 - x);
      weights[i] = 1 / ((1 - x * x) * slope * slope);
    }
    return { nodes, weights };
  }

  /* Where a function that falls from plus to minus crosses zero, to the last bit. */
  function fallingRoot(f, low, high) {
    for (;;) {
      const middle = 0.5 * (low + high);
      if (middle <= low || middle >= high) return middle;
      if (f(middle) > 0) low = middle;
      else high = middle;
    }
  }

  Ultralow.quadrature = { gaussLegendre, fallingRoot };
})((window.Ultralow = window.Ultralow || {}));
