"""Other spellings in a reader's table: read as the one thing that they mean, and told."""

import pytest
from messages import message
from ultralow.data import reader_spelling, tables

HEADER = "material,quantity,temperature_K,value,uncertainty,unit,source,grade\n"
ROW = dict(
    zip(
        HEADER.strip().split(","),
        ("CsPbBr3", "total_thermal_conductivity", "300", "0.42", "0.04", "W m-1 K-1", "me", "X"),
        strict=True,
    )
)


def points(header=HEADER, **changed):
    row = ",".join((ROW | changed).values())
    return tables.points_of(f"{header}{row}\n".encode(), "mine.csv")


PLAIN = points()
SPELLED = [
    *({"unit": one} for one in ("W/(m·K)", "W/mK", "W/m/K", "W m^-1 K^-1", "W m⁻¹ K⁻¹", "W/(K m)")),
    *({"material": one} for one in ("γ-CsPbBr3", "CsPbBr₃", "γ-CsPbBr₃", "gamma-CsPbBr3")),
    *({"quantity": one} for one in ("Total thermal conductivity", "total-thermal-conductivity")),
    *({"value": one, "uncertainty": ""} for one in
      ("0.42±0.04", "0.42 ± 0.04", "0.42 +- 0.04", "0.42 +/- 0.04", "0.42(4)", "0.420(40)")),
    *({"temperature_K": one} for one in ("300 K", "26.85 °C", "26.85 ℃", "26.85 degC")),
    *({"header": HEADER.replace("temperature_K", one), "temperature_K": "26.85"} for one in
      ("temperature_C", "Temperature (°C)", "temperature_degC")),
    {"header": HEADER.title()},
]  # fmt: skip


@pytest.mark.parametrize("changed", SPELLED, ids=lambda one: " ".join(one.values())[-40:].strip())
def test_what_means_one_thing_is_taken_and_told(changed):
    found = points(**changed)
    assert found.attrs["note"].count(" read as ") >= 1
    assert found.equals(PLAIN)
    assert PLAIN.attrs["note"] == ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"unit": "furlong"}, "no unit of"),
        ({"unit": "S/cm"}, "no unit of"),  # of something else
        ({"material": "α-CsPbBr3"}, "does not have the form"),
        ({"quantity": "kappa"}, "is not one of"),
        ({"value": "0.42±0.04"}, "uncertainty into a column"),  # and one of its own
        ({"value": "0.42±", "uncertainty": ""}, "not a finite number"),
        ({"value": "0.42(4)(5)", "uncertainty": ""}, "not a finite number"),
        ({"temperature_K": "80 °F"}, "number alone"),
        ({"temperature_K": "-300 °C"}, "temperature_K"),
        ({"header": HEADER.replace("source", "temperature_C")}, "temperature"),
    ],
)
def test_what_means_nothing_or_two_things_is_refused(changed, said):
    message(lambda: points(**changed), "mine.csv", said)


def test_decimal_commas_are_understood_with_their_errors():
    text = (HEADER + ",".join(ROW.values())).replace(",", ";").replace("0.42;0.04", "0,42±0,04;")
    found = tables.points_of(text.replace("300", "26,85 °C").encode(), "mine.csv")
    assert found.equals(PLAIN)
    assert (
        "read with ';'" in found.attrs["note"] and "0.42 with an uncertainty" in found.attrs["note"]
    )


def test_comments_above_the_header_are_left_out_and_lines_keep_their_numbers():
    text = "# from me\n\n# twice\n" + HEADER + ",".join(ROW.values()) + "\n"
    assert tables.points_of(text.encode(), "mine.csv").equals(PLAIN)
    wrong = text.replace("0.42", "x")
    message(lambda: tables.points_of(wrong.encode(), "mine.csv"), "line 5")


def test_of_many_spellings_a_few_are_told():
    rows = [(n, ["W/(m·K)" if n % 2 else f"{n} °C"]) for n in range(2, 12)]
    *_, note = reader_spelling.understood(["temperature_K"], rows)
    assert note.count("read as") == reader_spelling.MOST_TOLD and "and 1 more like that" in note


def test_cells_that_the_schema_knows_are_left_alone():
    rows = [(2, list(ROW.values()))]
    found = reader_spelling.understood(list(ROW), rows, columns=list(ROW))
    assert found == (list(ROW), rows, "")


def test_crystals_are_known_by_label_phase_and_name():
    known = reader_spelling.crystals_of(tables.read("materials"))
    assert known["γ-CsSnI3"] == known["gamma-CsSnI3"] == known["CsSnI3"] == "CsSnI3"
    assert known["yellow CsSnI3"] == "CsSnI3_yellow"
