"""Whom the judges of phonons ask: every accepted result, each with its spread."""

import numpy as np
from ultralow.analysis import convergence
from ultralow.data import phonon_store
from ultralow.evidence import accepted_results
from ultralow.paper.wires import LATTICE


def test_every_accepted_result_is_asked_and_the_best_is_the_first():
    assert set(accepted_results.best()) == set(LATTICE)
    for name, best in accepted_results.best().items():
        heats = accepted_results.of_wire(name)
        assert [one.checkpoint for one in heats] == [
            one.name for one in phonon_store.accepted(name)
        ]
        assert heats[0].checkpoint == best.checkpoint
    labels = list(accepted_results.labelled(["CsSnI3", "CsPbBr3"]))
    assert labels[0] == "CsSnI3 7net-l3i5-tuned-300K"
    shipped = [one for one in labels if "CsPbBr3" in one and "tuned" not in one]
    assert shipped == [
        "CsPbBr3 7net-l3i5-300K", "CsPbBr3 7net-0-300K", "CsPbBr3 7net-l3i5", "CsPbBr3 7net-0",
    ]  # fmt: skip


def test_a_wire_without_accepted_results_has_no_best(monkeypatch):
    here = accepted_results.of_wire
    monkeypatch.setattr(
        accepted_results, "of_wire", lambda name: [] if name == "CsPbBr3" else here(name)
    )
    assert set(accepted_results.best()) == set(LATTICE) - {"CsPbBr3"}


def test_what_is_lacking_or_refused_is_said_with_its_reason(monkeypatch):
    assert accepted_results.lacking() is None
    refused = ("7net-0-300K", "7net-0", "7net-l3i5")
    told = "".join(f". {name} is refused" for name in refused)
    assert accepted_results.refused("CsSnI3") == told
    monkeypatch.setattr(phonon_store, "accepted", lambda _material: ())
    found = accepted_results.lacking(["CsSnI3"])
    assert found.verdict == "not yet"
    assert found.reason.startswith("CsSnI3: 7net-0-300K: the potential misses 24% of first")
    assert "7net-l3i5: imaginary modes on the mesh" in found.reason


def test_a_result_without_a_ledger_has_an_unknown_spread(monkeypatch):
    heat = accepted_results.of_wire("CsPbI3")[0]
    assert 0 < convergence.spread(heat) < 1
    monkeypatch.setattr(type(heat.result), "rungs", property(lambda _self: []))
    assert np.isnan(convergence.spread(heat))
    assert accepted_results.spreads(["CsPbI3"]).endswith("unknown")


def test_wires_must_all_say_yes_and_the_results_of_one_alike():
    def answer(given):
        return accepted_results.answer(lambda heat: given(heat), ("CsPbI3", "CsPbBr3"))

    assert answer(lambda _heat: True) is True
    assert answer(lambda heat: heat.material.name == "CsPbI3") is False
    assert answer(lambda heat: heat.checkpoint != "7net-0-300K") is None
