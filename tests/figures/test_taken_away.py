"""A figure's numbers in one line: those of its record, with units, grades and sources."""

import subprocess
import sys

import pytest
import ultralow
from ultralow.errors import UltralowError
from ultralow.figures import record_csv, records, taken_away
from ultralow.paper import gallery


@pytest.mark.parametrize("name", gallery.figures())
def test_a_figure_is_the_points_of_its_record(name):
    for material in gallery.figure(name).materials:
        frame = ultralow.figure(name, material)
        record = records.read(gallery.ROOT / "figures" / name / f"{material}.json")
        header, rows = record_csv.rows(record)
        assert list(frame.columns) == header and len(frame) == len(rows)
        assert set(frame["grade"]) <= set("SDRLXG")
        for axis in "xy":  # names along an axis have no unit
            bare = (frame[f"{axis}_unit"] == "") & (frame[f"{axis}_quantity"] != "")
            assert frame.loc[bare, axis].map(lambda one: isinstance(one, str)).all()
        told = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
        assert told == rows
        assert (frame.attrs["figure"], frame.attrs["material"]) == (name, material)
        assert frame.attrs["inputs"] == record["inputs"]


def test_without_a_material_it_is_the_one_with_which_the_notebook_begins():
    frame = ultralow.figure("fig2_minimum_conductivity")
    assert (
        frame.attrs["material"]
        == gallery.figure("fig2_minimum_conductivity").parameters["material"]
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("fig9",), "no figure 'fig9'.*use one of fig1_"),
        (("explore",), "no figure 'explore'.*use one of fig1_"),
        (("fig4_thermoelectrics", "NaCl"), "not made for 'NaCl'.*use one of CsPbI3"),
        (("../figures/fig4_thermoelectrics", "CsSnI3"), "no figure"),
    ],
)
def test_what_there_is_not_gets_one_message(asked, said):
    with pytest.raises(UltralowError, match=f"(?s){said}"):
        ultralow.figure(*asked)


def test_a_record_that_is_gone_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(taken_away, "FIGURES", tmp_path)
    with pytest.raises(UltralowError, match=r"(?s)fig4_thermoelectrics.*make figures"):
        ultralow.figure("fig4_thermoelectrics", "CsSnI3")


def test_the_package_alone_imports_nothing_heavy():
    code = "import sys, ultralow; print([one for one in ('numpy', 'pandas') if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
