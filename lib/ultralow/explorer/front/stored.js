/* Numbers that were packed into text; ultralow.explorer.phonon_tables packs them and says how. */
(function (Ultralow) {
  "use strict";

  const SIGNS =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
  const PLACE = new Uint8Array(128);
  Array.from(SIGNS, (sign, place) => (PLACE[sign.charCodeAt(0)] = place));

  /* Five signs of base 85 are four bytes, the highest first. */
  function bytes(text) {
    const groups = Math.ceil(text.length / 5);
    const whole = text.padEnd(5 * groups, "~");
    const found = new DataView(new ArrayBuffer(4 * groups));
    for (let group = 0; group < groups; group++) {
      let number = 0;
      for (let i = 5 * group; i < 5 * group + 5; i++) {
        number = number * 85 + PLACE[whole.charCodeAt(i)];
      }
      found.setUint32(4 * group, number);
    }
    return found.buffer.slice(0, 4 * groups - (whole.length - text.length));
  }

  function floats(text) {
    return Float64Array.from(new Float32Array(bytes(text)));
  }

  /* Logarithms of rows of numbers, one after the other; NaN for nothing. */
  function logarithms(packed) {
    if (typeof packed === "string") return floats(packed).map(Math.log);
    const codes = new Uint16Array(bytes(packed.codes));
    const width = codes.length / packed.low.length;
    return Float64Array.from(codes, (code, i) => {
      const row = Math.floor(i / width);
      return code ? packed.low[row] + (code - 1) * packed.step[row] : NaN;
    });
  }

  /* The numbers themselves, 0 for nothing. */
  function numbers(packed) {
    if (typeof packed === "string") return floats(packed).map((one) => one || 0);
    return logarithms(packed).map((one) => (Number.isNaN(one) ? 0 : Math.exp(one)));
  }

  /* Calls visit(place) for each bit that is set; the first one is the highest of its byte. */
  function bits(text, visit) {
    new Uint8Array(bytes(text)).forEach((byte, i) => {
      for (let k = 0; k < 8; k++) if (byte & (128 >> k)) visit(8 * i + k);
    });
  }

  Ultralow.stored = { bits, logarithms, numbers };
})((window.Ultralow = window.Ultralow || {}));
