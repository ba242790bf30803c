/* Units and quantities of readers' tables, what a crystal can have of each, and what is usual.
 *
 * The twin of ultralow.data.units; its tables are written by it.
 */
(function (Ultralow) {
  "use strict";

  const { Refusal, text: python } = Ultralow.readers;
  const { patterns, quantities, translations, units } = Ultralow.data.readers;
  const SPELLED = python.wholeOf(patterns.spelledUnit);
  const written = python.translator(translations.written);
  const LONGEST = 40; // characters of a unit
  // After a stroke or another factor these are products.
  const PRODUCTS = new Map([["mK", "m K"], ["cmK", "cm K"], ["Vs", "V s"]]);

  const isUnit = (text) => Object.hasOwn(units, text);
  const baseOf = (unit) => (isUnit(unit) ? units[unit][0] : "");

  /* Numbers in another unit of the same thing, rounded once: powers of ten up to 22 are exact. */
  function convert(value, unit, to) {
    const shift = units[unit][1] - units[to][1];
    return shift >= 0 ? value * Number(`1e${shift}`) : value / Number(`1e${-shift}`);
  }

  /* The unit that another spelling such as W/(m·K) means, or an empty text. */
  function meant(unit) {
    const text = python.strip(written(python.cut(unit, LONGEST)).replaceAll("percent", "%"));
    // Anything else, such as a power of ten before the unit, would change the number.
    if (python.length(unit) > LONGEST || !SPELLED.test(text)) return "";
    const factors = [];
    let sign = 1;
    for (const part of text.match(/\/|\(|\)|%|[A-Za-z]+(?:-?[0-9]+)?|1/g) || []) {
      if (part === "/") sign = -1;
      else if (part === ")") sign = 1;
      else if (!"(1".includes(part)) {
        const [, symbol, power] = part.match(/(%|[A-Za-z]+)(-?[0-9]*)/);
        const apart = sign < 0 || factors.length ? PRODUCTS.get(symbol) || symbol : symbol;
        const symbols = apart.split(" ");
        const last = symbols.pop();
        for (const one of symbols) factors.push(`${one} ${sign}`);
        factors.push(`${last} ${sign * Number(power || 1)}`);
      }
    }
    const same = (known) => factorsOf(known).sort().join() === wanted;
    const wanted = factors.sort().join();
    return (factors.length && Object.keys(units).find(same)) || "";
  }

  /* Symbols and powers of a unit as the tables write it. */
  const factorsOf = (unit) =>
    Array.from(
      unit.matchAll(/(%|[A-Za-z]+)(-?[0-9]*)/g),
      ([, symbol, power]) => `${symbol} ${Number(power || 1)}`,
    );

  /* The SI unit of a point after a look at its unit and its sign. */
  function pointUnit(quantity, value, unit, where) {
    const { si, signed } = quantities[quantity];
    if (baseOf(unit) !== si) {
      const allowed = Object.keys(units).filter((one) => baseOf(one) === si);
      const other = meant(unit);
      const spelled = other && baseOf(other) === si ? `write '${other}', or ` : "";
      throw new Refusal(
        `${where}: '${python.cut(unit, 40)}' is no unit of ${quantity}.`,
        "",
        `${spelled}use one of ${python.listed(allowed)}`,
      );
    }
    if (value < 0 && !signed) {
      throw new Refusal(
        `${where}: ${quantity} is negative (${python.general(value)} ${unit}).`,
        "",
        "give what was measured; a background taken off too much leaves this",
      );
    }
    return si;
  }

  const spaced = (text, unit) => (unit ? `${text} ${unit}` : text);
  const symbolOf = (quantity) => quantities[quantity].si.replace(/^1/, "");

  /* Refuses what no crystal has, and what a conversion has lost. */
  function checkPlausible(quantity, value, uncertainty, where) {
    const { low, high, because } = quantities[quantity].range;
    const unit = symbolOf(quantity);
    for (const [name, number, least] of [["value", value, low], ["uncertainty", uncertainty, 0]]) {
      if (Number.isNaN(number) || (least <= number && number <= high)) continue;
      const given = spaced(`${where}, column '${name}': ${python.general(number)}`, unit);
      const range = spaced(`${python.general(least)} to ${python.general(high)}`, unit);
      throw new Refusal(
        `${given} is no ${quantity} of a crystal.`,
        `It is to be from ${range}: ${because}`,
        "check the number against its unit; a milli, micro or percent may be missing",
      );
    }
  }

  /* A question about a number outside its usual range, as a list of one line. */
  function doubt(name, value, unit, { low, high, because, apart = [] }) {
    if ((low <= value && value <= high) || apart.includes(value)) return [];
    const range = spaced(`${python.general(low)} to ${python.general(high)}`, unit);
    return [`${name} ${spaced(python.general(value), unit)}; usual are ${range}: ${because}`];
  }

  /* Questions about a point that a crystal can have and few do. */
  function doubts(quantity, value, uncertainty, where) {
    const { usual } = quantities[quantity];
    const found = doubt(`${where}: ${quantity}`, value, symbolOf(quantity), usual);
    if (uncertainty === 0 || uncertainty > Math.abs(value)) {
      const [spread, beside] = [uncertainty, value].map((one) => python.general(one));
      found.push(
        `${where}: an uncertainty of ${spread} beside ${beside}; usual are some percent, and an ` +
          "empty cell where it is not known",
      );
    }
    return found;
  }

  /* The first of many questions, and how many more there are. */
  function first(asked) {
    const more = asked.length > 1 ? ` (and ${asked.length - 1} more like it)` : "";
    return asked.slice(0, 1).map((one) => `${one}${more}`);
  }

  const questions = { doubt, doubts, first };
  Ultralow.readers.units = { checkPlausible, convert, isUnit, meant, pointUnit, ...questions };
})((window.Ultralow = window.Ultralow || {}));
