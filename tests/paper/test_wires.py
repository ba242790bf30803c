"""Casimir lengths: the stated ones as stated, and their mean where none is stated."""

import numpy as np
import pytest
from ultralow.paper import wires

STRANGE = "CsSnI3_yellow"


@pytest.mark.parametrize("name", wires.CASIMIR)
def test_stated_lengths_are_known_as_stated(name):
    assert wires.casimir_length(name).grade == "S"


def test_a_crystal_without_a_stated_length_takes_the_mean_of_the_stated_ones():
    stated = [wires.casimir_length(name).value for name in wires.CASIMIR]
    assert wires.casimir_length(STRANGE).value == pytest.approx(np.mean(stated), rel=1e-12, abs=0)
    assert wires.casimir_length(STRANGE).grade == "G"


def test_a_length_is_told_in_metres():
    assert " m, " in str(wires.casimir_length("CsPbI3")) and " m, " in str(
        wires.casimir_length(STRANGE)
    )
    known = wires.KnownValue(0.4, 0.05, 300.0, "S", "Lee 2017")
    assert str(known) == "0.4 ± 0.05 W m⁻¹ K⁻¹, Lee 2017  [S]"
