"""Crystals of springs that the tests of phonons share."""

import pytest
from spring_models import rattling_perovskite, simple_cubic


@pytest.fixture(scope="session")
def cube():
    """One atom in a cube of 3 Å."""
    return simple_cubic(3.0)


@pytest.fixture(scope="session")
def perovskite():
    return rattling_perovskite()
