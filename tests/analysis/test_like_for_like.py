"""Like for like: every stored result has its row, with its numbers or its reason."""

import pytest
from ultralow.analysis import convergence, lattice_conductivity, like_for_like
from ultralow.data import materials, phonon_store
from ultralow.paper import wires

PAPER = ("CsPbI3", "CsPbBr3", "CsSnI3")


def test_each_result_has_a_row():
    rows = like_for_like.table().to_dict("records")
    stored = [one for name in PAPER for one in phonon_store.at_room(name)]
    assert [row["crystal"] for row in rows] == [one.material for one in stored]
    for row, one in zip(rows, stored, strict=True):
        assert row["refused because"] == one.refused_because
        assert row["potential"] == one.potential
        kind = one.record["settings"]["force_constants"]
        assert ("at 300 K" in row["force constants"]) == kind.startswith("effective, 300 K")
        if one.refused_because:
            assert row["particles"] == row["over stated"] == "—"


@pytest.mark.parametrize("name", PAPER)
def test_numbers_are_those_of_the_figures(name):
    crystal, stated = materials.get(name), wires.stated_lattice(name).value
    rows = like_for_like.table((name,)).to_dict("records")
    by_name = {
        (row["potential"], row["force constants"] != "at rest"): row
        for row in rows
        if not row["refused because"]
    }
    heats = lattice_conductivity.accepted_results(crystal)
    assert len(by_name) == len(heats)
    for heat in heats:
        row, found = by_name[heat.result.potential, heat.effective], heat.conductivity(300.0)
        value, error = row[f"sum, {like_for_like.UNIT}"].split(" ± ")
        assert float(row["particles"]) == pytest.approx(found.particle, abs=6e-4)
        assert float(row["between bands"]) == pytest.approx(found.coherence, abs=6e-4)
        assert float(value) == pytest.approx(found.total, abs=6e-3)
        assert float(row["over stated"]) == pytest.approx(found.total / stated, abs=6e-3)
        if error == "unknown":
            assert not heat.result.rungs
        else:
            spread = convergence.spread(heat) * found.total
            assert float(error) == pytest.approx(spread, abs=6e-3)
