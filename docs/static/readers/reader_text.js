/* A reader's CSV as spreadsheets and instruments write it, turned into typed columns.
 *
 * The twin of ultralow.data.reader_text, which says what is taken.
 */
(function (Ultralow) {
  "use strict";

  const { csv, schema: strict, spelling, text: python, units } = Ultralow.readers;
  const { limits, patterns, schema, translations } = Ultralow.data.readers;
  const COMMENTS = new RegExp(patterns.comments, "u");
  const DECIMAL_COMMA = python.wholeOf(patterns.decimalComma);
  const LINES = /\r\n|[\n\r\x85\u2028\u2029]/;
  const spaced = python.translator(translations.blanks);
  const hyphened = python.translator(translations.minus);
  const isNumber = (field) => field.type !== "string";
  const NUMBERS = schema.fields.filter(isNumber).map((one) => spelling.plainName(one.name));

  /* Columns, the line of each row, how it was read, and what is unusual. */
  function parse(bytes, shown) {
    const plain = spaced(strict.utf8(bytes, shown));
    const text = plain.replace(COMMENTS, (found) => "\n".repeat(found.split("\n").length - 1));
    const mark = separator(text);
    const given = withoutEmptyEnd(csv.table(text, shown, mark, limits.mostRows));
    const isAmong = (name) => NUMBERS.includes(spelling.plainName(name));
    const at = given.header.flatMap((name, place) => (isAmong(name) ? [place] : []));
    const comma = mark !== "," && hasDecimalCommas(given.rows, at);
    const rows = given.rows.map(([line, cells]) => [line, withPoints(cells, at, comma)]);
    const understood = spelling.understood(given.header, rows, comma);
    const columns = strict.columns(understood.header, understood.rows, schema, shown);
    const lines = rows.map(([line]) => line);
    let note = mark === "," ? "" : `read with ${python.quoted(mark)} between the cells`;
    if (comma) note += " and ',' as the decimal mark";
    return {
      columns,
      lines,
      note: [note, understood.said].filter(Boolean).join("; "),
      doubts: doubts(columns, lines, shown),
    };
  }

  /* Questions about columns with unusual numbers, each with the first of them. */
  function doubts(columns, lines, shown) {
    const asked = ({ name, unit = "", usual }) =>
      columns[name].flatMap((value, row) => {
        const where = `${shown}, line ${lines[row]}, column '${name}':`;
        return Number.isNaN(value) ? [] : units.doubt(where, value, unit, usual);
      });
    return schema.fields.filter((field) => field.usual).flatMap((one) => units.first(asked(one)));
  }

  /* The mark between the names of the header: a comma unless it has none. */
  function separator(text) {
    const header = text.split(LINES).find((line) => python.strip(line)) || "";
    return [",", ";", "\t"].find((mark) => header.includes(mark)) || ",";
  }

  /* Without the columns that a spreadsheet leaves empty at their end. */
  function withoutEmptyEnd({ header, rows }) {
    let size = header.length;
    while (size > 1 && !header[size - 1]) size -= 1;
    const cut = (cells) => (cells.slice(size).some(Boolean) ? cells : cells.slice(0, size));
    return { header: header.slice(0, size), rows: rows.map(([line, cells]) => [line, cut(cells)]) };
  }

  /* Whether numbers have decimal commas, and none has a point beside them. */
  function hasDecimalCommas(rows, at) {
    const found = rows.flatMap(([, cells]) => at.map((place) => cells[place] ?? ""));
    const has = (sign) => found.some((cell) => cell.includes(sign));
    return has(",") && !has(".");
  }

  /* Cells whose numbers have hyphens for minus signs, and points for decimal commas. */
  function withPoints(cells, at, comma) {
    const found = [...cells];
    for (const place of at.filter((one) => one < cells.length)) {
      const cell = hyphened(cells[place]);
      found[place] = comma && DECIMAL_COMMA.test(cell) ? cell.replace(",", ".") : cell;
    }
    return found;
  }

  Ultralow.readers.parse = parse;
})((window.Ultralow = window.Ultralow || {}));
