"""The rattling study: a model in the place of a stored crystal, the verdict, and the judges."""

import re

import numpy as np
import pytest
from scipy.constants import tera
from spring_models import rattling_perovskite
from ultralow.analysis import rattling_tests as verdict
from ultralow.analysis import soft_mode_tables, soft_modes
from ultralow.analysis.rattling_tests import FAILURE, MECHANISM, TURNING, Line
from ultralow.analysis.soft_modes import SoftModes
from ultralow.data import materials, phonon_store
from ultralow.errors import UltralowError
from ultralow.evidence import rattling_claims
from ultralow.figures import soft_mode_panels
from ultralow.heat.mesh_modes import Modes

STORED = [name for name in materials.names() if phonon_store.accepted(name)]


def of_model(monkeypatch, phonon, rate, highest=0.6 * tera):
    """A study of a model crystal whose modes decay at a rate that is given by their caged share."""
    found = SoftModes(materials.get("CsSnI3"), "model", highest=highest, longest=4.6)
    monkeypatch.setattr(phonon_store, "phonopy", lambda name, checkpoint: phonon)
    modes = found.modes
    caged = found.motion_shares(modes)["caged ions"][0]
    empty = dict.fromkeys(Modes._fields)
    stored = Modes(
        **empty
        | {
            "wavevectors": modes.wavevectors,
            "weights": modes.weights,
            "frequencies": modes.frequencies,
            "temperatures": np.array([100.0, 300.0]),
            "scattering_rates": np.array([np.full(caged.shape, np.nan), rate(caged)]),
        }
    )
    monkeypatch.setattr(phonon_store, "modes", lambda name, checkpoint: stored)
    return found


def answers(found, idea=MECHANISM):
    return {one.question: one.yes for one in verdict.lines(found) if one.idea == idea}


def answer(found, words, idea=MECHANISM):
    (yes,) = [yes for question, yes in answers(found, idea).items() if words in question]
    return yes


def test_a_rattler_in_a_model_is_found(monkeypatch):
    loose = rattling_perovskite(cage=0.2)
    found = of_model(monkeypatch, loose, lambda caged: 1e10 * (1 + 9 * (caged > 0.5)))
    assert found.enrichment("caged ions") > 2
    assert found.clusters == []
    assert answer(found, "caged ions carry more")
    assert answer(found, "more on their own")
    assert not answer(found, "feel the caged mass less", FAILURE)
    assert found.einstein[0] == found.einstein.min()
    assert found.einstein_share[0] > 0.9


def test_an_ion_held_firmly_is_none(monkeypatch):
    firm = rattling_perovskite(cage=30.0)
    found = of_model(monkeypatch, firm, lambda caged: np.full(caged.shape, 1e10), 2.5 * tera)
    assert not answer(found, "caged ions carry more")
    assert not answer(found, "more of caged ions decay")
    assert answer(found, "feel the caged mass less", FAILURE)


def test_rates_speak_only_where_modes_live(monkeypatch):
    loose = rattling_perovskite(cage=0.2)
    alive = of_model(monkeypatch, loose, lambda caged: 1e10 * np.exp(3 * caged), 1.5 * tera)
    assert answer(alive, "more of caged ions decay") is True
    dead = of_model(monkeypatch, loose, lambda caged: 1e15 * np.exp(3 * caged), 1.5 * tera)
    assert answer(dead, "more of caged ions decay") is None
    told = verdict.sentences(verdict.lines(dead))[2]
    decided = [yes for yes in answers(dead).values() if yes is not None]
    assert f"passes {sum(decided)} of {len(decided)} tests" in told


def test_a_stricter_threshold_finds_smaller_groups(monkeypatch):
    found = of_model(monkeypatch, rattling_perovskite(), lambda caged: 1e10 + caged, 1.5 * tera)
    for factor in (0.5, 1.0, 2.0):
        assert found.dimensionality_shares(factor).sum() == pytest.approx(1)
    mean = [found.dimensionality_shares(factor) @ np.arange(4) for factor in (0.5, 1.0, 2.0)]
    assert mean == sorted(mean)
    assert mean[0] < mean[2]


def test_too_low_a_limit_is_told(monkeypatch):
    found = of_model(monkeypatch, rattling_perovskite(), np.copy, highest=1e9)
    with pytest.raises(UltralowError, match="raise frequency_max_THz"):
        found.dimensionality_shares()


def test_arrows_of_the_softest_modes(monkeypatch):
    found = of_model(monkeypatch, rattling_perovskite(cage=0.2), np.copy)
    mode = soft_mode_panels.softest(found, 0)
    assert found.central.frequencies[0, mode] == found.central.frequencies[0, 3:].min()
    moved = soft_mode_panels.displacements(found, mode)
    length = np.linalg.norm(moved, axis=1)
    assert length.max() == pytest.approx(soft_mode_panels.ARROW)
    assert np.argmax(length) == 0  # caesium
    # An optical mode leaves the centre of mass where it is.
    assert found.masses @ moved == pytest.approx(np.zeros(3), abs=1e-6 * found.masses.sum())
    turned = found.central.eigenvectors * np.exp(0.7j)
    vars(found)["central"] = found.central._replace(eigenvectors=turned)
    again = soft_mode_panels.displacements(found, mode)
    assert again == pytest.approx(moved, abs=1e-9)


def test_three_sentences_from_any_tests():
    some = [
        Line(MECHANISM, "a?", "a holds", True),
        Line(MECHANISM, "b?", "b fails", False),
        Line(MECHANISM, "c?", "c is open", None),
        Line(TURNING, "d?", "d holds", True),
    ]
    told = verdict.sentences(some)
    assert told[0] == "For the mechanism: a holds."
    assert told[1] == "Against it: b fails."
    assert told[2] == (
        "Cluster rattling passes 1 of 2 tests, soft rotations 1 of 1 tests "
        "and no rattler's mass 0 of 0 tests."
    )
    assert verdict.table(some)["speaks for it"].tolist() == ["yes", "no", "open", "yes"]
    assert "nothing that was tested" in verdict.sentences([])[0]


def test_contacts_of_the_published_crystals():
    for name in materials.names():
        found = soft_mode_tables.contacts(materials.get(name))
        bonds, cages, edges = found.values()
        assert len(bonds) == 24
        assert bonds.max() < cages.min() < edges.min() + 0.6
        table = soft_mode_tables.contact_table(materials.get(name), 4.6)
        assert table["number in the cell"].tolist() == [len(one) for one in found.values()]


def test_a_material_without_phonons_gets_one_line(capsys):
    assert soft_modes.soft_modes_or_none("CsSnI3_yellow") is None
    assert capsys.readouterr().out.count("\n") == 1
    names = [one[0] for one in soft_mode_tables.numbers(materials.get("CsSnI3_yellow"), 4.6)]
    assert names == ["spread_of_bonds", "spread_of_cages", "spread_of_edges"]


@pytest.mark.parametrize("name", STORED)
def test_stored_crystals_keep_the_sums(name):
    found = soft_modes.soft_modes(name)
    assert sum(found.energy_shares.values()) == pytest.approx(1, abs=1e-9)
    assert found.dimensionality_shares().sum() == pytest.approx(1)
    for share, room in found.motion_shares_on_mesh.values():
        assert 0 < room < 1
        # Over all modes of a wavevector nothing is left but the room that there is.
        assert share.mean(axis=1) == pytest.approx(room, abs=1e-9)
    frequencies = phonon_store.modes(name).frequencies
    again = found.scattered[0].frequencies
    usable = frequencies > 1e10
    assert again[usable] == pytest.approx(frequencies[usable], rel=1e-6)


@pytest.mark.parametrize("name", STORED)
def test_every_line_of_a_stored_crystal_has_its_number(name):
    found = verdict.lines(soft_modes.soft_modes(name))
    assert {one.idea for one in found} == {MECHANISM, TURNING, FAILURE}
    for one in found:
        assert one.question.endswith("?")
        assert re.search(r"\d", one.found)
        assert not re.search(r"nan|inf", one.found)


@pytest.mark.skipif(not STORED, reason="no phonons are stored")
@pytest.mark.parametrize("claim", ["F6", "F11", "F12", "F13", "F14"])
def test_judges_find_a_number(claim):
    finding = rattling_claims.judge[claim]()
    assert finding.verdict in ("consistent", "disagrees")
    assert re.search(r"\d", finding.here)


def test_crossings_of_a_crystal_are_counted():
    found = rattling_claims.count_crossings(rattling_perovskite(), 2 * tera, points=30)
    again = rattling_claims.count_crossings(rattling_perovskite(), 2 * tera, points=60)
    # Cubic, and the same along all three axes.
    assert found["crossed"] % 3 == found["folded"] % 3 == 0
    assert found["crossed"] == again["crossed"] > 0
    assert 0 <= found["with_sound"] <= found["crossed"]
