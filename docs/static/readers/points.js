/* A reader's points from the bytes of a CSV, as ultralow.data.tables.points_of reads them. */
(function (Ultralow) {
  "use strict";

  const { Refusal, parse, text: python, units } = Ultralow.readers;
  const { mostBytes } = Ultralow.data.readers.limits;

  /* {points, note, doubts}; value and uncertainty in SI, NaN where there is none.
   *
   * Throws a Refusal for what the reader has to mend.
   */
  function pointsOf(bytes, shown) {
    const { columns, lines, note, doubts } = parse(bytes, shown);
    const where = (row) => `${shown}, line ${lines[row]}`;
    const given = lines.map((line, row) =>
      Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[row]])),
    );
    const si = given.map(({ quantity, value, unit }, row) =>
      units.pointUnit(quantity, value, unit, where(row)),
    );
    const points = given.map((one, row) => ({
      ...one,
      value: units.convert(one.value, one.unit, si[row]),
      uncertainty: units.convert(one.uncertainty, one.unit, si[row]),
      unit: si[row],
      grade: one.grade || "X",
    }));
    const asked = points.flatMap(({ quantity, value, uncertainty }, row) => {
      units.checkPlausible(quantity, value, uncertainty, where(row));
      return units.doubts(quantity, value, uncertainty, where(row));
    });
    return { points, note, doubts: [...doubts, ...units.first(asked)] };
  }

  /* The bytes of a file that a reader chose; a folder has none, and a huge file is left alone. */
  async function bytesOf(file) {
    if (file.size > mostBytes) {
      const [size, most] = [file.size, mostBytes].map((one) => python.whole(one / 1e6));
      throw new Refusal(
        `${file.name}: ${size} MB, and at most ${most} MB are read`,
        "",
        "keep the rows that a figure needs",
      );
    }
    try {
      return new Uint8Array(await file.arrayBuffer());
    } catch {
      const what = `${file.name}: no such file, or it cannot be read`;
      throw new Refusal(what, "", "check the path and its permissions");
    }
  }

  Object.assign(Ultralow.readers, { bytesOf, pointsOf });
})((window.Ultralow = window.Ultralow || {}));
