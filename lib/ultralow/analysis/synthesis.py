"""How the γ-CsSnI₃ wires are made, as a table, and the amounts in it.

A film of CsI on a chip reacts with SnI₂ from solution. The text states every volume and the SnI₂
concentrations, but not how much CsI a saturated solution in methanol holds; no cited value of
that solubility is stored here, so the caesium on the chip stays open. What can be told is how
concentrated the CsI solution must be for caesium and tin to be equal in number.
"""

import numpy as np
from scipy.constants import N_A, centi, kilo, micro, milli

from ultralow.data import materials, tables
from ultralow.errors import UltralowError

_LITRE = milli  # in m³


def amount(concentration, volume):
    """Moles in a volume (m³) of a solution (mol/m³)."""
    return np.asarray(concentration) * volume


def dilution(stock, target, volume):
    """Volumes of stock and of solvent that give a volume of diluted solution.

    Parameters
    ----------
    stock, target : array_like
        Concentrations (mol/m³).
    volume : array_like
        Of the diluted solution (m³); volumes of stock and solvent are taken to add up.

    Returns
    -------
    stock_volume, solvent_volume : numpy.ndarray
        m³.

    Raises
    ------
    UltralowError
        If a target is above the stock, or not above zero.
    """
    share = np.asarray(target) / stock
    if not np.all((share > 0) & (share <= 1)):
        raise UltralowError(
            f"no dilution of {stock:g} mol/m³ gives {np.max(target):g} mol/m³",
            mend="give a concentration above zero and at most that of the stock",
        )
    return share * volume, (1 - share) * volume


def stated_amount(claim: str) -> tuple[float, float]:
    """Lower and upper end of a stated volume (m³) or concentration (mol/m³) of the recipe."""
    row = tables.read("stated_values").set_index("claim").loc[claim]
    unit = {"uL": micro * _LITRE, "mL": milli * _LITRE, "mmol L-1": milli / _LITRE}
    if row["unit"] not in unit:
        raise UltralowError(f"claim {claim} states no volume or concentration")
    upper = row["value_max"] if np.isfinite(row["value_max"]) else row["value"]
    return row["value"] * unit[row["unit"]], upper * unit[row["unit"]]


def steps():
    """The recipe for display: a row a statement, with the number that the paper gives."""
    table = tables.read("recipe").sort_values("step", kind="stable")
    claims = tables.read("claims").set_index("id").loc[table["claim"]]
    joined = claims["value"].str.cat(claims["unit"].replace("1", ""), sep=" ").str.strip()
    return table.assign(stated=joined.to_numpy())[
        ["step", "part", "substance", "action", "stated", "claim", "grade"]
    ]


def dilution_series(targets=(4.0, 3.0, 2.0, 1.0, 0.3)):
    """What the diluted SnI₂ solutions hold, and how much caesium would match it.

    Parameters
    ----------
    targets : sequence of float
        Concentrations (mmol/L). The paper states the two ends; those between are chosen here.

    Returns
    -------
    pandas.DataFrame
        Of one portion: ``SnI2_mmol_L``; ``stock_uL`` and ``propanol_uL``; ``Sn_umol``;
        ``CsI_for_parity_mmol_L``, the CsI solution whose stated drops would hold as much Cs as
        there is Sn; ``film_um``, the thickness of CsSnI₃ on the stated substrate if all Sn ended
        up there.
    """
    import pandas

    (stock, _), (portion, _), (drops, _) = (stated_amount(claim) for claim in ("H13", "H15", "H7"))
    concentration = np.asarray(targets) * milli / _LITRE
    taken, solvent = dilution(stock, concentration, portion)
    tin = amount(concentration, portion)
    return pandas.DataFrame(
        {
            "SnI2_mmol_L": np.asarray(targets),
            "stock_uL": taken / (micro * _LITRE),
            "propanol_uL": solvent / (micro * _LITRE),
            "Sn_umol": tin / micro,
            "CsI_for_parity_mmol_L": tin / drops * _LITRE * kilo,
            "film_um": tin * _molar_volume() / _substrate() / micro,
        }
    )


def _molar_volume() -> float:
    """Of γ-CsSnI₃ in m³/mol, from the stored structure."""
    atoms = materials.get("CsSnI3").atoms
    return atoms.get_volume() * 1e-30 * N_A / atoms.get_chemical_symbols().count("Sn")


def _substrate() -> float:
    """Area in m²."""
    row = tables.read("stated_values").set_index("claim").loc["H4"]
    return row["value"] * centi**2
