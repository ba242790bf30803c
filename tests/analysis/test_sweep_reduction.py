"""A reader's sweep reduced: what it was made from comes back, with every assumption told."""

import argparse
import re
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from messages import message
from ultralow.__main__ import main
from ultralow.analysis import sweep_reduction
from ultralow.data import tables
from ultralow.measurement.uncertainty import Estimate
from ultralow.paper.gallery import ROOT

# SI numbers here are far below the 1e-12 that approx allows by itself.
near = partial(pytest.approx, abs=0.0)
EXAMPLE = ROOT / "data" / "readers" / "sweeps" / "example_generated.csv"


def known():
    return sweep_reduction.known_geometry(
        [177.2e-9, 4e-9], [177.2e-9, 4e-9], [5e-6, 5e-8], contact_share=Estimate(0.03, 0.01),
        background=Estimate(2.144e-10, 7e-12),
    )  # fmt: skip


def test_the_example_reduces_to_what_it_was_made_from():
    (one,), lines = sweep_reduction.reduce(EXAMPLE, known())
    assert one.interval().covers(0.5)
    assert one.fit.noise == near([0.02, 0.02], rel=0.35)  # 37 degrees of freedom
    assert any("assumed [G]" in line for line in lines)
    assert not any("contacts" in line and "assumed" in line for line in lines)
    assert [one["path"] for one in tables.inputs()].count(
        "data/readers/sweeps/example_generated.csv"
    )


def test_the_command_prints_result_budget_and_assumptions(capsys):
    parser = argparse.ArgumentParser()
    sweep_reduction.add_arguments(parser)
    sizes = ["--width-nm", "177.2", "4", "--height-nm", "177.2", "--length-um", "5"]
    given = parser.parse_args([str(EXAMPLE), *sizes, "--contact-percent", "3", "1"])
    assert sweep_reduction.command(given) == 0
    text = capsys.readouterr().out
    assert "300 K" in text and "95 %" in text
    assert "width 177.2 ± 4 nm, given\n" in text
    assert "height 177.2 ± 10 nm, given, its uncertainty assumed [G]" in text
    assert "contacts 0.03 ± 0.01 of the wire's thermal resistance, given" in text
    assert re.search(r"background .* assumed \[G\]", text)
    with pytest.raises(SystemExit):
        parser.parse_args([str(EXAMPLE), *sizes, "--width-nm", "1", "2", "3"])


SIZES = {"width_nm": ["177.2", "4"], "height_nm": ["177.2", "4"], "length_um": ["5", "0.05"]}
UNUSUAL = {
    "thin": ({"width_nm": ["2", "0.1"]}, "width 2 nm; usual are 10 to 2000 nm"),
    "thick": ({"height_nm": ["20000", "100"]}, "height 20000 nm; usual are 10 to 2000 nm"),
    "short": ({"length_um": ["0.5", "0.01"]}, "length 0.5 um; usual are 1 to 100 um"),
    "a block": ({"height_nm": ["1900", "9"], "length_um": ["1", "0.1"]}, "length over thickness"),
    "exact": ({"width_nm": ["177.2", "0"]}, "uncertainty of the width 0 percent; usual are 0.1"),
    "vague": ({"length_um": ["5", "4"]}, "uncertainty of the length 80 percent"),
    "contacts": ({"contact_percent": ["40", "1"]}, "contact share 40 percent; usual are 0 to 30"),
    "background": ({"background_nW_per_K": ["3", "1"]}, "background 3 nW/K; usual are 0 to 2"),
    "leads": ({"lead_ohm": ["90000", "9"]}, "lead resistance 90000 ohm; usual are 1 to 20000"),
}


def words(**changed):
    """The command line of ``reduce`` for the example, with some options changed."""
    options = (SIZES | changed).items()
    flags = [one for k, v in options for one in (f"--{k.replace('_', '-', 1)}", *v)]
    return ["reduce", str(EXAMPLE), *(f.replace("nW_per_K", "nW-per-K") for f in flags)]


@pytest.mark.parametrize("name", UNUSUAL)
def test_a_size_that_few_wires_have_is_asked_about(name, capsys):
    changed, asked = UNUSUAL[name]
    assert main(words(**changed)) == 2
    out, said = capsys.readouterr()
    assert asked in said and "add --yes to `python -m ultralow reduce`" in said and not out
    assert main([*words(**changed), "--yes"]) == 0
    assert f"caution: {asked}" in capsys.readouterr().out


def test_the_usual_is_reduced_without_a_question(capsys):
    assert main(words()) == 0
    assert "caution" not in capsys.readouterr().out


def test_what_cannot_be_is_refused_by_those_who_are_sure_too(capsys):
    assert main([*words(width_nm=["0.2"]), "--yes"]) == 2
    assert "width 0.2 ± 10 nm cannot be" in capsys.readouterr().err


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["width", "height"]), st.floats(1.0, 1e5))
def test_a_width_is_asked_about_exactly_outside_what_is_usual(name, nanometres):
    sizes = {"width": [100e-9], "height": [100e-9], "length": [50e-6], name: [nanometres * 1e-9]}
    wire = sweep_reduction.known_geometry(**sizes)
    sweep_reduction.check_geometry(wire)
    asked = [line for line in sweep_reduction.doubts(wire) if line.startswith(f"{name} ")]
    number = float(f"{nanometres:.9g}")
    assert len(asked) == (not 10 <= number <= 2000)


def test_an_unusual_cell_of_a_sweep_is_asked_about(tmp_path):
    rows = [line.split(",") for line in EXAMPLE.read_text().split()]
    hotter = [[f"{2 * float(row[0]):g}", *row[1:]] for row in rows[1:]]
    path = tmp_path / "hot.csv"
    path.write_text("\n".join(",".join(row) for row in [rows[0], *hotter]) + "\n")
    message(lambda: sweep_reduction.reduce(path, known(), sure=False),
            "hot.csv, line 2, column 'temperature_K': 560 K; usual are 1.5 to 500 K",
            "more like it", "--yes")  # fmt: skip
    _, lines = sweep_reduction.reduce(path, known())
    assert any("caution: hot.csv, line 2" in line for line in lines)
