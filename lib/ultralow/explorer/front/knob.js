/* One slider of the explorer: where it stands for a number, what a place on it stands for, and the
 * number as it is read and typed. A control is one of `controls` of ultralow.explorer.facts.
 */
(function (Ultralow) {
  "use strict";

  /* A number to some significant digits, without an exponent where that fits. */
  function short(value, digits) {
    return String(Number(value.toPrecision(digits)));
  }

  function place({ log, size, low }, value) {
    if (!log) return value / size;
    return value > 0 ? Math.log10(value / size) : low;
  }

  /* The number at a place, to the digits that are shown; no defects at the left end. */
  function number({ log, size, low, step, resets }, at) {
    if (log && !resets && at < low + step / 2) return 0;
    return scaled(log ? Number((10 ** at).toPrecision(3)) : at, size);
  }

  function scaled(shown, size) {
    return Number((shown * size).toPrecision(12));
  }

  /* What stands in the field of a number. */
  function text({ size }, value) {
    return short(value / size, 4);
  }

  function words(control, value) {
    return `${text(control, value)}${control.unit ? ` ${control.unit}` : ""}`;
  }

  /* The number of a field; NaN where it holds none, 0 where an empty one stands for the stored. */
  function typed({ size, resets }, written) {
    if (written.trim() === "") return resets ? 0 : NaN;
    return scaled(Number(written), size);
  }

  /* Why a number is not taken; empty where it is. */
  function refusal(control, value) {
    const { least, most, size } = control;
    if (value >= least && value <= most) return "";
    const [low, high] = [least, most].map((one) => short(one / size, 4));
    const unit = control.unit && ` ${control.unit}`;
    return `${control.words} is a number from ${low} to ${high}${unit}`;
  }

  Ultralow.knob = { number, place, refusal, short, text, typed, words };
})((window.Ultralow = window.Ultralow || {}));
