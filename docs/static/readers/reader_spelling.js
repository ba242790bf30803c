/* Other spellings of what stands in a reader's table, where they have one meaning.
 *
 * The twin of ultralow.data.reader_spelling, which says what is taken.
 */
(function (Ultralow) {
  "use strict";

  const { decimals, text: python, units } = Ultralow.readers;
  const { crystals, folded, patterns, quantities, schema, told, translations, zeroCelsius } =
    Ultralow.data.readers;
  const NUMBER = python.wholeOf(patterns.anyNumber);
  const SPREAD = python.wholeOf(patterns.spread);
  const LAST_DIGITS = python.wholeOf(patterns.lastDigits);
  const TEMPERATURE = python.wholeOf(patterns.temperature);
  const CELSIUS = python.wholeOf(patterns.celsius);
  const ZERO = decimals.parse(zeroCelsius);
  const CRYSTALS = new Map(Object.entries(crystals));
  const COLUMNS = schema.fields.map((field) => field.name);
  const lowered = python.translator(translations.subscripts);
  const unfolded = python.translator(folded);

  /* Small letters; the few other characters that Python turns into those, too. */
  const casefold = (text) => unfolded(text).replace(/[A-Z]/g, (one) => one.toLowerCase());
  const plainName = (name) => casefold(python.strip(name));

  /* Header and rows as the schema wants them, and how other spellings were read. */
  function understood(header, rows, comma) {
    const names = header.map(columnOf);
    const celsius = header.map((name) => CELSIUS.test(plainName(name)));
    const said = new Map();
    const tell = (before, after) => {
      if (before !== after) said.set(before, after);
    };
    header.forEach((before, at) => tell(before, names[at]));
    // Two columns of one name: the schema says so.
    if (new Set(names).size < names.length) return { header, rows, said: "" };
    const found = rows.map(([line, given]) => {
      const cells = [...given];
      names.slice(0, cells.length).forEach((name, at) => {
        const after = meaning(name, cells[at], comma, celsius[at]);
        tell(cells[at], after);
        cells[at] = after;
      });
      return [line, withError(names, cells, comma, said)];
    });
    return { header: names, rows: found, said: note(said) };
  }

  function meaning(name, cell, comma, celsius) {
    if (name === "material") return CRYSTALS.get(lowered(cell)) ?? cell;
    if (name === "quantity") return quantityOf(cell);
    if (name === "unit") return units.isUnit(cell) ? cell : units.meant(cell) || cell;
    if (name !== "temperature_K") return cell;
    return kelvin(comma ? cell.replaceAll(",", ".") : cell, celsius);
  }

  /* The first few spellings, and how many more there were. */
  function note(said) {
    const lines = Array.from(said, ([before, after]) => {
      return `${python.cut(python.quoted(before), 40)} read as ${python.quoted(after)}`;
    });
    const more = lines.length - told;
    return lines.slice(0, told).join(", ") + (more > 0 ? `, and ${more} more like that` : "");
  }

  /* The column that a heading names. */
  function columnOf(name) {
    const plain = plainName(name);
    if (CELSIUS.test(plain)) return "temperature_K";
    return COLUMNS.find((known) => casefold(known) === plain) ?? name;
  }

  function quantityOf(cell) {
    const plain = plainName(cell).replace(/[ -]+/g, "_");
    return Object.hasOwn(quantities, plain) ? plain : cell;
  }

  /* A temperature in kelvins; the cell itself where it says nothing else. */
  function kelvin(cell, celsius) {
    const given = cell.match(TEMPERATURE);
    if (!given && !(celsius && NUMBER.test(cell))) return cell;
    const [number, unit] = given ? given.slice(1) : [cell, "°C"];
    return unit === "K" ? number : decimals.plain(decimals.sum(decimals.parse(number), ZERO));
  }

  /* Cells whose value, where it holds its own error, is split; a stated error is left alone. */
  function withError(names, cells, comma, said) {
    const [value, error] = [names.indexOf("value"), names.indexOf("uncertainty")];
    if (value < 0 || error < 0 || cells.length !== names.length) return cells;
    const text = comma ? cells[value].replaceAll(",", ".") : cells[value];
    const spread = text.match(SPREAD);
    const split = spread || text.match(LAST_DIGITS);
    if (!split || cells[error]) return cells;
    const number = split[1];
    const places = () => decimals.parse(number).exponent;
    const size = spread
      ? split[2]
      : decimals.plain(decimals.shifted(decimals.parse(split[2]), places()));
    said.set(cells[value], `${number} with an uncertainty of ${size}`);
    cells[value] = number;
    cells[error] = size;
    return cells;
  }

  Ultralow.readers.spelling = { plainName, understood };
})((window.Ultralow = window.Ultralow || {}));
