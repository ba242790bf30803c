"""A reader's points dropped on a page are read there as the library reads them."""

import base64
import random

import points_pages
import pytest
from browser import visit
from generate import reader_tables
from points_pages import GOOD, HEADER, in_python, row, text
from ultralow.data import reader_text, tables, units


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    """A page that has the reader; nothing on it changes."""
    folder = points_pages.write(tmp_path_factory.mktemp("site"))
    with visit(browser) as one:
        one.goto(points_pages.address(folder, "heat"))
        yield one


READ = """(all) => all.map((text) => {
  const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  try {
    const { points, note, doubts } = Ultralow.readers.pointsOf(bytes, "mine.csv");
    return { points, note, doubts };
  } catch (error) {
    if (!(error instanceof Ultralow.readers.Refusal)) throw error;
    return { what: error.what, why: error.why, mend: error.mend, told: String(error) };
  }
})"""


def in_browser(page, raws):
    return page.evaluate(READ, [base64.b64encode(raw).decode() for raw in raws])


NUMBERS = ("temperature_K", "value", "uncertainty")


def same(library, here):
    """Whether both refuse with the same text, or both give the same points and say the same."""
    if "points" not in library or "points" not in here:
        return library == here
    values, words = ([parts(one, which) for one in (library, here)] for which in (True, False))
    near = pytest.approx(values[0], rel=1e-12, abs=0, nan_ok=True)
    said = [(one["note"], one["doubts"]) for one in (library, here)]
    return values[1] == near and words[0] == words[1] and said[0] == said[1]


def parts(found, numbers):
    """All numbers of the points, or all that is none."""
    rows = found["points"]
    return [one[name] for one in rows for name in sorted(one) if (name in NUMBERS) == numbers]


def differing(page, raws):
    """The first files that are read otherwise, and how many the browser takes."""
    found = in_browser(page, raws)
    pairs = [(raw, in_python(raw), here) for raw, here in zip(raws, found, strict=True)]
    return [one for one in pairs if not same(*one[1:])][:3], sum("points" in one for one in found)


def in_semicolons(**changed):
    """A table with semicolons between its cells."""
    return text(**{name: cell.replace(",", "|") for name, cell in changed.items()}).translate(
        str.maketrans(",|", ";,")
    )


# Kinds of files that people have: the same right answers as the library's own tests ask for.
FILES = {
    "plain": text(),
    "the worked example": f"{HEADER}\n"
    + row(source='"Fig. 2C of 10.1073/pnas.1711744114, read by me"', value="655", uncertainty="30",
          unit="mW m-1 K-1")
    + row(temperature_K="200", value="610", uncertainty="", unit="mW m-1 K-1", grade=""),
    "no-break spaces in a unit": text(unit="W\u00a0m-1\u202fK-1"),
    "decimal commas between commas": text(value="0,42", uncertainty="0,04"),
    "empty columns at the end": text().replace("\n", ",,\n"),
    "a minus sign that is no hyphen": text(
        quantity="seebeck_coefficient", value="−85", uncertainty="5", unit="uV K-1"
    ),
    "a crystal in small letters": text(material="cspbbr3"),
    "a unit spelled otherwise": text(unit="W/mK"),
    "semicolons and decimal commas": text().replace(",", ";").replace(".", ","),
    "semicolons, degrees and an error in the value": in_semicolons(
        temperature_K="26,85 °C", value="0,42±0,04", uncertainty=""
    ),
    "semicolons, decimal commas and capitals": text()
    .replace(",", ";").replace(".", ",").replace("value", "Value").replace("temp", "Temp"),
    "both decimal marks": in_semicolons(value="0,42"),
    "a decimal comma between commas": text(value='"0,42"', uncertainty=""),
    "a line that ends as few do": text().replace(",", ";").replace("grade", "grade;\x85,"),
    "tabs": text().replace(",", "\t"),
    "a byte-order mark and carriage returns": "\ufeff" + text().replace("\n", "\r\n"),
    "carriage returns alone": text().replace("\n", "\r"),
    "comments above": "# mine\n\n  # of 2024\n" + text(),
    "a point twice": text() + row(temperature_K="3e2"),
    "many unusual rows": f"{HEADER}\n" + "".join(
        row(temperature_K=f"{t}", value="300", uncertainty="0") for t in (300, 310, 950, 1100)
    ),
    "columns in another order": "\n".join(
        ",".join(reversed(line.split(","))) for line in text().split("\n")
    ),
    "a column less": text().replace(",grade", "").replace(",X", ""),
    "headings of its own": "T (K),kappa (W/mK)\n300,0.42\n",
    "a column twice": text().replace("grade", "value"),
    "a row too short": f"{HEADER}\nCsPbBr3,total_thermal_conductivity,300,42,4,W m-1 K-1\n",
    "a column more of one meaning": text().replace("\n", ",temperature_C\n", 1)[:-1] + ",27\n",
    "two columns of one meaning": text().replace("grade", "temperature_C"),
    "nothing": "",
    "blanks": " \n\t\n",
    "a header alone": f"{HEADER}\n",
    "an open quote": text(source='"me'),
    "a quote inside": text(source='"a" b'),
    "a quoted quote and a line break": text(source='"a ""b""\nand c"'),
    "UTF-16": text().encode("utf-16"),
    "half of a character": text(source="é").encode()[:-4],
    "a control character": text() + row(source="m\x00e", temperature_K="310"),
    "a cell as long as is allowed": text(source="x" * 131_072),
    "a cell that is too long": text(source="𝟛" * 131_073),
    "a name that no table may find": text(material="__proto__", quantity="constructor"),
}  # fmt: skip


def test_files_as_people_have_them_are_read_the_same(page):
    raws = [one if isinstance(one, bytes) else one.encode() for one in FILES.values()]
    wrong, taken = differing(page, raws)
    assert not wrong
    assert 14 <= taken <= len(raws) - 14


ROWS = """([header, row, most]) => [most, most + 1].map((count) => {
  const rows = Array.from({ length: count }, (_, n) => row.replace("300", 100 + n / 1000));
  const bytes = new TextEncoder().encode(header + "\\n" + rows.join(""));
  try { return Ultralow.readers.pointsOf(bytes, "mine.csv").points.length; }
  catch (error) { return String(error); }
})"""


def test_as_many_rows_as_the_library_takes_are_read_and_no_more(page):
    most = reader_text.MOST_ROWS
    rows = [row(temperature_K=f"{100 + n / 1000}") for n in range(most + 1)]
    told = in_python(f"{HEADER}\n{''.join(rows)}".encode())["told"]
    assert page.evaluate(ROWS, [HEADER, row(), most]) == [most, told]


CELLS = [
    "", "0,42", "0.45±0.05", "0.45 +/- .05", "0.45(5)", "12.50(125)", "1±2±3", "1e400", "1e-400",
    "NaN", "inf", "~3", "<0.5", "1 000", "1'000.5", "0.5 W", "-3", "−5", "+5", "-0", "0", ".5",
    "5.", "5e-3", "1E+05", "1234565", "0.1234565", "2.5e-7", "1e300", "655", "99999", "300.0",
    "27 °C", "26,85 °C", "\u30000.42\u205f", "1000000000000000000000000000.35 °C",
    "1000000000000000000000000001.35 °C", "300 K", "80 °F", "-300 °C", "-273.15 °C", "1e20 °C",
    "1e-30 °C",
    "W/(m·K)", "W/mK", "mW m⁻¹ K⁻¹", "µW/(cm·K²)", "S/cm", "1/cm3", "cm2/Vs", "percent", "%",
    "uV/K", "µV/K", "$W m^{-1} K^{-1}$", "W/m?K", "furlong", "1", "W/cmK",
    "W m-1 K-1" + "·" * 31, "W m-1 K-1" + "·" * 32,
    "γ-CsPbBr₃", "gamma-CsSnI3", "CsPbBr_3", "../x", "__proto__", "toString",
    "Total thermal conductivity", "hole-mobility", "ſeebeck_coefficient", "it's", "\x85", "²",
    '"a,b"', '"a ""b"""', 'a"b', '"a"b', '"open', "é" * 70, "𝟛" * 70, "9" * 400, "\u200e",
    "temperature_C", "Temperature (°C)", "Value", "TEMPERATURE_K", "#",
]  # fmt: skip
PUT = [*",;\"\n\r\0\x1f\x7f\u00a0\u200b\u2028\t'", "e9"]


def table(rng):
    """A good table of some rows, of any quantities in any of their units."""
    rows = [HEADER.split(",")]
    for _ in range(rng.randint(1, 3)):
        quantity = rng.choice([*tables.QUANTITIES])
        unit = rng.choice(units.of_quantity(quantity))
        usual = units.USUAL[quantity]
        value = units.convert(rng.uniform(0.1, 1.2) * usual.high, units.QUANTITIES[quantity], unit)
        cells = [rng.choice(["CsPbBr3", "CsSnI3", "other"]), quantity, f"{rng.uniform(2, 950):.5g}"]
        cells += [f"{value:.{rng.randint(1, 17)}g}", rng.choice(["", "0", f"{value / 9:.3g}"])]
        rows.append([*cells, unit, rng.choice(["me", '"me, too"']), rng.choice(["X", "G", ""])])
    return rows


def in_a_cell(rng, rows):
    rng.choice(rows)[rng.randrange(8)] = rng.choice(CELLS)


def in_the_rows(rng, rows):
    at, column = rng.randrange(len(rows)), rng.randrange(8)
    how = rng.randrange(4)
    if how == 0:
        rows.insert(at, list(rows[at]))
    elif how == 1:
        del rows[at]
    elif how == 2:
        for one in rows:
            one.append("")
    else:
        for one in rows:
            one[0], one[column] = one[column], one[0]


def written(rng, rows):
    """The table as text, mostly plain, now and then with other marks or a slip of a key."""
    mark = rng.choice(",,,;\t")
    text = rng.choice("\n\n\n\r").join(mark.join(one) for one in rows) + rng.choice(["", "\n"])
    how = rng.randrange(12)
    if how == 0 and mark != ",":
        text = text.replace(".", ",")
    elif how == 1:
        text = "\ufeff" + text.replace("\n", "\r\n")
    elif how == 2:
        text = rng.choice(["# mine\n", "\n \n", "#"]) + text
    elif how == 3:
        text = text[: rng.randint(0, len(text))]
    elif how < 6:
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice(PUT) + text[at + rng.randint(0, 3) :]
    raw = text.encode()
    if how == 6:
        at = rng.randrange(len(raw) or 1)
        raw = raw[:at] + bytes([rng.randrange(256)]) + raw[at + 1 :]
    return raw


def test_random_changes_of_good_tables_are_read_the_same(page):
    rng = random.Random(15)
    raws = []
    for _ in range(500):
        rows = table(rng)
        for _ in range(rng.choice([0, 1, 1, 1, 2, 3])):
            rng.choice([in_a_cell, in_a_cell, in_a_cell, in_the_rows])(rng, rows)
        raws.append(written(rng, rows))
    wrong, taken = differing(page, raws)
    assert not wrong
    assert 80 < taken < 320


def test_every_cell_in_every_column_is_read_the_same(page):
    raws = [text(**{column: cell}).encode() for column in GOOD for cell in CELLS]
    wrong, taken = differing(page, raws)
    assert not wrong
    assert 80 < taken < len(raws) - 80


def test_the_ends_of_every_range_are_read_the_same(page):
    rows = []
    for quantity, (low, high, _) in units.RANGES.items():
        ends = {low, high, units.USUAL[quantity].low, units.USUAL[quantity].high}
        for value in (end * by for end in ends for by in (1, 0.9999, 1.0001)):
            unit = units.of_quantity(quantity)[-1]
            number = repr(units.convert(value, units.QUANTITIES[quantity], unit))
            for spread in ("", number.lstrip("-")):
                cells = {"quantity": quantity, "unit": unit, "value": number}
                rows.append(text(**cells, uncertainty=spread).encode())
    wrong, taken = differing(page, rows)
    assert not wrong
    assert len(rows) / 2 < taken < len(rows)


def test_the_browser_knows_every_rule_of_the_schema():
    known = {"required", "enum", "pattern", *reader_tables.found()["bounds"]}
    for field in reader_tables.schema()["fields"]:
        assert set(field.get("constraints", {})) <= known and field["type"] in ("string", "number")


@pytest.mark.parametrize("pattern", [r"\d+", r"[\w]", r"a$", r"^a"])
def test_a_rule_that_javascript_would_read_otherwise_is_refused(pattern):
    with pytest.raises(ValueError, match="no twin"):
        reader_tables.in_javascript(pattern)
