/* Records of CSV text with the strict rules of Python's csv module, each with its line. */
(function (Ultralow) {
  "use strict";

  const { Refusal, text: python } = Ultralow.readers;
  const { mostCell } = Ultralow.data.readers.limits;
  const QUOTE = '"';
  const broken = (why, line) => Object.assign(new Error(why), { line });

  /* Each record as [line on which it ends, cells]; lines end with \n, \r or both.
   *
   * A quote opens a cell only at its start. Inside, two of them are one; after one alone the cell
   * has to end.
   */
  function* records(text, separator) {
    let cells = [];
    let cell = "";
    let size = 0; // characters of the cell
    let state = "record"; // then start, plain, quoted, closing
    let line = 0;
    let at = 0;
    const finish = () => {
      cells.push(cell);
      cell = "";
      size = 0;
    };
    const add = (one, next) => {
      size += one >= "\udc00" && one <= "\udfff" ? 0 : 1; // the second half of a character
      if (size > mostCell) throw broken(`field larger than field limit (${mostCell})`, line);
      cell += one;
      state = next;
    };
    while (at < text.length) {
      const end = endOfLine(text, at);
      line += 1;
      for (; at < end; at++) {
        const one = text[at];
        const ends = one === "\n" || one === "\r";
        if (state === "quoted") {
          if (one === QUOTE) state = "closing";
          else add(one, "quoted");
        } else if (ends) {
          if (state !== "record") finish();
          at = end;
          state = "record";
        } else if (one === separator) {
          finish();
          state = "start";
        } else if (state === "closing") {
          if (one !== QUOTE) throw broken(`'${separator}' expected after '${QUOTE}'`, line);
          add(one, "quoted");
        } else if (one === QUOTE && state !== "plain") {
          state = "quoted";
        } else {
          add(one, "plain");
        }
      }
      at = end;
      if (state === "quoted") continue;
      if (state !== "record") finish();
      state = "record";
      yield [line, cells];
      cells = [];
    }
    if (state === "quoted") throw broken("unexpected end of data", line);
  }

  /* Where the line that begins at a place ends, with the marks that end it. */
  function endOfLine(text, from) {
    let at = from;
    while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at += 1;
    return text[at] === "\r" && text[at + 1] === "\n" ? at + 2 : Math.min(at + 1, text.length);
  }

  /* The header, and [line, cells] of each row that is not empty; `most` bounds their number. */
  function table(text, shown, separator, most) {
    const found = [];
    try {
      for (const [line, given] of records(text, separator)) {
        const cells = given.map(python.strip);
        if (cells.some(Boolean)) found.push([line, cells]);
        if (found.length > most + 1) {
          const what = `${shown}: more than ${most} rows.`;
          throw new Refusal(what, "", "keep those that a figure can show");
        }
      }
    } catch (error) {
      if (error instanceof Refusal || !error.line) throw error;
      throw new Refusal(
        `${shown}, line ${error.line}: broken CSV (${error.message}).`,
        "",
        "close its double quotes; one inside a quoted cell is written twice",
      );
    }
    if (!found.length) {
      throw new Refusal(`${shown}: the file is empty.`, "", "give a header and rows");
    }
    const [[, header], ...rows] = found;
    if (!rows.length) {
      const mend = "add rows, or remove the file";
      throw new Refusal(`${shown}: a header without rows.`, "", mend);
    }
    return { header, rows };
  }

  Ultralow.readers.csv = { records, table };
})((window.Ultralow = window.Ultralow || {}));
