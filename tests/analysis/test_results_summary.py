"""The table of all computed results: in step with them, whole, silent on what is not known."""

import csv
import io

import numpy as np
import pytest
from ultralow.__main__ import main
from ultralow.analysis import results_summary
from ultralow.data import datapackage, materials, phonon_store, tables


@pytest.fixture(scope="module")
def rows():
    return results_summary.rows()


def test_the_stored_table_is_in_step(rows):
    stored = (datapackage.data_folder() / results_summary.PATH).read_text(encoding="utf-8")
    assert stored == results_summary.as_csv(rows), "run `python -m ultralow summary`"


def test_every_result_has_a_row_and_a_refused_one_its_reason_alone(rows):
    stored = [(one, r.name) for one in materials.names() for r in phonon_store.results(one)]
    assert [(row["material"], row["result"]) for row in rows] == stored
    table = tables.read("summary").set_index(["material", "result"])
    numbers = ["thermal_conductivity", "particles", "between_bands", "unified_minimum"]
    refused = table["accepted"] == "no"
    assert refused.any() and table.loc[refused, numbers].isna().all(axis=None)
    assert (table["refused_because"].fillna("") != "").equals(refused)
    assert table.loc[~refused, numbers].notna().all(axis=None)
    # Empty is this for force constants that a reader brought, and for none of ours.
    assert table["missed_of_unseen_forces"].notna().all()
    parts = table["particles"] + table["between_bands"]
    np.testing.assert_allclose(parts[~refused], table["thermal_conductivity"][~refused], rtol=1e-3)


def test_it_says_what_the_records_say(rows):
    name = "7net-l3i5-300K"
    (row,) = [one for one in rows if (one["material"], one["result"]) == ("CsSnI3", name)]
    (one,) = [r for r in phonon_store.results("CsSnI3") if r.name == name]
    heat = one.record["conductivity"]
    at = heat["temperatures_K"].index(300.0)
    xx, _, zz, *_ = np.add(heat["particle_W_m_K"][at], heat["coherence_W_m_K"][at])
    a, _, c = one.record["structure"]["lattice_A"]
    along = (a**2 * xx + c**2 * zz) / (a**2 + c**2)  # the wire is [101]
    assert row["thermal_conductivity"] == pytest.approx(along, rel=2e-3)
    assert row["pressure_GPa"] == pytest.approx((0.858 + 0.489 + 0.46) / 3, abs=1e-3)


def test_a_folder_that_cannot_be_written_is_one_message(monkeypatch, capsys):
    def read_only(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(results_summary, "rows", list)
    monkeypatch.setattr(results_summary.atomic_write, "write_text", read_only)
    assert main(["summary"]) == 2
    said = capsys.readouterr().err
    assert "data/computed/summary.csv cannot be written" in said and "Read-only" in said


def test_a_result_without_rates_at_300_K_has_a_row_without_its_heat(monkeypatch, rows):
    one = phonon_store.choose("CsSnI3")
    modes = one.modes()._replace(temperatures=one.modes().temperatures / 10)
    monkeypatch.setattr(phonon_store.StoredPhonons, "modes", lambda _self: modes)
    row = results_summary._row(one)
    (before,) = [two for two in rows if (two["material"], two["result"]) == ("CsSnI3", one.name)]
    assert row == {name: value for name, value in before.items() if name in row}
    assert set(before) - set(row) == {
        "thermal_conductivity", "uncertainty", "particles", "between_bands", "unified_minimum",
        "path_95_nm", "path_95_uncertainty_nm",
    }  # fmt: skip


def test_what_is_not_known_is_an_empty_cell():
    row = {"material": "X", "thermal_conductivity": 0.123456, "uncertainty": float("nan")}
    (read,) = csv.DictReader(io.StringIO(results_summary.as_csv([row])))
    assert read["thermal_conductivity"] == "0.1235"
    assert read["uncertainty"] == read["cahill_minimum"] == read["refused_because"] == ""
    assert list(read) == results_summary.columns()
