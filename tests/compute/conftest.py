"""Crystals that several tests of computing start from."""

import pytest
from argon import SMALL, computed, conducted, crystal
from ase.build import bulk
from ase.calculators.emt import EMT
from copper import at_rest
from ultralow.compute import elastic_constants, potentials


@pytest.fixture(scope="session")
def argon(tmp_path_factory):
    """Solid argon: force constants, what the fit misses, modes and conductivity."""
    constants, missed = computed(crystal(), SMALL, tmp_path_factory.mktemp("argon"))
    return constants, missed, *conducted(constants, SMALL)


@pytest.fixture(scope="session")
def copper():
    """Face-centred cubic copper, free of stress."""
    return at_rest("fcc", 3.5, 3.7)


@pytest.fixture(scope="session")
def hexagonal():
    """Close-packed hexagonal copper: its two atoms shift against each other under strain."""
    return bulk("Cu", "hcp", a=2.54, c=4.14)


@pytest.fixture(scope="session")
def hexagonal_run(hexagonal):
    """Hexagonal copper strained in all ways."""
    return elastic_constants.relaxed_ion_stiffness(hexagonal, EMT(), strain=(0.0005, 0.001))


@pytest.fixture(scope="session", params=sorted(potentials.CHECKPOINTS))
def potential(request):
    """Each of the shipped potentials, where they are installed."""
    reason = "needs torch and sevenn: run in the environment that `make compute` builds"
    pytest.importorskip("torch", reason=reason)
    pytest.importorskip("sevenn", reason=reason)
    return potentials.load_calculator(request.param)
