"""Taken away: the plotted numbers of a figure as a data frame, in one line."""

from typing import TYPE_CHECKING

from ultralow.errors import UltralowError
from ultralow.figures import record_csv, records
from ultralow.paper import gallery

if TYPE_CHECKING:
    from pandas import DataFrame

FIGURES = gallery.ROOT / "figures"


def figure(name: str, material: str = "") -> "DataFrame":
    """The plotted numbers of a stored figure; :func:`ultralow.figure` is the same.

    Parameters
    ----------
    name : str
        Such as ``"fig2_thermal_conductivity"``; README lists them.
    material : str, optional
        The crystal with which the figure's notebook begins, if none is named.

    Returns
    -------
    pandas.DataFrame
        A row a point, NaN or None for what there is not; the columns are those of
        :data:`ultralow.figures.record_csv.COLUMNS` and of what the record keeps beside its
        points. ``x_unit`` and ``y_unit`` stand in each row, and so does the ``grade`` of its
        evidence. ``attrs`` has ``figure``, ``material``, ``title``, the headline ``numbers``
        with unit and uncertainty, the ``checks`` of the paper's claims, and the ``inputs`` with
        their sha256.

    Raises
    ------
    UltralowError
        For a figure that is not in the gallery, a material that it is not made for, or a record
        that is missing or broken.

    Examples
    --------
    >>> wire = figure("fig2_thermal_conductivity", "CsSnI3")
    >>> sorted(set(wire["y_unit"]))
    ['1', 'W m-1 K-1']
    """
    import pandas as pd

    known = gallery.figures()
    if name not in known:
        raise UltralowError(f"no figure {name!r}", mend=f"use one of {', '.join(known)}")
    found = known[name]
    material = material or found.parameters["material"]
    if material not in found.materials:
        raise UltralowError(
            f"{name} is not made for {material!r}", mend=f"use one of {', '.join(found.materials)}"
        )
    record = records.read(FIGURES / name / f"{material}.json")
    header, points = record_csv.rows(record)
    frame = pd.DataFrame(points, columns=header)
    kept = {part: record[part] for part in ("numbers", "checks", "inputs")}
    frame.attrs = {"figure": name, "material": material, "title": found.title} | kept
    return frame
