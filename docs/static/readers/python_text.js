/* Texts and numbers as Python writes them, so that a message reads the same here and there. */
(function (Ultralow) {
  "use strict";

  const { blanks } = Ultralow.data.readers;
  const UNSEEN = /[\p{C}\p{Z}]/u; // what repr() writes as a number, but for the blank itself
  const SHORT = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const EXACT = 100; // decimals: a number that seems to lie in the middle of two up to there, does

  function strip(text) {
    let [from, to] = [0, text.length];
    while (from < to && blanks.includes(text[from])) from += 1;
    while (from < to && blanks.includes(text[to - 1])) to -= 1;
    return text.slice(from, to);
  }

  /* How many characters a text has; a JavaScript string counts some of them twice. */
  const length = (text) => text.length - (text.match(/[\udc00-\udfff]/g) || []).length;

  /* The first characters of a text. */
  const cut = (text, most) =>
    text.length <= most ? text : Array.from(text.slice(0, 2 * most)).slice(0, most).join("");

  const listed = (names) => names.map((name) => `'${name}'`).join(", ");

  /* repr() of a text. */
  function quoted(text) {
    const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
    return mark + Array.from(text, (one) => visible(one, mark)).join("") + mark;
  }

  function visible(one, mark) {
    if (one in SHORT) return SHORT[one];
    if (one === mark) return `\\${one}`;
    if (one === " " || !UNSEEN.test(one)) return one;
    const code = one.codePointAt(0).toString(16);
    if (code.length < 3) return `\\x${code.padStart(2, "0")}`;
    return code.length < 5 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`;
  }

  /* "{:g}": so many significant digits, a number in the middle of two goes to the even one. */
  function general(value, digits = 6) {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
    const [mantissa, power] = Math.abs(value).toExponential(EXACT).split("e");
    const exact = mantissa.replace(".", "");
    const rest = exact.slice(digits);
    const middle = `5${"0".repeat(rest.length - 1)}`;
    const even = "02468".includes(exact[digits - 1]);
    const up = rest > middle || (rest === middle && !even);
    let rounded = String(BigInt(exact.slice(0, digits)) + (up ? 1n : 0n)).padStart(digits, "0");
    let exponent = Number(power);
    if (rounded.length > digits) {
      rounded = rounded.slice(0, digits);
      exponent += 1;
    }
    const short = rounded.replace(/0+$/, "") || "0";
    return sign(value) + placed(short, exponent, digits);
  }

  /* repr() of a number: the fewest digits that mean it. */
  function shortest(value) {
    const [mantissa, power] = Math.abs(value).toExponential().split("e");
    const text = placed(mantissa.replace(".", ""), Number(power), 16);
    return sign(value) + (/[.e]/.test(text) ? text : `${text}.0`);
  }

  const sign = (value) => (value < 0 || Object.is(value, -0) ? "-" : "");

  /* Digits with their point, or with an exponent where the number is small or has many places. */
  function placed(digits, exponent, places) {
    if (exponent < -4 || exponent >= places) {
      const head = digits[0] + (digits.length > 1 ? `.${digits.slice(1)}` : "");
      const size = String(Math.abs(exponent)).padStart(2, "0");
      return `${head}e${exponent < 0 ? "-" : "+"}${size}`;
    }
    if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
    const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
    const rest = digits.slice(exponent + 1);
    return rest ? `${whole}.${rest}` : whole;
  }

  /* "{:.0f}" of what is not negative: a half goes to the even number. */
  function whole(value) {
    const low = Math.floor(value);
    return String(value - low === 0.5 ? low + (low % 2) : Math.round(value));
  }

  /* A function that replaces single characters as a table says. */
  function translator(table) {
    const codes = Object.keys(table).map((one) => `\\u{${one.codePointAt(0).toString(16)}}`);
    const wanted = new RegExp(`[${codes.join("")}]`, "gu");
    return (text) => text.replace(wanted, (one) => table[one]);
  }

  /* A regular expression that fits the whole of a text. */
  const wholeOf = (pattern) => new RegExp(`^(?:${pattern})$`, "u");

  const texts = { cut, length, listed, quoted, strip, translator, wholeOf };
  Ultralow.readers.text = { ...texts, general, shortest, whole };
})((window.Ultralow = window.Ultralow || {}));
