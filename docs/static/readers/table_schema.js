/* Cells of a table held against its schema: the twin of ultralow.data.table_schema.
 *
 * Texts and numbers alone, and the constraints that a reader's points have.
 */
(function (Ultralow) {
  "use strict";

  const { Refusal, text: python } = Ultralow.readers;
  const { bounds, digits, limits, noNumber, patterns } = Ultralow.data.readers;
  const NUMBER = python.wholeOf(patterns.number);
  const CONTROL = new RegExp(patterns.control);
  const DIGITS = python.wholeOf(`[${digits}]+`);
  const NO_NUMBER = noNumber.map(([form, mend]) => [python.wholeOf(form), mend]);
  const HOLDS = {
    exclusiveMinimum: (value, bound) => value > bound,
    minimum: (value, bound) => value >= bound,
    maximum: (value, bound) => value <= bound,
    exclusiveMaximum: (value, bound) => value < bound,
  };

  /* Text of UTF-8 bytes, with or without a byte-order mark and without control characters. */
  function utf8(bytes, shown) {
    let text;
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      throw new Refusal(`${shown}: not UTF-8 text.`, "", "save it as UTF-8");
    }
    const control = text.match(CONTROL);
    if (control) {
      const line = text.slice(0, control.index).split("\n").length;
      throw new Refusal(
        `${shown}, line ${line}: holds the control character ${python.quoted(control[0])}.`,
        "",
        "save it as UTF-8 text; UTF-16 and spreadsheet files look like this",
      );
    }
    return text;
  }

  /* Columns by name, typed: an empty number is NaN, an empty text stays one. */
  function columns(header, rows, schema, shown) {
    checkHeader(header, schema, shown);
    checkLengths(rows, header.length, shown);
    const found = {};
    for (const field of schema.fields) {
      const at = header.indexOf(field.name);
      const typed = ([line, cells]) => cell(cells[at], field, `${shown}, line ${line}`);
      found[field.name] = rows.map(typed);
    }
    checkKey(found, schema.primaryKey, rows.map(([line]) => line), shown);
    return found;
  }

  /* No column missing, repeated, or unknown; where none is known, what else may be done. */
  function checkHeader(header, schema, shown) {
    const expected = schema.fields.map((field) => field.name);
    if (header.length === 1 && header[0].includes(";")) {
      throw new Refusal(`${shown}: separated by ';'.`, "", "save it separated by commas");
    }
    const known = header.some((name) => expected.includes(name));
    const mend = `the columns are ${python.listed(expected)}${known ? "" : `; ${schema.strange}`}`;
    const refuse = (name, how) => {
      throw new Refusal(`${shown}: the column '${name}' ${how}.`, "", mend);
    };
    for (const name of expected) if (!header.includes(name)) refuse(name, "is missing");
    for (const name of header) {
      if (!expected.includes(name)) refuse(name, "is not in the schema");
      if (header.indexOf(name) !== header.lastIndexOf(name)) refuse(name, "appears twice");
    }
  }

  /* As many cells in each row as there are names above them. */
  function checkLengths(rows, length, shown) {
    for (const [line, cells] of rows) {
      if (cells.length === length) continue;
      const both = (one, at) => at > 0 && DIGITS.test(cells[at - 1]) && DIGITS.test(one);
      const split = cells.length > length && cells.some(both);
      throw new Refusal(
        `${shown}, line ${line}: ${cells.length} cells under ${length} column names.`,
        split ? "It looks as if numbers had decimal commas" : "",
        "write decimal points, and put texts that contain a comma in double quotes",
      );
    }
  }

  /* The value of a cell, or a refusal that says what is wrong with it. */
  function cell(text, field, where) {
    const limits = field.constraints || {};
    const number = field.type === "number";
    let value = number ? NaN : text;
    let wrong = "";
    if (text === "") {
      wrong = limits.required ? "is empty" : "";
    } else {
      if (number) [value, wrong] = numberOf(text);
      wrong = wrong || broken(value, text, limits);
    }
    if (!wrong) return value;
    const told = text ? `'${python.cut(text, 60)}'` : "the cell";
    const what = `${where}, column '${field.name}': ${told} ${wrong}.`;
    throw new Refusal(what, "", mendOf(text, field));
  }

  function numberOf(text) {
    const value = NUMBER.test(text) ? Number(text) : NaN;
    if (!Number.isFinite(value)) return [NaN, "is not a finite number"];
    const lost = value === 0 && /[1-9]/.test(text.split(/[eE]/)[0]);
    return lost ? [NaN, "is too small for a number"] : [value, ""];
  }

  /* Which constraint a value breaks, in words, or an empty text. */
  function broken(value, text, limits) {
    if (limits.enum && !limits.enum.includes(text)) {
      return `is not one of ${python.listed(limits.enum)}`;
    }
    if (limits.pattern && !python.wholeOf(limits.pattern).test(text)) {
      return `does not have the form ${limits.pattern}`;
    }
    const past = Object.entries(bounds).find(
      ([name]) => name in limits && !HOLDS[name](value, limits[name]),
    );
    return past ? `${past[1]} ${limits[past[0]]}` : "";
  }

  /* What to write into a cell in place of a text that is wrong there. */
  function mendOf(text, field) {
    if (field.type === "number" && !NUMBER.test(text)) {
      const known = NO_NUMBER.find(([form]) => form.test(text));
      if (known) return known[1];
    }
    const names = (field.constraints && field.constraints.enum) || [];
    const near = names.filter((name) => text.length >= limits.partOfAName && name.includes(text));
    if (near.length) return `write ${near.join(" or ")}`;
    const what = `give this: ${field.description}${field.unit ? `, in ${field.unit}` : ""}`;
    return text ? what : `fill it in, or leave out the line; ${what}`;
  }

  /* No two rows with the same primary key. */
  function checkKey(found, key, lines, shown) {
    const seen = new Map();
    lines.forEach((line, row) => {
      const values = key.map((name) => found[name][row]);
      const known = JSON.stringify(values);
      if (!seen.has(known)) {
        seen.set(known, line);
        return;
      }
      const told = (value) => (typeof value === "number" ? python.shortest(value) : value);
      const same = key.map((name, at) => `${name} ${told(values[at])}`).join(", ");
      throw new Refusal(
        `${shown}, line ${line}: the same row as line ${seen.get(known)} (${same}).`,
        "",
        "remove one of them, or tell them apart",
      );
    });
  }

  Ultralow.readers.schema = { columns, utf8 };
})((window.Ultralow = window.Ultralow || {}));
