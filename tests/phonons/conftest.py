"""Crystals of springs that the tests of phonons share."""

import pytest
from spring_models import rattling_perovskite, simple_cubic
from ultralow.phonons import harmonic


@pytest.fixture(scope="session")
def cube():
    """One atom in a cube of 3 Å."""
    return simple_cubic(3.0)


@pytest.fixture(scope="session")
def perovskite():
    return rattling_perovskite()


@pytest.fixture(scope="session")
def mesh_of_perovskite(perovskite):
    return harmonic.vibrations(harmonic.solver(perovskite), *harmonic.mesh((4, 4, 4)))
