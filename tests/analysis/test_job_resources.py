"""What the workflow's jobs ask a cluster for, against what stored and measured ones took."""

import pytest
from ultralow.analysis import job_resources
from ultralow.compute import sampling
from ultralow.compute.sampling import PRODUCTION
from ultralow.data import phonon_store
from ultralow.paper.gallery import ROOT

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:primitive_matrix defaulted"),
]

PAPER = ("CsPbBr3", "CsPbI3", "CsSnI3")
STORED = [(material, one.name) for material in PAPER for one in phonon_store.results(material)]
RULES = {"fit": "fit", "conductivity": "modes_and_conductivity"}


def structure(material):
    return ROOT / "data" / "structures" / f"{material}.cif"


def asked(rule, material="CsPbI3", result="7net-0", **more):
    return job_resources.asked(rule, structure(material), result, PRODUCTION, **more)


@pytest.mark.parametrize("material, name", STORED)
@pytest.mark.parametrize("rule", RULES)
def test_a_job_asks_for_more_than_the_stored_one_took_and_not_for_ten_times(material, name, rule):
    (result,) = [one for one in phonon_store.results(material) if one.name == name]
    took = result.record["cost"]["core_seconds"][RULES[rule]] / 60
    told = asked(rule, material, name)["runtime"]
    assert 2 * took < told < 10 * took + 2 * job_resources.START_MINUTES


def test_cores_share_the_time_and_jobs_the_forces():
    alone, both = (asked("conductivity", threads=n)["runtime"] for n in (1, 2))
    start = job_resources.START_MINUTES
    assert both - start == pytest.approx((alone - start) / 2, abs=1)
    whole, half = (asked("displaced_forces", share=one)["runtime"] for one in (1, 0.5))
    assert half - start == pytest.approx((whole - start) / 2, abs=1)


def test_shares_of_all_parts_are_the_whole():
    shares = {"second": 2, "third": 2, "held_out": 1, "held_out_second": 1}
    at = structure("CsSnI3"), "7net-0", PRODUCTION
    parts = [job_resources.share_of(*at, part, n) for part, n in shares.items()]
    assert sum(one * n for one, n in zip(parts, shares.values(), strict=True)) == pytest.approx(1)
    assert all(one > 0 for one in parts)


@pytest.mark.parametrize("rule", job_resources.STAGES)
def test_a_job_that_was_cut_off_asks_for_twice_as_much(rule):
    first, second = (asked(rule, attempt=n) for n in (1, 2))
    for name in ("mem_mb", "runtime"):
        assert second[name] == pytest.approx(2 * first[name], abs=1)
        assert isinstance(first[name], int)


def test_a_ledger_asks_for_its_hour_beside_a_variant():
    assert asked("ledger")["runtime"] > 4 * job_resources.LEDGER_MINUTES


def test_effective_constants_ask_for_their_rounds():
    rest, warm = (
        asked(rule, result=name)["runtime"]
        for rule, name in (("displaced_forces", "7net-l3i5"), ("effective", "7net-l3i5-300K"))
    )
    assert warm > 2 * rest


def test_a_smaller_computation_asks_for_less():
    small = sampling.settings({"snapshots_third": 20, "least_height_second": 12})
    place = structure("CsPbI3")
    less = job_resources.asked("displaced_forces", place, "7net-l3i5", small)
    more = asked("displaced_forces", result="7net-l3i5")
    assert less["runtime"] < more["runtime"] and less["mem_mb"] < more["mem_mb"]
