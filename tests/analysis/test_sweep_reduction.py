"""A reader's sweep reduced: what it was made from comes back, with every assumption told."""

import argparse
import re
from functools import partial

import pytest
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
