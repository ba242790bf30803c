"""Figures: what is drawn is also recorded, and both are saved together.

A :class:`Page` draws lines and points on Matplotlib axes and keeps every plotted value with its
unit and grade. Saving writes image and record from the same object, so that they cannot differ.
Values are rounded once, by :mod:`ultralow.figures.rounding`: what is drawn is what is recorded,
on any processor.
"""

import contextlib
import json
import os
from pathlib import Path

import numpy as np
from matplotlib.ticker import NullFormatter

from ultralow.data import materials, tables
from ultralow.errors import UltralowError
from ultralow.figures import alt_text, lettering, rendering, rounding, style
from ultralow.figures.style import (
    COLORS,
    DASHES,
    MARKERS,
    WIDTH_MM,
    Powers,
    axis_label,
    graded,
    sheet,
    unit_label,
)
from ultralow.figures.table import Table
from ultralow.paper import claims, gallery
from ultralow.paper.parameters import Case

SUFFIXES = ".svg", ".png", ".json"
LARGE = 10**15  # beyond it a whole number has a point all the same


class Page:
    """A figure of one case, and its record.

    Parameters
    ----------
    case : Case
        The notebook's checked parameters.
    panels : tuple of int, or list of lists
        Rows and columns of axes, or a mosaic of names as Matplotlib takes it.
    width : {"column", "page"}
        The journal's column (87 mm) or page (178 mm).
    height_mm : float
        Height of the figure.
    **layout
        Such as ``width_ratios``.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    axes : list of matplotlib.axes.Axes
        Row by row.
    record : dict
        What is saved beside the image.
    """

    def __init__(self, case: Case, panels=(1, 1), width="column", height_mm=65, **layout):
        self.case = case
        self.figure = sheet(WIDTH_MM[width], height_mm)
        if isinstance(panels, list):
            self.axes = list(self.figure.subplot_mosaic(panels, **layout).values())
        else:
            self.axes = list(self.figure.subplots(*panels, squeeze=False, **layout).flat)
        parameters = {k: v for k, v in case.values.items() if k != "figures_folder"}
        self.record = {"parameters": parameters, "series": [], "numbers": {}, "checks": []}
        self._quantities, self._rows, self._letters = {}, {}, []
        self._settled, self._remarks = False, []

    def axis(self, ax, x: tuple[str, str], y: tuple[str, str], **settings):
        """Name the quantities of an axes, each ``(name, unit)``, and pass on other settings."""
        self._quantities[ax] = (x, y)
        ax.set(**{"xlabel": axis_label(*x), "ylabel": axis_label(*y)} | settings)
        for axis in (ax.xaxis, ax.yaxis):
            if axis.get_scale() == "log":
                axis.set_major_formatter(Powers())
                axis.set_minor_formatter(NullFormatter())

    def categories(self, ax, names, axis: str = "y"):
        """Give an axis named places, from the top or from the left."""
        self._rows[ax] = {name: place for place, name in enumerate(names)}
        places = range(len(self._rows[ax]))
        ax.tick_params(axis=axis, which="both", length=0)
        if axis == "y":
            ax.set_yticks(places, list(self._rows[ax]))
            ax.set_ylim(len(places) - 0.4, -0.6)
        else:
            ax.set_xticks(places, list(self._rows[ax]))
            ax.set_xlim(-0.6, len(places) - 0.4)

    def highlight(self, ax, name: str, color: str):
        """Mark the row of one named place, where there is one: shaded, and its name in bold."""
        if name not in self._rows[ax]:
            return
        place = self._rows[ax][name]
        ax.axhspan(place - 0.5, place + 0.5, color=color, alpha=0.25, linewidth=0, zorder=0)
        ax.get_yticklabels()[place].set_fontweight("bold")

    def line(
        self, ax, label, x, y, grade, band=None, color="black", band_label=None, shown=None, **look
    ):  # fmt: skip
        """Draw and record a curve; ``band`` is (lower, upper), drawn as a shade around it.

        ``shown`` is what the legend says instead of the label of the record, nothing if empty.
        """
        look = {"linestyle": DASHES[grade], "color": COLORS.get(color, color)} | look
        x, y, band, _ = self._drawn(ax, x, y, band)
        ax.plot(x, y, label=_told(label, grade, shown), **look)
        if band is not None:
            shade = {"color": look["color"], "alpha": 0.2, "linewidth": 0}
            ax.fill_between(x, *band, label=band_label, **shade)
        self._series(ax, label, x, y, grade, band=band)

    def points(
        self, ax, label, x, y, grade, uncertainty=None, x_uncertainty=None, color="black",
        about=None, shift=0.0, shown=None, lane=None,
        colors=None, **look,
    ):  # fmt: skip
        """Draw and record points.

        Parameters
        ----------
        ax, label, grade
            Where, what, and how well founded.
        x, y : array_like
            Numbers, or names of :meth:`categories`.
        uncertainty, x_uncertainty : array_like, optional
            Drawn as bars along y and x.
        about : pandas.DataFrame, optional
            What else the record keeps of each point, such as its source.
        shift : float
            Moves points beside their named place, so that several fit there.
        shown : str, optional
            What the legend says instead of the label of the record, nothing if empty.
        lane : float, optional
            The height at which points are drawn whose y all know, so that none hides another.
        colors : list of str, optional
            Of each point; the legend keeps ``color``.
        """
        x, y, uncertainty, x_uncertainty = self._drawn(
            ax, np.atleast_1d(x), np.atleast_1d(y), uncertainty, x_uncertainty
        )
        color = COLORS.get(color, color)
        face = "white" if grade == "D" else color
        look = {"marker": MARKERS[grade], "color": color, "markerfacecolor": face} | look
        at, level = (self._places(ax, values, shift) for values in (x, y))
        level = level if lane is None else np.full(len(at), lane)
        bars = {"linestyle": "none", "capsize": 2, "elinewidth": 0.8}
        spreads = {"xerr": x_uncertainty, "yerr": uncertainty}
        drawn = ax.errorbar(at, level, label=_told(label, grade, shown), **spreads, **bars, **look)
        if colors is not None:
            lettering.recolor(drawn, colors)
        self._series(ax, label, x, y, grade, None, uncertainty, x_uncertainty, about)

    def reader_points(self, ax, label, material, quantity, unit="W m-1 K-1", **look):
        """Draw and record what readers added to data/readers/ for a material, if anything."""
        found = tables.reader_points(material.name, quantity, unit)
        for (source, grade), rows in found.groupby(["source", "grade"], sort=False):
            self.points(
                ax, f"{label}, {source}", rows["temperature_K"], rows["value"], grade,
                uncertainty=rows["uncertainty"], **look,
            )  # fmt: skip

    def legend(self, ax, loc="best", **settings):
        """Put a legend onto an axes."""
        ax.legend(loc=loc, **settings)

    def legend_above(self, ax, columns: int = 1, **settings):
        """Put a legend above an axes, beside its letter, where it hides nothing."""
        place = {"loc": "lower right", "bbox_to_anchor": (1.02, 0.99)}
        close = {"columnspacing": 1, "handlelength": 1.8, "labelspacing": 0.25}
        ax.legend(ncols=columns, **place | close | settings)

    def say(self, ax, x, y, text, **settings):
        """Words at a place on an axes, such as beside the curve that they name."""
        middle = {"fontsize": 6, "va": "center"}
        ax.annotate(style.words(text), (x, y), **middle | settings)

    def say_instead(self, ax, text: str):
        """Words in the middle of an axes that has nothing to show, and whose frame goes."""
        ax.set_axis_off()
        self.say(ax, 0.5, 0.5, text, ha="center")

    def remark(self, text: str):
        """Add to the note below the figure what a reader must know to read it."""
        self._remarks += [text] * (text not in self._remarks)

    def computed_with(self, result: str, what: str = "Computed"):
        """Say below the figure whose phonons are meant where a legend says "computed" alone."""
        self.remark(f"{what}: {style.words(result)}.")

    def key(self, ax, of, loc="center left", **settings):
        """Use an axes for the legend of another."""
        ax.axis("off")
        handles, labels = of.get_legend_handles_labels()
        ax.legend(handles, labels, loc=loc, **settings)

    def number(self, name, value, unit, grade, uncertainty=None):
        """Record a headline number; an :mod:`uncertainties` number brings its uncertainty."""
        uncertainty = getattr(value, "std_dev", uncertainty)
        value = getattr(value, "nominal_value", value)
        self.record["numbers"][name] = {
            "value": _plain(rounding.number(value)),
            "unit": unit,
            "uncertainty": _plain(rounding.number(uncertainty)),
            "grade": grade,
        }

    def table(self):
        """The headline numbers as a table for display, four digits each."""
        import pandas

        rows = [
            {
                "number": name,
                "value": "none" if one["value"] is None else f"{one['value']:.4g}",
                "±": "" if one["uncertainty"] is None else f"{one['uncertainty']:.2g}",
                "unit": unit_label(one["unit"]),
                "grade": one["grade"],
            }
            for name, one in self.record["numbers"].items()
        ]
        return Table(pandas.DataFrame(rows))

    def checks(self, judges: claims.Judges):
        """The verdicts on the paper's claims that this figure is about, recorded and displayed.

        They are about the paper's case; for other parameters a line says so.
        """
        import pandas

        if not self.case.is_paper:
            print("Not the paper's case: parameters were changed, so its claims are not tested.")
            return None
        found = claims.verdicts(judges, self.case.figure, self.case.material)
        if not found:
            print("The paper states nothing that this figure of this material could test.")
            return None
        self.record["checks"] = [
            {"claim": v.id, "verdict": v.verdict, "paper": v.paper, "here": v.here}
            | ({"spread": v.spread} if v.spread else {})
            for v in found
        ]
        columns = ["id", "verdict", "quantity", "paper", "here", "spread", "unit", "tolerance"]
        return Table(pandas.DataFrame(found)[columns])

    def letters(self):
        """Mark the panels a, b, c, as journals do."""
        self._letters = lettering.letters(self.axes)

    def save(self) -> list[Path]:
        """Write image (SVG and PNG) and record (JSON) and return their paths.

        The paper's own case goes to figures/, any other to build/explored/ so that trying a
        parameter never touches a committed figure; ``figures_folder`` overrides both. Each file
        is written under another name first, so that an interrupted run leaves none behind.

        Raises
        ------
        UltralowError
            Where the folder cannot be written, or the disk is full.
        """
        stem = folder(self.case) / self.case.figure / self.case.material
        paths = [stem.with_suffix(suffix) for suffix in SUFFIXES]
        try:
            self._write(paths)
        except OSError as problem:
            what = f"{paths[0]} cannot be written: {problem.strerror or problem}"
            mend = "make room and let yourself write there, or give another figures_folder"
            raise UltralowError(what, mend=mend) from None
        return paths

    def files(self) -> dict[str, bytes]:
        """The contents of image and record, by the endings of their names; writes nothing."""
        self.record["inputs"] = tables.inputs()
        self._settle()
        words = alt_text.title(self.record, self.case.figure), self._in_words()
        drawn = rendering.svg(self.figure, *words).encode(), rendering.png(self.figure)
        return dict(zip(SUFFIXES, (*drawn, dumps(self.record).encode()), strict=True))

    def _settle(self) -> None:
        """Lay the figure out, once, however often it is saved."""
        if not self._settled:
            about = f"{materials.get(self.case.material).label}."
            lettering.settle(self.figure, self._letters, [about, *self._remarks])
        self._settled = True

    def _in_words(self) -> str:
        """Caption, what is drawn and where each number of it is kept, for those who listen."""
        figure = self.case.figure
        kept = f"Every plotted number is in the record {figure}/{self.case.material}.json."
        return " ".join(
            [gallery.figure(figure).caption.strip(), alt_text.describe(self.record, figure), kept]
        )

    def _write(self, paths: list[Path]) -> None:
        paths[0].parent.mkdir(parents=True, exist_ok=True)
        drafts = [path.with_name(f".{path.name}.{os.getpid()}") for path in paths]
        try:
            for draft, content in zip(drafts, self.files().values(), strict=True):
                draft.write_bytes(content)
            for draft, path in zip(drafts, paths, strict=True):
                os.replace(draft, path)
        finally:
            with contextlib.suppress(OSError):
                for draft in drafts:
                    draft.unlink(missing_ok=True)

    def show(self):
        """The saved image, for display in a notebook, with its alternative text."""
        from IPython.display import Image

        png = folder(self.case) / self.case.figure / f"{self.case.material}.png"
        width = int(rendering.SHOWN * self.figure.get_figwidth())
        return Image(filename=str(png), width=width, alt=gallery.figure(self.case.figure).caption)

    def _drawn(self, ax, x, y, spread=None, x_spread=None):
        """Places and spreads as they are drawn and recorded; a spread is as coarse as its axis."""
        along = (x, x_spread, ax.get_xscale() == "log"), (y, spread, ax.get_yscale() == "log")
        places = [rounding.drawn(values, log=log) for values, _, log in along]
        spreads = [
            None if wide is None else rounding.drawn(np.asarray(wide, float), _largest(place), log)
            for (_, wide, log), place in zip(along, places, strict=True)
        ]
        return *places, *spreads[::-1]

    def _places(self, ax, values, shift):
        """Numbers as they are, names of :meth:`categories` as their places."""
        if values.dtype.kind in "OUT":
            return np.array([self._rows[ax][name] for name in values]) + shift
        return values

    def _series(self, ax, label, x, y, grade, band=None, uncertainty=None, x_uncertainty=None,
                about=None):  # fmt: skip
        quantities = [
            {"name": name, "unit": unit, "values": _plain(values)}
            for (name, unit), values in zip(self._quantities[ax], (x, y), strict=True)
        ]
        if band is not None:
            quantities[1]["band"] = [_plain(edge) for edge in band]
        for quantity, spread in zip(quantities, (x_uncertainty, uncertainty), strict=True):
            if spread is not None:
                quantity["uncertainty"] = _plain(np.atleast_1d(spread))
        series = {"label": label, "grade": grade, "x": quantities[0], "y": quantities[1]}
        if about is not None:
            series["about"] = {name: _plain(rounding.drawn(about[name])) for name in about}
        self.record["series"].append(series)


def _told(label, grade, shown):
    """The entry of a legend: label and grade, or what is shown instead, or none."""
    return graded(label if shown is None else shown, grade) if shown != "" else "_"


def folder(case: Case) -> Path:
    """The folder that a case's figure belongs into; see :meth:`Page.save`."""
    own = os.environ.get("ULTRALOW_FIGURES", "figures")  # the tests put it elsewhere
    return gallery.ROOT / (case.figures_folder or (own if case.is_paper else "build/explored"))


def dumps(record: dict) -> str:
    """A record as JSON text: keys in their given order, lists of numbers on one line."""
    text = json.dumps(record, ensure_ascii=False, indent=1)
    return _on_one_line(text) + "\n"


def _on_one_line(text: str) -> str:
    import re

    return re.sub(r"\[[^\[\]{}]*\]", lambda m: re.sub(r"\s*\n\s*", "", m[0]), text)


def _largest(values) -> float | None:
    """The largest magnitude among numbers, none among names."""
    if values.dtype.kind != "f":
        return None
    return float(np.max(np.abs(values), initial=0.0, where=np.isfinite(values))) or None


def _plain(values):
    """Numbers as JSON takes them, whole ones without a point, null where there is none."""
    if values is None or isinstance(values, str):
        return values
    if np.ndim(values):
        return [_plain(value) for value in np.asarray(values)]
    value = float(values)
    if not np.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) < LARGE else value
