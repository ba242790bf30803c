"""The plan of a computation: what is asked for, in a table, before anything runs."""

import re
import shutil

import pytest
import rock_salt
from ultralow.analysis import computing_plan
from ultralow.errors import UltralowError
from ultralow.paper.gallery import ROOT

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:primitive_matrix defaulted"),
]


def test_each_result_is_a_row():
    rows = computing_plan.planned(["CsSnI3"], ["7net-0", "7net-l3i5"], ["100", "300"])
    assert [one.result for one in rows] == [
        *("7net-0", "7net-0-100K", "7net-0-300K"),
        *("7net-l3i5", "7net-l3i5-100K", "7net-l3i5-300K"),
    ]
    assert all(one.crystal == "CsSnI3" and one.cost and not one.refused for one in rows)


def test_a_folder_tells_what_it_cannot_plan(tmp_path):
    shutil.copy(ROOT / "data/structures/CsPbBr3.cif", tmp_path / "gamma bromide.cif")
    (tmp_path / "salt.cif").write_text(rock_salt.CIF)
    (tmp_path / "torn.cif").write_text(rock_salt.CIF[:200])
    (tmp_path / "notes.txt").write_text("nothing")
    rows = computing_plan.planned([str(tmp_path)], ["7net-0"], [])
    assert [one.crystal for one in rows] == ["gamma_bromide", "salt", "torn"]
    assert [one.cost is None for one in rows] == [False, False, True]
    text = computing_plan.as_text(rows)
    assert "torn: torn.cif" in text and "refused, see below" in text
    bromide, salt = (one.cost for one in rows[:2])
    assert (bromide.atoms, salt.atoms) == (20, 2)


def test_a_material_is_meant_before_a_folder_of_its_name(tmp_path, monkeypatch):
    (tmp_path / "CsPbI3").mkdir()
    monkeypatch.chdir(tmp_path)
    (row,) = computing_plan.planned(["CsPbI3"], ["7net-0"], [])
    assert row.crystal == "CsPbI3" and row.cost.atoms == 20


def test_the_table_adds_up():
    rows = computing_plan.planned(["CsSnI3", "CsPbI3"], ["7net-0"], ["300"])
    text = computing_plan.as_text(rows)
    forces = [one.cost.forces for one in rows]
    assert f"4 results: {sum(forces)} forces" in text
    lines = text.splitlines()[1:5]
    assert [int(re.split(r"  +", line)[4]) for line in lines] == forces
    minutes = sum(sum(one.cost.core_seconds.values()) for one in rows) / 60
    assert f"{minutes:.0f} core minutes" in text


def test_a_folder_without_anything_to_compute_says_so(tmp_path, capsys):
    (tmp_path / "torn.cif").write_text("data_x\n")
    from ultralow.__main__ import main

    assert main(["plan", str(tmp_path)]) == 2
    assert "Nothing to compute." in capsys.readouterr().out


def test_settings_and_spellings_of_make_compute_are_understood(tmp_path, capsys):
    from ultralow.__main__ import main

    shutil.copy(ROOT / "data/structures/CsSnI3.cif", tmp_path / "TIN.CIF")
    words = ["--checkpoints", "7net-0", "--settings", "{snapshots_third: 40}"]
    assert main(["plan", *words, str(tmp_path / "TIN.CIF")]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[1].startswith("TIN ") and "1 result: 98 forces" in out


def test_an_unknown_name_is_one_message():
    with pytest.raises(UltralowError, match="CsPbCl9"):
        computing_plan.planned(["CsPbCl9"], ["7net-0"], [])
