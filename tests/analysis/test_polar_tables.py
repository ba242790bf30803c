"""Words and tables of polar forces tell what is known, and say what is not."""

import pytest
from ultralow.analysis import band_sound, polar_phonons, polar_tables
from ultralow.analysis.lattice_conductivity import accepted_results
from ultralow.data import materials, phonon_store
from ultralow.paper import wires

STORED = [name for name in wires.CASIMIR if phonon_store.polarity(name)]
ACCEPTED = [name for name in STORED if phonon_store.polarity(name)["accepted"]]


def test_every_crystal_of_the_paper_has_born_charges_or_a_reason_why_they_are_refused():
    assert list(wires.CASIMIR) == STORED
    assert {"CsPbI3", "CsPbBr3"} <= set(ACCEPTED)
    for name in set(STORED) - set(ACCEPTED):
        assert phonon_store.polarity(name)["refused_because"]
        told = polar_tables.summary(materials.get(name), None)
        assert phonon_store.polarity(name)["refused_because"] in told


def test_sound_stands_beside_that_of_the_elastic_constants():
    table = polar_tables.sound_table(wires.CASIMIR)
    assert set(table["along"]) == {"a", "b", "c"}
    warm = table["result"].str.contains("300K")
    assert (table["elastic constants, m/s"][warm] == "not known").all()
    first = {name: accepted_results(materials.get(name))[0].checkpoint for name in ACCEPTED}
    assert set(zip(table["crystal"][warm], table["result"][warm])) <= set(first.items())
    table = table[~warm]
    for (crystal, result), rows in table.groupby(["crystal", "result"]):
        springs, elastic = (one[:, 2] for one in band_sound.both(crystal, result))
        told = rows["elastic constants, m/s"].astype(float)
        assert told.tolist() == pytest.approx(elastic, abs=0.5)
        without = rows["without polar forces"].str.split().str[0].astype(float)
        assert without.tolist() == pytest.approx(springs, abs=0.5)


def test_an_imaginary_sound_is_called_so():
    told = polar_tables.sound_table(["CsPbBr3"]).set_index(["result", "along"])
    assert told.loc[("7net-0", "a"), "with polar forces"] == "imaginary"


def test_of_a_crystal_without_charges_nothing_is_told(monkeypatch):
    monkeypatch.setattr(phonon_store, "polarity", lambda name: None)
    assert polar_tables.numbers(None) == []
    assert polar_tables.site_table(None).empty
    assert "`make polar`" in polar_tables.summary(materials.get("CsSnI3"), None)


def test_heat_of_other_springs_is_called_old(monkeypatch):
    study = polar_phonons.polar_phonons_or_none(materials.get("CsPbBr3"))
    assert "make polar" not in polar_tables.summary(study.material, study)
    monkeypatch.setattr(phonon_store.StoredPhonons, "polar_heat_is_old", True)
    assert "of other springs or charges" in polar_tables.summary(study.material, study)


def test_what_polar_forces_do_to_the_heat_is_told_of_every_result_with_them():
    table = polar_tables.heat_table(ACCEPTED)
    told = [(name, heat.checkpoint) for name in ACCEPTED
            for heat in accepted_results(materials.get(name))
            if polar_phonons.polar_heat(heat)]  # fmt: skip
    assert list(zip(table["crystal"], table["result"])) == told
    assert len(told) >= len(ACCEPTED)
