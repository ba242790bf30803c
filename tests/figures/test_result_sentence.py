"""A result says the record's numbers with the record's errors, or names what is missing."""

import pytest
import small_records
from ultralow.errors import UltralowError
from ultralow.figures import result_sentence
from ultralow.figures.result_sentence import Amount, printed, sentence

TEMPERATURE = {"name": "Temperature", "unit": "K", "values": [200, 300, 400]}
UNIT = "W m-1 K-1"


def series(label, values, unit=UNIT, x=TEMPERATURE, **more):
    y = {"name": "Thermal conductivity", "unit": unit, "values": values} | more
    return {"label": label, "grade": "R", "x": x, "y": y}


@pytest.fixture
def record():
    point = TEMPERATURE | {"values": [300], "uncertainty": [[2], [2]]}
    band = [[0.44, 0.32, 0.25], [0.56, 0.42, 0.35]]
    made = small_records.record(limit=0.185787, gone=None, word="three")
    made["numbers"]["limit"]["unit"] = UNIT
    made["series"] = [
        series("computed", [0.5, 0.371054, 0.3], band=band),
        series("other", [0.2, 0.1, 0.0], band=[[0.2, None, 0], [0.2, None, 0]]),
        series("measured", [0.38], x=point, uncertainty=[0.04]),
        series("bound", [2000, 2000, 2000], "m s-1"),
    ]
    return made


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{limit}", "0.186 W m⁻¹ K⁻¹"),
        ("{crystal}: {limit} at least", "CsSnI₃: 0.186 W m⁻¹ K⁻¹ at least"),
        (
            "{computed: Thermal conductivity @ 300} or {measured: Thermal conductivity}",
            "0.37 ± 0.05 W m⁻¹ K⁻¹ or 0.38 ± 0.04",
        ),
        ("{other: Thermal conductivity @ 300}", "0.1 W m⁻¹ K⁻¹"),
        ("{measured: Temperature}", "300 ± 2 K"),
        ("{bound: Thermal conductivity}, {limit}", "2,000 m s⁻¹, 0.186 W m⁻¹ K⁻¹"),
        ("nothing to say", "nothing to say"),
    ],
)
def test_names_become_numbers(record, template, said):
    assert sentence(template, record) == said


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{minimum}", "no number 'minimum'\n.*limit.*\n.*gallery.yml"),
        ("{gone}", "'gone' has no value"),
        ("{word}", "'word' has no value"),
        ("{computed: Heat}", "no series 'computed: Heat'\n.*computed: Thermal conductivity"),
        ("{compute: Thermal conductivity}", "no series 'compute: .*\n.*bound: Temperature"),
        ("{computed: Thermal conductivity}", "3 values"),
        ("{computed: Thermal conductivity @ 301}", "0 values"),
        ("{limit", "a brace stands alone"),
        ("{}", "no number ''"),
    ],
)
def test_what_is_not_there_is_one_clear_error(record, template, message):
    with pytest.raises(UltralowError, match=message):
        sentence(template, record)


def test_two_series_of_one_label_that_differ_are_ambiguous(record):
    record["series"].append(series("measured", [0.39]))
    with pytest.raises(UltralowError, match="2 values"):
        sentence("{measured: Thermal conductivity}", record)


@pytest.mark.parametrize(
    ("value", "below", "above", "text"),
    [
        (35.4664, 10.5098, 10.5098, "35 ± 11"),
        (2.02579, 0.192933, 0.192933, "2.03 ± 0.19"),
        (403.175, 46.3301, 46.3301, "400 ± 50"),
        (0.42266, 0.14284, 0.05048, "0.42 (0.28 to 0.47)"),
        (1.08963e19, 1.94079e17, 1.94079e17, "(1.090 ± 0.019) × 10¹⁹"),
        (2.22802e-08, None, None, "2.23 × 10⁻⁸"),
        (0.45, None, None, "0.45"),
        (3, None, None, "3"),
        (4695.54, None, None, "4,700"),
        (-0.929027, None, None, "−0.929"),
        (0, None, None, "0"),
        (0.5, 0.0, 0.0, "0.5"),
    ],
)
def test_an_error_leaves_the_digits_that_mean_something(value, below, above, text):
    assert printed(Amount(value, "1", below, above)) == text


def test_an_error_is_never_made_up(record):
    assert result_sentence.amount("limit", record) == Amount(0.185787, UNIT)
    record["numbers"]["limit"]["uncertainty"] = 0.02
    assert sentence("{limit}", record) == "0.19 ± 0.02 W m⁻¹ K⁻¹"
