/* Decimal numbers with all their digits, as Python's decimal has them: 26.85 + 273.15 is 300.00. */
(function (Ultralow) {
  "use strict";

  const PRECISION = 28; // digits of a sum

  /* {coefficient, exponent} of a text such as -1.50e3. */
  function parse(text) {
    const [mantissa, power] = text.toLowerCase().split("e");
    const [whole, decimals = ""] = mantissa.replace(/^[+-]/, "").split(".");
    const size = BigInt(whole + decimals || "0");
    const coefficient = mantissa.startsWith("-") ? -size : size;
    return { coefficient, exponent: Number(power || 0) - decimals.length };
  }

  /* Both as multiples of the smaller unit, added, and rounded to PRECISION; halves to even. */
  function sum(one, other) {
    const exponent = Math.min(one.exponent, other.exponent);
    const scaled = ({ coefficient, exponent: own }) => coefficient * 10n ** BigInt(own - exponent);
    const exact = scaled(one) + scaled(other);
    const size = exact < 0n ? -exact : exact;
    const excess = String(size).length - PRECISION;
    if (excess <= 0) return { coefficient: exact, exponent };
    const unit = 10n ** BigInt(excess);
    let rounded = size / unit;
    const twice = 2n * (size % unit);
    if (twice > unit || (twice === unit && rounded % 2n)) rounded += 1n;
    return { coefficient: exact < 0n ? -rounded : rounded, exponent: exponent + excess };
  }

  /* Times a power of ten. */
  const shifted = ({ coefficient, exponent }, by) => ({ coefficient, exponent: exponent + by });

  /* Without an exponent: all places before the point and after it. */
  function plain({ coefficient, exponent }) {
    const sign = coefficient < 0n ? "-" : "";
    const digits = String(coefficient < 0n ? -coefficient : coefficient);
    if (exponent >= 0) return sign + (coefficient ? digits + "0".repeat(exponent) : "0");
    const padded = digits.padStart(1 - exponent, "0");
    return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
  }

  Ultralow.readers.decimals = { parse, plain, shifted, sum };
})((window.Ultralow = window.Ultralow || {}));
