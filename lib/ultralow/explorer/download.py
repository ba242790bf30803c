"""What *Save* and *CSV* hand to the browser: image and record of a screen, and its numbers."""

import csv
import io
import zipfile

from ultralow.explorer import screen
from ultralow.figures import style
from ultralow.figures.page import Page
from ultralow.paper import parameters
from ultralow.paper.parameters import Case

KIND = "application/zip"
# How the file's name writes a parameter that is not the paper's.
SHORT = {
    "quantity": "{}",
    "velocity_source": "sound={}",
    "minimum_model": "{}",
    "checkpoint": "phonons={}",
    "temperature_K": "T={:g}K",
    "casimir_length_nm": "casimir={:g}nm",
    "defect_strength": "defects={:g}",
    "longitudinal_velocity_m_s": "vL={:g}",
    "transverse_velocity_m_s": "vT={:g}",
    "carrier_density_per_cm3": "holes={:g}",
    "lorenz_number_W_Ohm_per_K2": "lorenz={:g}",
}


def archive(page: Page) -> tuple[str, bytes]:
    """Name and content of a ZIP file with SVG, PNG and record; one screen gives the same bytes."""
    stem, stream = stem_of(page.case), io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for suffix, content in page.files().items():
            entry = zipfile.ZipInfo(f"{stem}{suffix}")  # of 1980, the first year that ZIP knows
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(entry, content)
    return f"{stem}.zip", stream.getvalue()


def as_csv(view: screen.View) -> str:
    """Every curve and point of a screen with all its digits, a row a point."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["series", "x", "x_value", "y", "y_value", "uncertainty"])
    for one in view.curves:
        label, (x, y) = style.graded(one.label, one.grade), screen.AXES[one.panel]
        names = style.axis_label(*x), style.axis_label(*y)
        spreads = [""] * len(one.x) if one.uncertainty is None else one.uncertainty.tolist()
        for at, value, spread in zip(one.x.tolist(), one.y.tolist(), spreads, strict=True):
            writer.writerow([label, names[0], at, names[1], value, spread])
    return file.getvalue()


def stem_of(case: Case) -> str:
    """``explore_CsPbI3_T=320K``: figure, crystal, and what differs from the paper's case."""
    usual = parameters.defaults(case.figure)
    changed = {name: case.values[name] for name in SHORT if case.values[name] != usual[name]}
    return "_".join([case.figure, case.material, *(SHORT[k].format(v) for k, v in changed.items())])
