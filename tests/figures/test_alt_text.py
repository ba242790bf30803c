"""A figure in words says what its record holds, and nothing that the record does not."""

import copy
import re

import pytest
from ultralow.errors import UltralowError
from ultralow.figures import alt_text, records
from ultralow.paper import gallery

FOLDER = gallery.ROOT / "figures"
RECORDS = [(path.parent.name, path.stem) for path in records.find(FOLDER)]
SMALL = {
    "parameters": {"material": "CsSnI3"},
    "series": [
        {
            "label": "one band",
            "grade": "D",
            "x": {"name": "Temperature", "unit": "K", "values": [100, 400]},
            "y": {"name": "Seebeck coefficient", "unit": "uV K-1", "values": [30, 100]},
        }
    ],
    "numbers": {
        "lorenz_number_300K": {
            "value": 2.228023544e-08, "unit": "W Ohm K-2", "uncertainty": 3e-10, "grade": "D",
        },
        "zT": {"value": None, "unit": "1", "uncertainty": None, "grade": "D"},
    },
}  # fmt: skip


def test_a_record_becomes_sentences():
    assert alt_text.describe(SMALL, "fig4_thermoelectrics") == (
        "Thermoelectrics, from conductivity and Seebeck coefficient to zT: γ-CsSnI₃. "
        "Seebeck coefficient in µV K⁻¹ against temperature in K: one band [D]. "
        "Numbers: Lorenz number at 300 K 2.228 × 10⁻⁸ ± 3 × 10⁻¹⁰ W Ω K⁻²; zT not found."
    )


def test_a_number_that_moves_moves_the_text():
    moved = copy.deepcopy(SMALL)
    moved["numbers"]["lorenz_number_300K"]["value"] *= 1.001
    assert "2.23 × 10⁻⁸" in alt_text.describe(moved, "fig4_thermoelectrics")


def test_many_series_are_counted_not_dropped():
    many = copy.deepcopy(SMALL)
    many["series"] = [many["series"][0] | {"label": f"curve {i}"} for i in range(20)]
    (sentence,) = alt_text.plotted(many)
    assert sentence.count("curve") == alt_text.SERIES
    assert f"and {20 - alt_text.SERIES} more." in sentence


def test_one_label_in_two_panels_is_named_in_both():
    two = copy.deepcopy(SMALL)
    other = copy.deepcopy(SMALL["series"][0])
    other["y"]["name"] = "Power factor"
    two["series"].append(other)
    assert [s.count("one band") for s in alt_text.plotted(two)] == [1, 1]


@pytest.mark.parametrize(("figure", "material"), RECORDS)
def test_every_committed_figure_has_words(figure, material):
    record = records.read(FOLDER / figure / f"{material}.json")
    text = alt_text.describe(record, figure)
    assert text.startswith(gallery.figure(figure).title)
    assert 100 < len(text) < 1000
    assert "_" not in text and "\n" not in text and "None" not in text and "  " not in text
    for series in record["series"]:
        assert series["y"]["name"].lower() in text.lower()
        assert series["x"]["name"].lower() in text.lower()
    first = next(iter(record["numbers"].values()))
    shown = [float(one) for one in re.findall(r"-?\d+\.?\d*", text)]
    mantissa = float(f"{first['value']:.3e}".partition("e")[0])
    assert any(abs(one - value) <= 6e-4 * abs(value) for one in shown
               for value in (first["value"], mantissa))  # fmt: skip


def test_an_unknown_figure_is_refused():
    with pytest.raises(UltralowError, match="no figure"):
        alt_text.describe(SMALL, "fig9")
