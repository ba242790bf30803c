"""The holes' part of the explorer: heat and charge add up, whatever is set."""

import pytest
from explorer_views import view
from ultralow.paper.stated import stated


def test_at_room_temperature_the_lorenz_number_splits_the_heat_and_leaves_zt():
    before, after = view().numbers, view(lorenz_number_W_Ohm_per_K2=1.7e-8).numbers
    for numbers in (before, after):
        total = numbers["lattice"].value + numbers["electronic"].value
        assert total == pytest.approx(stated("D4").value, rel=1e-9)
    assert after["lattice"].value > before["lattice"].value
    assert after["merit"].value == pytest.approx(before["merit"].value, rel=1e-9)
