"""Stored phonons: what refuses them, and the laws they obey."""

import json
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from textbook import particle
from ultralow.analysis import conductivity_curves, conductivity_ladder, lattice_conductivity
from ultralow.data import datapackage, materials, phonon_store, tables
from ultralow.errors import UltralowError

ROOT = Path(__file__).parents[2]
STORED = sorted(
    (path.parent.name, path.stem.removeprefix("phonons_"))
    for path in (ROOT / "data/computed").glob("*/phonons_*.json")
)
PAPER = ("CsPbI3", "CsPbBr3", "CsSnI3")
USABLE = [(one.material, one.name) for name in PAPER for one in phonon_store.usable(name)]


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of the data folder that a test may spoil."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    monkeypatch.setenv("ULTRALOW_DATA", str(folder))
    tables.forget_inputs()
    yield folder
    tables.forget_inputs()


def test_a_changed_or_missing_file_is_not_read(data):
    material, checkpoint = USABLE[0]
    path = data / "computed" / material / f"modes_{checkpoint}.hdf5"
    raw = path.read_bytes()
    path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    with pytest.raises(UltralowError, match="has changed since it was described"):
        phonon_store.choose(material, checkpoint).modes()
    path.unlink()
    with pytest.raises(UltralowError, match="no such file"):
        phonon_store.choose(material, checkpoint).modes()


def refuse(data, material, checkpoint):
    """Mark a stored result as refused, descriptor included."""
    change(data, material, checkpoint, {"accepted": False, "refused_because": "it rains"})


def change(data, material, checkpoint, changes):
    """Change the record of a stored result, descriptor included; None takes a key away."""
    import hashlib

    relative = f"computed/{material}/phonons_{checkpoint}.json"
    record = json.loads((data / relative).read_text()) | changes
    gone = [key for key in changes if changes[key] is None and key != "refused_because"]
    record = {key: value for key, value in record.items() if key not in gone}
    (data / relative).write_text(json.dumps(record))
    package = json.loads((data / "datapackage.json").read_text())
    for entry in package["resources"]:
        if entry["path"] == relative:
            entry["hash"] = f"sha256:{hashlib.sha256((data / relative).read_bytes()).hexdigest()}"
    (data / "datapackage.json").write_text(json.dumps(package))


def test_a_refused_result_is_handed_to_nobody_but_its_record_can_be_read(data):
    material, checkpoint = USABLE[0]
    for one in phonon_store.accepted(material):
        refuse(data, material, one.name)
    tables.forget_inputs()
    assert phonon_store.accepted(material) == ()
    found = {one.name: one for one in phonon_store.refused(material)}[checkpoint]
    assert found.refused_because == found.record["refused_because"] == "it rains"
    for hand_out in (found.modes, found.force_constants, found.second_order, found.phonopy):
        with pytest.raises(UltralowError, match=f"{checkpoint} was refused: it rains"):
            hand_out()
    with pytest.raises(UltralowError, match="no usable phonons"):
        phonon_store.choose(material)
    with pytest.raises(UltralowError, match=f"{checkpoint} was refused: it rains"):
        phonon_store.choose(material, checkpoint)


def judge(data, material, **missed):
    """Store that potentials miss so much of the forces of first principles, descriptor included."""
    import hashlib

    relative = f"computed/{material}/snapshots_pbe.json"
    number = {name: [0.1, 0.01] for name in ("mean_error", "rms_error", "missed", "slope")}
    potentials = {
        name.replace("_", "-"): {
            "odd": number,
            "even": number,
            "whole": number | {"missed": [value, 0.01]},
            "accepted": value < 0.2,
            "refused_because": None if value < 0.2 else f"it misses {value:g}",
        }
        for name, value in missed.items()
    }
    numerics = {"rms_error": 0.002, "converged": True}
    record = {"material": material, "grade": "R", "numerics": numerics, "potentials": potentials}
    (data / relative).write_text(json.dumps(record))
    package = json.loads((data / "datapackage.json").read_text())
    digest = hashlib.sha256((data / relative).read_bytes()).hexdigest()
    entry = {"name": "judged", "path": relative, "format": "json", "hash": f"sha256:{digest}"}
    others = [one for one in package["resources"] if one["path"] != relative]
    (data / "datapackage.json").write_text(json.dumps(package | {"resources": [*others, entry]}))
    tables.forget_inputs()


def test_the_potential_nearer_to_first_principles_is_best(data):
    judge(data, "CsPbBr3", **{"7net_l3i5": 0.12, "7net_0": 0.11})
    assert phonon_store.nearest_first("CsPbBr3")[:2] == ("7net-0", "7net-l3i5")
    shipped = materials.SHIPPED
    names = [one.name for one in phonon_store.results("CsPbBr3") if one.potential in shipped]
    assert names == ["7net-0-300K", "7net-l3i5-300K", "7net-0", "7net-l3i5"]
    assert phonon_store.choose("CsPbBr3").name == "7net-0-300K"


def test_a_result_without_a_ledger_is_behind_those_with_one(data):
    judge(data, "CsPbBr3", **{"7net_l3i5": 0.12, "7net_0": 0.11})
    package = json.loads((data / "datapackage.json").read_text())
    missing = "computed/CsPbBr3/ledger_7net-0-300K.json"
    package["resources"] = [one for one in package["resources"] if one["path"] != missing]
    (data / "datapackage.json").write_text(json.dumps(package))
    tables.forget_inputs()
    shipped = materials.SHIPPED
    names = [one.name for one in phonon_store.results("CsPbBr3") if one.potential in shipped]
    assert names == ["7net-l3i5-300K", "7net-0-300K", "7net-0", "7net-l3i5"]


def test_a_potential_that_may_not_speak_for_a_crystal_hands_out_nothing_of_it(data):
    judge(data, "CsPbBr3", **{"7net_l3i5": 0.12, "7net_0": 0.25})
    assert "7net-0" not in {one.potential for one in phonon_store.accepted("CsPbBr3")}
    refused = [one for one in phonon_store.refused("CsPbBr3") if one.potential == "7net-0"]
    assert len(refused) == 2 and all("it misses 0.25" in one.refused_because for one in refused)
    with pytest.raises(UltralowError, match="7net-0 was refused: it misses 0.25"):
        phonon_store.choose("CsPbBr3", "7net-0")


def test_a_potential_that_was_not_compared_comes_behind(data):
    judge(data, "CsPbBr3", **{"7net_0": 0.15})
    assert phonon_store.nearest_first("CsPbBr3")[:2] == ("7net-0", "7net-l3i5")
    assert phonon_store.referee("CsSnI3_yellow") is None
    assert phonon_store.nearest_first("CsSnI3_yellow")[:2] == ("7net-l3i5", "7net-0")


def test_the_second_order_comes_without_the_third(monkeypatch):
    found = phonon_store.choose("CsPbI3")
    alone, both = found.second_order(), found.force_constants()
    assert alone.third is None
    for name in set(both._fields) - {"third"}:
        np.testing.assert_array_equal(getattr(alone, name), getattr(both, name))
    tables.forget_inputs()
    again = phonon_store.choose("CsPbI3")
    monkeypatch.setattr(type(again), "force_constants", None)  # a phonopy does not ask for it
    assert again.phonopy().force_constants.shape == both.second.shape


def test_what_was_read_for_a_check_is_an_input_of_a_figure_that_asks_later():
    """Of a result its record and ledger and the referee's record, and the modes themselves."""
    material, name = USABLE[0]

    def asked():
        phonon_store.choose(material, name).modes()
        return [one["path"] for one in tables.inputs()]

    tables.forget_inputs()
    anew = asked()
    tables.forget_inputs()
    with datapackage.unrecorded():
        asked()
    assert tables.inputs() == [] and asked() == anew
    assert f"data/computed/{material}/modes_{name}.hdf5" in anew
    assert f"data/computed/{material}/snapshots_pbe.json" in anew


def test_best_follows_one_order(data):
    material = "CsPbI3"
    names = [one.name for one in phonon_store.accepted(material)]
    nearest = phonon_store.nearest_first(material)

    def place(name):
        one = phonon_store.choose(material, name)
        return not one.effective, not one.rungs, nearest.index(one.potential)

    assert names == sorted(names, key=place)
    assert phonon_store.choose(material).name == names[0]
    refuse(data, material, names[0])
    tables.forget_inputs()
    assert phonon_store.choose(material).name == names[1]


def test_a_material_without_phonons_names_the_command():
    assert phonon_store.results("CsSnI3_yellow") == ()
    with pytest.raises(UltralowError, match="make compute MATERIAL=CsSnI3_yellow"):
        phonon_store.choose("CsSnI3_yellow")


def test_constants_of_300_K_come_before_those_of_other_temperatures_and_apart_from_them(data):
    material, name = "CsPbBr3", "7net-l3i5"
    package = json.loads((data / "datapackage.json").read_text())
    for entry in list(package["resources"]):
        path = entry["path"]
        if f"/{material}/" in path and f"_{name}-300K." in path:
            colder = path.replace("300K", "100K")
            shutil.copy(data / path, data / colder)
            package["resources"].append(
                entry | {"path": colder, "name": entry["name"].replace("300k", "100k")}
            )
    (data / "datapackage.json").write_text(json.dumps(package))
    tables.forget_inputs()
    found = [one.name for one in phonon_store.results(material)]
    cold, warm = found.index(f"{name}-100K"), [one for one in found if one.endswith("-300K")]
    assert found[: len(warm)] == warm and cold == len(warm)
    heats = lattice_conductivity.accepted_results(materials.get(material))
    alike = [heat.checkpoint for heat in lattice_conductivity.same_kind(heats)]
    assert alike == [one for one in warm if one in {heat.checkpoint for heat in heats}]
    # Those of another temperature speak for no other; they are rungs of a ladder.
    assert f"{name}-100K" not in {heat.checkpoint for heat in heats}
    ladder = [one.name for one in phonon_store.ladder(material, name)]
    assert ladder == [f"{name}-100K", f"{name}-300K"]
    assert phonon_store.choose(material, f"{name}-100K").ensemble_K == 100
    chosen = next(one for one in heats if one.checkpoint == f"{name}-300K")
    assert conductivity_ladder.ConductivityLadder(chosen).ensembles_K == [100, 300]
    named = lattice_conductivity.chosen_result(materials.get(material), f"{name}-100K")
    assert conductivity_ladder.ConductivityLadder(named).ensembles_K == [100]
    curves = conductivity_curves.lattice_curves([chosen], 100, 400, None, 0.0)
    assert curves.ensembles_K == (100, 300)
    # Both rungs are one here, so that the curve is that of either.
    assert curves.bulk.total == pytest.approx(chosen.conductivity(curves.temperature).total)


def test_a_refused_rung_is_none_of_the_refused_results_at_room_temperature():
    stored = {one.name: one for one in phonon_store.results("CsSnI3")}
    assert stored["7net-l3i5-tuned-400K"].refused_because
    names = [one.name for one in phonon_store.refused("CsSnI3")]
    assert names == ["7net-0-300K", "7net-0", "7net-l3i5"]
    here = [one.name for one in phonon_store.at_room("CsSnI3")]
    assert set(stored) - set(here) == {f"7net-l3i5-tuned-{one}K" for one in (100, 200, 400)}


def test_a_crystal_may_be_called_as_the_files_are(monkeypatch):
    files = {"computed/phonons_mine/phonons_7net-0.json",
             "computed/my_stiffness_2/stiffness_own.json"}  # fmt: skip
    monkeypatch.setattr(datapackage, "paths", lambda: files)
    assert phonon_store.names("phonons_mine") == ("7net-0",)
    assert phonon_store.own_potentials("my_stiffness_2") == ("own",)


def test_a_result_without_a_ledger_has_no_rungs(monkeypatch):
    found = phonon_store.StoredPhonons("CsPbI3", "7net-0")
    monkeypatch.setattr(datapackage, "paths", set)
    assert found.ledger is None
    assert found.rungs == []


@pytest.mark.parametrize(
    "changed, settings, lowest, refused",
    [
        ("mesh", {"mesh_length": 24.0}, -0.021, True),
        ("mesh", {"mesh_length": 24.0}, -0.019, False),
        ("seed", {"seed": 2}, -0.021, True),
        ("supercell of the second order", {"least_height_second": 99.0}, -0.5, True),
        ("supercell of the second order", {"least_height_second": 9.0}, -0.5, False),
        ("snapshots of the second order", {"snapshots_second": 2}, -0.5, False),
        ("checkpoint", {"checkpoint": "7net-l3i5"}, -0.5, False),
        ("snapshots", {"snapshots_third": 60}, -0.5, False),
        ("snapshots", {"snapshots_third": 200}, -0.5, True),
        ("cell without stress", {"mesh_length": 36.0}, -0.5, False),
    ],
)
def test_a_rung_that_is_unstable_refuses_the_result(changed, settings, lowest, refused):
    """Unless it is poorer than the result, or another potential's."""
    found = phonon_store.StoredPhonons("CsPbBr3", "7net-0")
    rung = {"changed": changed, "settings": settings, "against": {}, "mesh": [3, 7, 3]}
    found.ledger = {"rungs": [rung | {"lowest_mode_THz": lowest}]}
    assert bool(found.refused_because) == refused
    if refused:
        assert f"its ledger, {lowest:.3f} THz ({changed}" in found.refused_because
        with pytest.raises(UltralowError, match="imaginary modes in its ledger"):
            found.modes()


@pytest.mark.parametrize("what", ["heat", "mesh", "no heat"])
def test_a_ledger_of_another_computation_is_not_used(what, data):
    material, checkpoint = "CsPbBr3", "7net-0"
    found = phonon_store.StoredPhonons(material, checkpoint)
    assert found.ledger and not any("ledger" in said for said in found.cautions)
    record = json.loads(json.dumps(found.record))
    if what == "heat":  # as stored anew with other settings, on the same mesh
        (line,) = [one for one in record["conductivity"]["particle_W_m_K"]
                   if one == found.rungs[0]["particle_W_m_K"]]  # fmt: skip
        line[0] += 0.01
    elif what == "mesh":
        record["settings"]["mesh"] = [7, 7, 7]
    else:
        record |= {"accepted": False, "refused_because": "it rains", "conductivity": None}
    change(data, material, checkpoint, record)
    tables.forget_inputs()
    found = phonon_store.StoredPhonons(material, checkpoint)
    assert found.ledger is None and found.rungs == []
    assert "ledger belongs to another computation" in found.cautions[-1]


@pytest.mark.parametrize("anew", ["force_constants_7net-l3i5-300K.hdf5", "polarity_pbe.json"])
def test_heat_with_polar_forces_of_another_computation_is_not_used(anew, data):
    material, checkpoint = "CsPbBr3", "7net-l3i5-300K"
    found = phonon_store.StoredPhonons(material, checkpoint)
    assert found.polar_heat["checkpoint"] == checkpoint and not found.polar_heat_is_old
    package = json.loads((data / "datapackage.json").read_text())
    (entry,) = [one for one in package["resources"]
                if one["path"] == f"computed/{material}/{anew}"]  # fmt: skip
    entry["hash"] = f"sha256:{'0' * 64}"
    (data / "datapackage.json").write_text(json.dumps(package))
    tables.forget_inputs()
    found = phonon_store.StoredPhonons(material, checkpoint)
    assert found.polar_heat is None and found.polar_heat_is_old


@pytest.mark.parametrize("material, checkpoint", STORED)
def test_every_stored_ledger_and_verdict_belongs_to_its_result(material, checkpoint):
    found = phonon_store.StoredPhonons(material, checkpoint)
    stored = ROOT / f"data/computed/{material}/ledger_{checkpoint}.json"
    assert (found.ledger is not None) == stored.exists()
    assert found.verdict is not None and found.cautions == found.record["cautions"]


def test_a_verdict_on_other_weights_of_the_same_name_does_not_count(data):
    def named(checkpoint):
        return {one.name: one for one in phonon_store.results("CsSnI3")}[checkpoint]

    assert "misses 24%" in named("7net-0").refused_because
    provenance = named("7net-0").record["provenance"] | {"checkpoint_sha256": "0" * 64}
    change(data, "CsSnI3", "7net-0", {"provenance": provenance})
    tables.forget_inputs()
    found = named("7net-0")
    assert found.verdict is None and not found.refused_because
    assert "not judged" in found.cautions[-1]
    assert "misses 24%" in named("7net-0-300K").refused_because  # with the weights that were
    at_rest = [one for one in phonon_store.results("CsSnI3") if not one.effective and one.rungs]
    assert at_rest[-1] is found  # behind those that were judged
    del provenance["checkpoint_sha256"]  # as an older record
    change(data, "CsSnI3", "7net-0", {"provenance": provenance})
    tables.forget_inputs()
    assert "misses 24%" in named("7net-0").refused_because


@pytest.mark.parametrize("material", PAPER)
def test_each_file_is_read_once_whoever_asks(material, monkeypatch):
    tables.forget_inputs()
    read, parsed = Counter(), Counter()
    content, parse = datapackage.content, datapackage.parse_json

    def counted(entry):
        read[entry["path"]] += 1
        return content(entry)

    def noted(raw, shown):
        parsed[shown] += 1
        return parse(raw, shown)

    monkeypatch.setattr(datapackage, "content", counted)
    monkeypatch.setattr(datapackage, "parse_json", noted)
    crystal = materials.get(material)
    for _ in range(2):
        heats = lattice_conductivity.accepted_results(crystal)
        lattice_conductivity.report(crystal)
        for heat in heats:
            assert heat.result is phonon_store.choose(material, heat.checkpoint)
            heat.result.force_constants(), heat.result.rungs
    stored = [path for path in read if "computed/" in path]
    # Of each result its record and ledger, of an accepted one force constants and modes, too; and
    # the record of first principles.
    results = phonon_store.results(material)
    ledgers = sum(one.ledger is not None for one in results)
    assert len(stored) == len(results) + ledgers + 2 * len(heats) + 1
    assert {read[path] for path in stored} == {1}
    assert parsed["data/datapackage.json"] <= 1


def test_an_unknown_checkpoint_lists_the_usable_ones():
    first = phonon_store.accepted("CsPbI3")[0].name
    with pytest.raises(UltralowError, match=f"use checkpoint = 'best' or '{first}'"):
        phonon_store.choose("CsPbI3", "../7net-0").modes()


def test_the_paper_s_three_phases_have_usable_phonons():
    assert all(phonon_store.accepted(material) for material in PAPER)
    assert sum(p.stat().st_size for p in (ROOT / "data/computed").rglob("*")) < 40e6


@pytest.mark.parametrize("material, checkpoint", USABLE)
def test_stored_modes_add_up_to_the_stored_conductivity(material, checkpoint):
    result = phonon_store.choose(material, checkpoint)
    modes, record = result.modes(), result.record
    stored, centre = record["conductivity"], record["zone_centre"]
    for at in (0, len(modes.temperatures) // 2, len(modes.temperatures) - 1):
        # phono3py's constants differ from CODATA's by parts in a million, products keep 16 bits,
        # and five decimals are stored.
        expected = np.array(stored["particle_W_m_K"][at]) - centre["particle_W_m_K"][at]
        assert particle(modes, at) == pytest.approx(expected, rel=5e-6 + 2**-16, abs=1e-5)


@pytest.mark.parametrize("material, checkpoint", USABLE)
def test_the_tensor_has_the_crystal_s_symmetry(material, checkpoint):
    """Orthorhombic: diagonal along the axes of the cell, in each part, at each temperature."""
    stored = phonon_store.choose(material, checkpoint).record["conductivity"]
    for part in ("particle_W_m_K", "coherence_W_m_K"):
        tensor = np.array(stored[part])
        assert np.abs(tensor[:, 3:]).max() <= 1e-5  # the last stored digit
        assert tensor[-1, :3].min() > 0.01


@pytest.mark.parametrize("material, checkpoint", USABLE)
def test_stored_force_constants_obey_the_sum_rule_and_give_the_stored_frequencies(
    material, checkpoint
):
    constants = phonon_store.choose(material, checkpoint).force_constants()
    modes = phonon_store.choose(material, checkpoint).modes()
    # The third order is stored in single precision.
    assert np.abs(constants.second.sum(axis=1)).max() < 1e-10
    rest = np.abs(constants.third.sum(axis=2, dtype=float)).max()
    assert rest < 1e-6 * np.abs(constants.third).max()
    model = phonon_store.choose(material, checkpoint).phonopy()
    model.run_qpoints(modes.wavevectors)
    frequencies = np.asarray(model.qpoints.frequencies) * 1e12
    # Zero modes come out as the root of a rounding error.
    assert frequencies == pytest.approx(modes.frequencies, rel=1e-6, abs=1e7)


def test_computed_results_stand_on_the_structures_as_they_are():
    listed = [r for r in datapackage.resources() if r["path"].startswith("computed/")]
    records = [r["name"] for r in listed if r["format"] == "json"]
    structures = set(tables.read("materials")["structure"])
    for name in records:
        record = tables.read_json(name)
        # Heat with polar forces stands on force constants, which stand on a structure.
        for one in record.get("rests_on") or [record["structure"]]:
            path = one["path"].removeprefix("data/")
            assert path in structures or "rests_on" in record
            assert one["sha256"] == tables.fingerprint(path)["sha256"], name
