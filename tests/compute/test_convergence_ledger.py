"""The convergence ledger: what a variant is held against, and what it computes anew."""

from types import SimpleNamespace

import numpy as np
import pytest
from argon import SMALL, Pairs, crystal, sampled
from ultralow.compute import (
    convergence_ledger,
    effective_force_constants,
    force_constant_fit,
    ledger_settings,
    phonon_record,
    supercells,
    three_phonon,
)
from ultralow.compute.ledger_settings import Variant
from ultralow.errors import UltralowError
from ultralow.heat import accumulation
from ultralow.heat.accumulation import Accumulation

pytestmark = [
    pytest.mark.long(60),
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:primitive_matrix defaulted"),
]


def row(changed, settings, values, against=None):
    return {
        "changed": changed,
        "settings": settings,
        "against": against or {},
        "particle_W_m_K": values,
        "coherence_W_m_K": [0.0] * 6,
    }


def test_a_row_is_held_against_the_one_it_names():
    coarse, half = {"mesh_length": 30.0}, {"mesh_length": 30.0, "snapshots_third": 100}
    rows = [
        row("mesh", {}, [1.0, 1.0, 1.0, 0, 0, 0]),
        row("mesh", coarse, [2.0, 1.0, 1.0, 0, 0, 0]),
        row("snapshots", half, [4.0, 1.0, 1.0, 0, 0, 0], coarse),
        row("displacement", {**half, "distance": 0.02}, [4.0, 2.0, 1.0, 0, 0, 0], half),
    ]
    found = convergence_ledger.compared(rows, np.array([1.0, 0.0, 0.0]))
    assert [one["change_wire"] for one in found] == [0.0, 1.0, 1.0, 0.0]
    assert [one["change_trace"] for one in found] == pytest.approx([0, 1 / 3, 0.5, 1 / 6], abs=1e-4)


def test_a_direction_takes_the_tensor_apart():
    one = row("x", {}, [1.0, 2.0, 3.0, 0.0, 0.5, 0.0])
    diagonal = np.array([1, 0, 1]) / 2**0.5
    assert convergence_ledger.conductivity(one, diagonal) == pytest.approx((1 + 3) / 2 + 0.5)
    assert convergence_ledger.conductivity(one, None) == pytest.approx(2.0)


def test_without_a_wire_there_is_the_trace_alone():
    found = convergence_ledger.compared([row("mesh", {}, [1.0, 1.0, 1.0, 0, 0, 0])], None)
    assert "change_wire" not in found[0] and found[0]["change_trace"] == 0


RECORD = {
    "material": "Ar",
    "checkpoint": "7net-0",
    "refused_because": None,
    "settings": {"mesh": [5, 5, 5]},
    "ensemble": {"temperature_K": 300.0},
    "gates": {"lowest_mode_mesh_THz": {"value": 0.0}},
    "conductivity": {
        "temperatures_K": [20.0, 300.0],
        "particle_W_m_K": [[9.0] * 6, [0.1, 0.1, 0.1, 0, 0, 0]],
        "coherence_W_m_K": [[9.0] * 6, [0.2, 0.2, 0.2, 0, 0, 0]],
    },
    "cost": {
        "core_seconds": {"modes_and_conductivity": 1.0},
        "force_calculations": 26,
        "total_core_seconds": 9.0,
        "finite_displacement_calculations": 99,
    },
}


class Argon(convergence_ledger.ConvergenceLedger):
    """A small ledger for the pair potential."""

    variants = (
        Variant("snapshots", {"mesh_length": 12.0, "snapshots_third": 10}, {}),
        Variant("seed", {"mesh_length": 12.0, "seed": 2}, {"mesh_length": 12.0}),
        Variant("exact", {"mesh_length": 12.0, "snapshots_third": 10}, {}, exact=True),
    )
    meshes = (Variant("mesh", {}, {}), Variant("mesh", {"mesh_length": 12.0}, {}))


class Run:
    """Samples of a production run, and a count of the forces that are computed anew."""

    def __init__(self, folder, relaxed=None):
        self.folder, self.relaxed, self.new = folder, relaxed or crystal(), []

    def sample(self, name):
        part = "second" if name.startswith("round") else name
        return sampled(self.relaxed, SMALL, self.folder, part)[:2]

    def cell(self):
        return self.relaxed | {"lattice": (0.98 * np.array(self.relaxed["lattice"])).tolist()}

    def forces(self, name, part, atoms, displaced, exact):
        self.new.append((name, exact))
        return displaced, np.array(list(supercells.displaced_forces(atoms, Pairs(), displaced)))


@pytest.fixture
def ledgers(argon, tmp_path):
    """Ledgers of argon at rest and, by another name, warm; and what they ask."""
    run = Run(tmp_path)
    production = convergence_ledger.Production(
        crystal() | {"structure": {"path": "x.cif"}}, SMALL, argon[0], RECORD
    )
    kinds = (Argon, convergence_ledger.EffectiveLedger)
    return run, *(kind(production, run.sample, run.forces, run.cell) for kind in kinds)


def test_forces_that_there_are_are_taken_and_others_computed(ledgers):
    run, ledger, _ = ledgers
    fewer, seed, exact = Argon.variants
    again, new = ledger.constants(fewer._replace(settings={}))
    assert new == 0 and run.new == []
    assert np.array_equal(again.second, ledger.stored.second)
    np.testing.assert_allclose(again.third, ledger.stored.third, atol=1e-7)
    found, new = ledger.constants(fewer)
    assert new == 0 and run.new == []
    second, third = run.sample("second"), [one[:10] for one in run.sample("third")]
    expected, _ = force_constant_fit.fit_sample(crystal(), SMALL, second, third)
    np.testing.assert_allclose(found.third, expected.third, atol=1e-6)
    assert np.abs(found.third - again.third).max() > 1e-4  # ten snapshots are not twenty
    assert ledger.constants(seed)[1] == SMALL.snapshots_second + SMALL.snapshots_third
    assert [name for name, _ in run.new] == ["second_10_0.03_2_4", "third_10_0.03_2_20"]
    assert ledger.constants(exact)[1] == SMALL.snapshots_second + 10
    assert [one for one in run.new if one[1]] == [
        ("second_10_0.03_1_4", True), ("third_10_0.03_1_10", True),
    ]  # fmt: skip


FREE = Variant("cell without stress", {"mesh_length": 12.0}, {}, without_stress=True)


def test_in_another_cell_everything_is_sampled_anew(ledgers):
    run, ledger, _ = ledgers
    found, new = ledger.constants(FREE)
    assert new == SMALL.snapshots_second + SMALL.snapshots_third
    assert [name for name, _ in run.new] == [
        "second_without_stress_10_0.03_1_4", "third_without_stress_10_0.03_1_20",
    ]  # fmt: skip
    assert found.lattice == pytest.approx(0.98 * ledger.stored.lattice)
    # Pairs that are closer have stiffer springs: of a twelfth power 1.02^14 as stiff, and more.
    assert found.second[0, 0, 0, 0] > 1.3 * ledger.stored.second[0, 0, 0, 0]
    row = convergence_ledger.named(FREE, ledger.row(FREE))
    assert row["volume_ratio"] == 0.9412 and row["without_stress"]
    plain = convergence_ledger.named(Argon.meshes[1], ledger.row(Argon.meshes[1]))
    assert "volume_ratio" not in plain and "without_stress" not in plain
    assert row["mesh"] == plain["mesh"] == [3, 3, 3]  # by its own lengths it would have 5
    # Nothing is held against it, though its settings are those of another.
    rows = [convergence_ledger.as_row(RECORD) | {"settings": {}, "against": {}}, row, plain]
    *_, last = convergence_ledger.compared([*rows, plain | {"against": FREE.settings}])
    assert last["change_trace"] == 0


def test_a_record_without_300_K_is_named_and_no_row_beside_others():
    heat = RECORD["conductivity"] | {"temperatures_K": [200.0]}
    other = RECORD | {"conductivity": heat, "checkpoint": "another"}
    with pytest.raises(UltralowError, match="another has no conductivity at 300 K"):
        convergence_ledger.as_row(other)
    assert convergence_ledger.other_results([other], "7net-0") == []


def test_a_mesh_alone_takes_the_force_constants_as_they_are(ledgers):
    run, ledger, _ = ledgers
    found = ledger.row(Argon.meshes[-1])
    assert found["mesh"] == [3, 3, 3] and found["new_force_calculations"] == 0 == len(run.new)
    xx, yy, zz, *off = found["particle_W_m_K"]
    assert xx == pytest.approx(yy, rel=1e-3) and xx == pytest.approx(zz, rel=1e-3)
    assert np.abs(off).max() < 1e-4 and xx > 0


def test_a_mesh_tells_how_far_heat_goes_along_the_wire(ledgers):
    """As the record of the same mesh does, whose sums are by hand here."""
    _, ledger, _ = ledgers
    ledger.axis = np.array([0, 1, 1])
    found = ledger.row(Argon.meshes[-1])["path_95_m"]
    beside = phonon_record.coarser(ledger.stored, np.array([4, 4, 4]))  # its coarser one has 3
    _, yy, zz, yz, *_ = np.array(beside["carried_W_m_K"]).T
    along = Accumulation(np.array(beside["path_m"]), (yy + zz) / 2 + yz)
    assert beside["mesh"] == [3, 3, 3]
    assert found == pytest.approx(accumulation.value_at_share(along), rel=2e-3)
    assert "path_95_m" not in ledger.row(Argon.variants[0])


def test_a_row_tells_its_lowest_mode_and_its_heat_in_few_digits(ledgers, monkeypatch):
    modes = SimpleNamespace(frequencies=np.array([[2e12, 4e12], [-0.31234567e12, 1e12]]))
    heat = three_phonon.Conductivity(
        np.full((1, 6), 0.1234567), np.full((1, 6), 0.7654321), np.zeros((1, 6))
    )
    monkeypatch.setattr(three_phonon, "conductivity", lambda *_: (modes, heat))
    by_path = Accumulation(np.array([1e-9, 2.34567e-8]), np.array([[0.0] * 6, [1.0] * 6]))
    monkeypatch.setattr(phonon_record, "by_path", lambda *_: by_path)
    found = ledgers[1].row(Argon.meshes[-1])
    assert found["lowest_mode_THz"] == -0.3123
    assert found["particle_W_m_K"] == [0.12346] * 6 and found["coherence_W_m_K"] == [0.76543] * 6
    assert found["path_95_m"] == float(f"{1e-9 * 23.4567**0.95:.4g}")


def test_the_finest_mesh_comes_last():
    for kind in (convergence_ledger.ConvergenceLedger, convergence_ledger.EffectiveLedger):
        order = kind.order.fget(kind)  # of the class alone: no run is needed
        assert order[0].settings == {} and order[-1].settings == {"mesh_length": 72.0}
        assert len(order) == len(kind.meshes) + len(kind.variants)


@pytest.fixture
def warm(ledgers, monkeypatch):
    """The ledger of effective constants whose last sample is the one of the third order at rest."""
    monkeypatch.setattr(effective_force_constants, "SNAPSHOTS_LAST", 18)
    monkeypatch.setattr(effective_force_constants, "SNAPSHOTS_HELD_OUT", 2)
    run, _, ledger = ledgers
    away, asked = 0.01, []

    def sample(name):
        asked.append(name)
        displaced, forces = run.sample("third")
        if name.endswith("_still"):
            return np.full((1, *displaced.shape[1:]), away), np.zeros((1, *forces.shape[1:]))
        return displaced + away, forces

    ledger.sample = sample
    return run, ledger, asked


def test_fewer_snapshots_fit_the_last_sample_again(warm):
    run, ledger, asked = warm
    displaced, forces = (one[2:12] for one in run.sample("third"))
    found, new = ledger.constants(Variant("", {"mesh_length": 12.0, "snapshots_third": 10}, {}))
    assert new == 0 and run.new == [] and set(asked) == {"last_still", "last"}
    joint, cubic = force_constant_fit.fit_third(
        supercells.unit_cell(crystal()), (2, 2, 2), ledger.stored.primitive_matrix,
        displaced, forces, SMALL.cutoff,
    )  # fmt: skip
    np.testing.assert_allclose(found.second, joint, atol=1e-9)
    np.testing.assert_allclose(found.third, cubic, atol=1e-6)


def test_of_several_last_samples_the_last_is_asked(warm, monkeypatch):
    _, ledger, asked = warm
    ensemble = ledger.record["ensemble"] | {"last_samples": 2}
    monkeypatch.setattr(ledger, "record", ledger.record | {"ensemble": ensemble})
    ledger.constants(Variant("", {"mesh_length": 12.0, "snapshots_third": 10}, {}))
    assert set(asked) == {"last_2_still", "last_2"}


def test_another_cutoff_fits_the_last_sample_again(warm, monkeypatch):
    run, ledger, _ = warm
    fit_third, cutoffs = force_constant_fit.fit_third, []
    monkeypatch.setattr(
        force_constant_fit, "fit_third",
        lambda *given: cutoffs.append((len(given[3]), given[-1])) or fit_third(*given),
    )  # fmt: skip
    ledger.constants(Variant("", {"mesh_length": 12.0, "cutoff": 5.0}, {}))
    assert cutoffs == [(18, 5.0)] and run.new == []


def test_one_more_round_samples_the_crystal_that_was_found(warm):
    run, ledger, _ = warm
    found, new = ledger.constants(Variant("one more round", {"seed": 7}, {}))
    assert new == 21 and run.new == [("last_still_7", False), ("last_7", False)]
    assert not np.array_equal(found.second, ledger.stored.second)
    # Argon at 300 K is not solid; its constants are of the same size all the same.
    assert 0.2 < found.second[0, 0, 0, 0] / ledger.stored.second[0, 0, 0, 0] < 20


def test_one_more_round_starts_at_the_mean_positions(warm):
    """Atoms that the motion has shifted are held still where the result has them."""
    run, ledger, _ = warm
    ledger.stored = ledger.stored._replace(positions=ledger.stored.positions + 0.01)
    still = []
    ledger.forces = lambda name, part, atoms, displaced, exact: (
        still.append(displaced), run.forces(name, part, atoms, displaced, exact)
    )[1]  # fmt: skip
    ledger.constants(Variant("one more round", {"seed": 7}, {}))
    assert still[0][0] == pytest.approx(np.full((32, 3), 0.01 * 5.25))


def test_in_another_cell_all_rounds_are_made_anew(warm, monkeypatch):
    monkeypatch.setattr(effective_force_constants, "SNAPSHOTS_ROUND", 4)
    run, ledger, _ = warm
    ledger.record = RECORD | {"ensemble": {"temperature_K": 20.0}}
    found, new = ledger.constants(FREE)
    rounds = [name for name, _ in run.new if name.startswith("round")]
    assert rounds == [f"round_{i}_without_stress" for i in range(len(rounds))]
    assert len(rounds) >= effective_force_constants.LEAST_ROUNDS
    assert new == 4 * len(rounds) + 21 and run.new[-1] == ("last_without_stress", False)
    assert found.lattice == pytest.approx(0.98 * ledger.stored.lattice)
    assert found.second[0, 0, 0, 0] > 1.3 * ledger.stored.second[0, 0, 0, 0]


def test_other_results_are_rows_with_their_whole_cost():
    records = [RECORD, RECORD | {"checkpoint": "7net-l3i5", "refused_because": "soft"}]
    (other,) = convergence_ledger.other_results(records, "7net-0")
    assert other["changed"] == "checkpoint" and other["core_seconds"] == 9.0
    assert other["settings"] == {"checkpoint": "7net-l3i5"} and other["refused_because"] == "soft"
    assert other["new_force_calculations"] == 26 and other["particle_W_m_K"][0] == 0.1


def test_what_is_stored_says_along_which_wire(ledgers):
    _, ledger, _ = ledgers
    first = convergence_ledger.named(Argon.meshes[0], convergence_ledger.as_row(RECORD))
    ledger.axis = np.array([0, 1, 1])
    found = convergence_ledger.written(ledger, [first])
    assert found["wire_axis"] == [0, 1, 1] and found["rungs"][0]["wire_W_m_K"] == 0.3
    assert found["reference_mesh_length_A"] == ledger_settings.COARSE
    assert found["finite_displacement_calculations"] == 99
    assert list(found["rungs"][0])[:4] == ["changed", "settings", "against", "exact"]
    ledger.axis = None
    plain = convergence_ledger.written(ledger, [first])
    assert plain["wire_axis"] is None and "wire_W_m_K" not in plain["rungs"][0]
