"""A reader's own potential: its results are found, stand behind ours, and can be asked for."""

import json
import shutil
from pathlib import Path

import pytest
from ultralow.analysis import sound_velocities
from ultralow.data import describe, materials, phonon_store, tables
from ultralow.errors import UltralowError
from ultralow.explorer import choices, panel
from ultralow.figures import style
from ultralow.paper import parameters

ROOT = Path(__file__).parents[2]
MATERIAL, LIKE, OWN = "CsPbBr3", "7net-0", "mine"


@pytest.fixture
def data(tmp_path, monkeypatch):
    """The data folder with results of another potential, which are those of a shipped one."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    for path in sorted((folder / "computed" / MATERIAL).glob(f"*_{LIKE}*")):
        stem = path.name.replace(LIKE, OWN)
        if "tuned" in stem or path.name.startswith("ledger"):
            continue
        if path.suffix == ".json":
            record = json.loads(path.read_text()) | {"checkpoint": path.stem.split("_")[1]}
            record["checkpoint"] = record["checkpoint"].replace(LIKE, OWN)
            path.with_name(stem).write_text(json.dumps(record))
        else:
            shutil.copy(path, path.with_name(stem))
    monkeypatch.setattr(describe, "invalid", lambda file: [])
    assert describe.bring_in_step(folder).problems == []
    monkeypatch.setenv("ULTRALOW_DATA", str(folder))
    tables.forget_inputs()
    yield folder
    tables.forget_inputs()


def test_its_results_stand_behind_ours_of_the_same_kind(data):
    names = [one.name for one in phonon_store.results(MATERIAL)]
    assert [one for one in names if "tuned" not in one] == [
        "7net-l3i5-300K", "7net-0-300K", "mine-300K", "7net-l3i5", "7net-0", "mine",
    ]  # fmt: skip
    behind = names.index("mine-300K")  # of all that move
    assert all(names.index(one) < behind for one in names if "300K" in one and one != "mine-300K")
    assert phonon_store.own_potentials() == phonon_store.own_potentials(MATERIAL) == (OWN,)
    assert phonon_store.own_potentials("CsSnI3") == ()
    assert phonon_store.choose(MATERIAL).name == names[0] == "7net-l3i5-tuned-300K"
    assert phonon_store.choose(MATERIAL, "mine-300K").modes().frequencies.any()


def test_its_stiffness_is_asked_last(data):
    sources = [one.source for one in sound_velocities.usable_sounds(materials.get(MATERIAL))]
    assert sources[-1] == OWN and sources[0] == "literature"
    assert "mine: stress" in sound_velocities.stress_summary(materials.get(MATERIAL))


def test_a_notebook_takes_it_by_name(data):
    given = {"material": MATERIAL, "checkpoint": "mine-300K", "figures_folder": ""}
    assert parameters.VOCABULARY["checkpoint"].more()[-2:] == (OWN, f"{OWN}-300K")
    assert parameters._value("checkpoint", given["checkpoint"]) == "mine-300K"
    assert parameters._value("velocity_source", OWN) == OWN
    with pytest.raises(UltralowError, match="or mine$|, mine|or mine"):
        parameters._value("checkpoint", "theirs")


def test_the_explorer_opens_with_its_sound_and_says_which_crystals_lack_it(data):
    given = {"material": MATERIAL, "velocity_source": OWN}
    one = panel.Explorer(parameters.check("explore", given))
    opened = one.panel()
    menu = opened.facts["known"][MATERIAL]["offered"]["velocity_source"]
    assert menu[OWN] == "" and opened.values["velocity_source"] == OWN
    assert OWN in opened.facts["known"][MATERIAL]["sounds"]
    elsewhere = choices.offered("velocity_source", {"material": "CsSnI3"})
    assert elsewhere[OWN] and not elsewhere["7net-0"]


def test_a_referee_that_names_a_potential_without_its_file_is_refused(data):
    path = data / "computed" / MATERIAL / "snapshots_pbe.json"
    record = json.loads(path.read_text())
    record["potentials"][OWN] = record["potentials"][LIKE]
    path.write_text(json.dumps(record))
    describe.bring_in_step(data)
    tables.forget_inputs()
    with pytest.raises(UltralowError, match="potential in data/computed/CsPbBr3.*'mine'"):
        phonon_store.referee(MATERIAL)
    record["checkpoint_sha256"][OWN] = "0" * 64
    path.write_text(json.dumps(record))
    describe.bring_in_step(data)
    tables.forget_inputs()
    assert OWN in phonon_store.referee(MATERIAL)["potentials"]
    order = phonon_store.nearest_first(MATERIAL)
    assert order.index(OWN) == order.index(LIKE) + 1


def test_it_has_a_mark_and_a_place_in_every_picture():
    assert style.marker(OWN) == "D" and style.marker("7net-0") == "v"
    places = [style.place(one) for one in (*style.SOURCE_MARKERS, OWN)]
    assert len(set(places)) == len(places)
    assert style.words("mine-300K") == "mine at 300 K"
