"""The recipe: every stated step once, and amounts that conserve matter."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ultralow.analysis import synthesis
from ultralow.data import materials, tables
from ultralow.errors import UltralowError

# SI numbers here are far below the 1e-12 that approx allows by itself.
near = partial(pytest.approx, abs=0.0)


@given(st.floats(1e-3, 1e3), st.floats(1e-6, 1.0), st.floats(1e-9, 1e-3))
def test_a_dilution_keeps_the_substance_and_the_volume(stock, share, volume):
    taken, solvent = synthesis.dilution(stock, stock * share, volume)
    assert taken + solvent == near(volume, rel=1e-12)
    assert synthesis.amount(stock, taken) == near(
        synthesis.amount(stock * share, volume), rel=1e-12
    )


@pytest.mark.parametrize("target", [7.0, 0.0, -1.0, np.nan])
def test_no_dilution_makes_a_solution_stronger(target):
    with pytest.raises(UltralowError, match="no dilution"):
        synthesis.dilution(6.6, target, 1e-6)


def test_every_claim_of_the_synthesis_is_one_row():
    claims = tables.read("claims")
    stated = claims.loc[claims["group"] == "synthesis", "id"] if "group" in claims else None
    if stated is None:
        stated = claims.loc[claims["id"].str.startswith("H"), "id"]
    assert sorted(synthesis.steps()["claim"]) == sorted(stated)
    assert len(synthesis.steps()) == 19


def test_the_steps_show_the_number_of_their_claim():
    stated = synthesis.steps().set_index("claim")["stated"]
    assert stated["H13"] == "6.6 mmol L-1"
    assert stated["H16"] == "90-120 min"
    assert stated["H17"] == ""
    assert list(synthesis.steps()["step"]) == sorted(synthesis.steps()["step"])


def test_amounts_from_the_stated_numbers():
    series = synthesis.dilution_series((4.0, 0.3)).set_index("SnI2_mmol_L")
    assert series.loc[4.0, "Sn_umol"] == near(4.0, rel=1e-12)  # 1 mL of 4 mmol/L
    assert series.loc[4.0, "stock_uL"] == near(4 / 6.6 * 1000, rel=1e-12)
    assert series.loc[0.3, "CsI_for_parity_mmol_L"] == near(300 / 70, rel=1e-12)
    # The film by mass: moles times molar mass over density and 1 cm².
    crystal = materials.get("CsSnI3")
    molar_mass = crystal.atoms.get_masses().sum() / 4 * 1e-3
    thickness = 4e-6 * molar_mass / crystal.mass_density / 1e-4
    assert series.loc[4.0, "film_um"] == near(thickness * 1e6, rel=1e-6)


def test_the_stated_range_is_within_the_stock():
    (low, high), (stock, _) = synthesis.stated_amount("H14"), synthesis.stated_amount("H13")
    assert (low, high, stock) == near((0.3, 4.0, 6.6))
    with pytest.raises(UltralowError, match="no volume or concentration"):
        synthesis.stated_amount("H5")
