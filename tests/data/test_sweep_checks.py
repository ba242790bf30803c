"""Sweeps that no device gives: slipped units, lone wrong readings, noise, sizes that cannot be."""

import argparse
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ultralow.analysis import sweep_reduction
from ultralow.errors import UltralowError
from ultralow.measurement import reduction
from ultralow.measurement.uncertainty import Estimate
from ultralow.paper.gallery import ROOT

EXAMPLE = ROOT / "data" / "readers" / "sweeps" / "example_generated.csv"
HEAD, *LINES = EXAMPLE.read_text(encoding="utf-8").split()
GOOD = np.array([[float(cell) for cell in line.split(",")] for line in LINES])
T, I, H, S = range(4)  # noqa: E741
SWEPT = np.flatnonzero(GOOD[:, T] == 300)
SIZES = ["--width-nm", "177.2", "--height-nm", "177.2", "--length-um", "5"]


def known(width=177.2e-9, **others):
    usual = {"contact_share": Estimate(0.03, 0.01), "background": Estimate(2.144e-10, 7e-12)}
    sizes = [width, 4e-9], [177.2e-9, 4e-9], [5e-6, 5e-8]
    return sweep_reduction.known_geometry(*sizes, **usual | others)


def reduce(folder, table, geometry=None):
    """Reduce a table as if it had been a file; the first conductivity and the lines with it."""
    file = folder / "mine.csv"
    rows = [",".join(f"{cell:.12g}" for cell in row) for row in table]
    file.write_text("\n".join([HEAD, *rows]) + "\n")
    (found, *_), lines = sweep_reduction.reduce(file, geometry or known())
    return found, lines


def changed(column, change, rows=slice(None)):
    table = GOOD.copy()
    table[rows, column] = change(table[rows, column])
    return table


def noise(size):
    return lambda values: 4000 + np.random.default_rng(1).normal(0, size, values.shape)


SLIPS = {
    "current in A": (changed(I, lambda i: i * 1e-6), "beams of 4e-11 nW/K.*were in A;"),
    "current in mA": (changed(I, lambda i: i * 1e-3), "beams of 4e-05 nW/K.*were in mA;"),
    "current in nA": (changed(I, lambda i: i * 1e3), "line 11, .*above 1000.*nanoamperes"),
    "currents of 1e-9 uA": (changed(I, lambda i: i * 1e-9), "beams of 4e-17 nW/K cannot be"),
    "temperature in degrees Celsius": (changed(T, lambda t: t - 273.15), "degrees Celsius"),
    "temperature in mK": (changed(T, lambda t: t * 1e3), "line 2, .*above 1000.*millikelvins"),
    "resistances in milliohm": (
        changed(slice(H, S + 1), lambda r: r * 1e3), "line 2, .*above 200000.*milliohms"),
    "resistances in kilo-ohm": (changed(slice(H, S + 1), lambda r: r / 1e3), "kilo-ohms"),
    "temperatures that drift": (
        changed(T, lambda t: t + 1e-3 * np.arange(t.size), SWEPT), "line 7, .*differ by 1 mK"),
    "a sensor of pure noise": (changed(S, noise(0.3), SWEPT), "do not rise with the heat"),
    "a quiet sensor that sees nothing": (changed(S, noise(0.02), SWEPT), "do not rise"),
    "both of pure noise": (changed(slice(H, S + 1), noise(1.0)), "cannot be calibrated"),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_named_and_gives_no_number(tmp_path, name):
    table, said = SLIPS[name]
    with pytest.raises(UltralowError, match=f"(?s)mine.csv.*{said}.*To mend it|mine.csv.*{said}"):
        reduce(tmp_path, table)


@pytest.mark.parametrize("row", [0, 5, 12, 30, 44, 48])
@pytest.mark.parametrize("column", [H, S])
@pytest.mark.parametrize("change", [100.0, -100.0, 36000.0, -3600.0])
def test_one_wrong_reading_is_refused(tmp_path, row, column, change):
    with pytest.raises(UltralowError, match="mine.csv.* To mend it|mine.csv") as caught:
        reduce(tmp_path, changed(column, lambda r: r + change, row))
    if row in SWEPT:
        assert f"line {row + 2}, column" in str(caught.value)
        assert "off the curve of the others" in str(caught.value)


@pytest.mark.parametrize("seed", range(20))
def test_noise_alone_is_no_wrong_reading(tmp_path, seed):
    rng = np.random.default_rng(seed)
    table = changed(slice(H, S + 1), lambda r: r + rng.normal(0, 0.1, r.shape))
    found, _ = reduce(tmp_path, table)
    assert found.interval().resolved


def test_a_temperature_that_may_be_degrees_is_told(tmp_path):
    _, lines = reduce(tmp_path, changed(T, lambda t: t * 1.8 - 459.67))
    assert any("were they degrees" in line for line in lines)
    _, lines = reduce(tmp_path, GOOD)
    assert not any("were they degrees" in line for line in lines)


IMPOSSIBLE = {
    "a width of 115 m": known(width=115.0),
    "a width of 0.2 nm": known(width=0.2e-9),
    "a negative width": known(width=-1e-7),
    "a width that is not a number": known(width=float("nan")),
    "contacts of the wire's own resistance": known(contact_share=Estimate(1, 0.01)),
    "contacts of a hundred wires": known(contact_share=Estimate(100, 0.01)),
    "negative contacts": known(contact_share=Estimate(-0.1, 0.01)),
    "a negative lead": known(lead_resistance=Estimate(-1000, 10)),
    "an endless lead": known(lead_resistance=Estimate(float("inf"), 10)),
    "a negative background": known(background=Estimate(-1e-9, 1e-11)),
    "a background in W/K": known(background=Estimate(0.2, 0.1)),
    "a negative uncertainty": known(contact_share=Estimate(0.03, -0.01)),
    "F of zero": known(factor=0.0),
    "F of ten": known(factor=10.0),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_no_wire_or_device_has_is_refused(tmp_path, name):
    with pytest.raises(UltralowError, match="cannot be\n  To mend it: give a "):
        reduce(tmp_path, GOOD, IMPOSSIBLE[name])


BALANCE, COOLS = "do not follow a heat balance", "the sensing island cools"


@pytest.mark.parametrize("column, row, said", [(H, 30, BALANCE), (H, 38, BALANCE), (S, 5, COOLS)])
def test_readings_that_no_heat_balance_gives_are_refused_without_a_traceback(column, row, said):
    table = changed(column, lambda r: r * 10, row)
    rest, swept = table[table[:, I] == 0], table[SWEPT]
    meters = [reduction.fit_thermometer(rest[:, T], rest[:, c], 300.0)[0] for c in (H, S)]
    with pytest.raises(UltralowError, match=said):
        reduction.fit_sweep(300.0, swept[:, I] * 1e-6, (swept[:, H], swept[:, S]), meters, 19444.0)


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "ultralow", "reduce", str(EXAMPLE), *arguments],
        capture_output=True, env=os.environ | environment, cwd=ROOT, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_any_encoding_of_the_terminal_serves(encoding):
    good = run(*SIZES, PYTHONIOENCODING=encoding)
    assert good.returncode == 0 and not good.stderr
    told = good.stdout.decode(encoding)
    assert "300 K" in told and "W m-" in told and "\\u" not in told
    bad = run(*SIZES[:1], "0.2", *SIZES[2:], PYTHONIOENCODING=encoding)
    assert bad.returncode == 2 and bad.stderr.startswith(b"ultralow: width 0.2")


def test_a_closed_pipe_ends_quietly():
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "ultralow", "reduce", str(EXAMPLE), *SIZES]
    with os.fdopen(writing, "wb") as out:
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (141, b"")


def test_an_argument_that_is_not_a_number_is_refused_by_the_command(tmp_path):
    parser = argparse.ArgumentParser()
    sweep_reduction.add_arguments(parser)
    given = parser.parse_args([str(EXAMPLE), *SIZES, "--contact-percent", "nan", "1"])
    with pytest.raises(UltralowError, match="contact share nan"):
        sweep_reduction.command(given)


@settings(max_examples=80, deadline=None)
@given(
    row=st.integers(0, len(GOOD) - 1),
    column=st.integers(0, 3),
    put=st.sampled_from(["", "nan", "1e9", "-1", "0", "4 000", "4000,5", "4e3", "x", "1e-300"])
    | st.floats().map(repr),
)
def test_a_changed_cell_gives_the_same_result_or_one_message(tmp_path_factory, row, column, put):
    file = tmp_path_factory.mktemp("sweep") / "mine.csv"
    rows = [line.split(",") for line in LINES]
    rows[row][column] = put
    file.write_text("\n".join([HEAD, *(",".join(cells) for cells in rows)]) + "\n")
    try:
        (found, *_), _ = sweep_reduction.reduce(file, known())
    except UltralowError as problem:
        assert "mine.csv" in str(problem)
        return
    assert found.interval().covers(0.5)
