"""The tests of cluster rattling: what each idea predicts, on models and on stored crystals."""

import re

import numpy as np
import pytest
from model_study import of_model
from scipy.constants import tera
from spring_models import rattling_perovskite
from ultralow.analysis import rattling_tests as verdict
from ultralow.analysis import soft_modes
from ultralow.analysis.rattling_tests import FAILURE, MECHANISM, TURNING, Line
from ultralow.data import materials, phonon_store

STORED = [name for name in materials.names() if phonon_store.accepted(name)]


def answers(found, idea=MECHANISM):
    return {one.question: one.yes for one in verdict.lines(found) if one.idea == idea}


def answer(found, words, idea=MECHANISM):
    (yes,) = [yes for question, yes in answers(found, idea).items() if words in question]
    return yes


def test_a_rattler_in_a_model_is_found(monkeypatch):
    loose = rattling_perovskite(cage=0.2)
    found = of_model(loose, lambda caged: 1e10 * (1 + 9 * (caged > 0.5)))
    assert found.enrichment("caged ions") > 2
    assert found.clusters == []
    assert answer(found, "caged ions carry more")
    assert answer(found, "more on their own")
    assert not answer(found, "feel the caged mass less", FAILURE)
    assert found.einstein[0] == found.einstein.min()
    assert found.einstein_share[0] > 0.9


def test_an_ion_held_firmly_is_none(monkeypatch):
    firm = rattling_perovskite(cage=30.0)
    found = of_model(firm, lambda caged: np.full(caged.shape, 1e10), 2.5 * tera)
    assert not answer(found, "caged ions carry more")
    assert not answer(found, "more of caged ions decay")
    assert answer(found, "feel the caged mass less", FAILURE)


def test_rates_speak_only_where_modes_live(monkeypatch):
    loose = rattling_perovskite(cage=0.2)
    alive = of_model(loose, lambda caged: 1e10 * np.exp(3 * caged), 1.5 * tera)
    assert answer(alive, "more of caged ions decay") is True
    dead = of_model(loose, lambda caged: 1e15 * np.exp(3 * caged), 1.5 * tera)
    assert answer(dead, "more of caged ions decay") is None
    told = verdict.sentences(verdict.lines(dead))[2]
    decided = [yes for yes in answers(dead).values() if yes is not None]
    assert f"passes {sum(decided)} of {len(decided)} tests" in told


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


@pytest.mark.parametrize("name", STORED)
def test_every_line_of_a_stored_crystal_has_its_number(name):
    found = verdict.lines(soft_modes.soft_modes(name))
    assert {one.idea for one in found} == {MECHANISM, TURNING, FAILURE}
    for one in found:
        assert one.question.endswith("?")
        assert re.search(r"\d", one.found)
        assert not re.search(r"nan|inf", one.found)
