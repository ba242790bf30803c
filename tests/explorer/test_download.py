"""The file that Save hands to the browser."""

import csv
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from explorer_views import case, curve, view
from ultralow.explorer import download, panel, screen
from ultralow.paper import gallery, parameters

HAND = {"temperature_K": 320, "casimir_length_nm": 31.62, "defect_strength": 0.0123,
        "longitudinal_velocity_m_s": 1830, "transverse_velocity_m_s": 970,
        "carrier_density_per_cm3": 7.3e18, "lorenz_number_W_Ohm_per_K2": 1.94e-8}  # fmt: skip
NAMES = {"quantity": "accumulation", "velocity_source": "7net-l3i5",
         "minimum_model": "diffuson", "checkpoint": "7net-l3i5-300K"}  # fmt: skip


def test_the_name_says_the_crystal_and_what_differs_from_the_papers_case():
    assert download.stem_of(case()) == "explore_CsSnI3"
    named = download.stem_of(case(material="CsPbI3", temperature_K=320, quantity="minimum"))
    assert named == "explore_CsPbI3_minimum_T=320K"


def test_every_parameter_is_in_the_name_and_it_is_a_name_on_every_system():
    everything = HAND | NAMES
    named = download.stem_of(case(**everything))
    assert set(everything) == set(gallery.figure("explore").parameters) - {
        "material", "figures_folder"
    }  # fmt: skip
    alone = [download.stem_of(case(**{name: value})) for name, value in everything.items()]
    parts = [one.removeprefix("explore_CsSnI3_") for one in alone]
    assert len(set(parts)) == len(parts) and all(part in named for part in parts)
    assert not set(named) & set('<>:"/\\|?* ') and named.isascii() and len(named) < 200


def test_it_holds_what_a_saved_figure_holds(tmp_path):
    one = case(material="CsPbI3", temperature_K=320)
    name, content = download.archive(screen.page(one))
    assert (name, content) == download.archive(screen.page(one))
    written = screen.page(
        parameters.check("explore", one.values | {"figures_folder": str(tmp_path)})
    )
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        stem = Path(name).stem
        for path in written.save():
            ours = packed.read(stem + path.suffix)
            if path.suffix == ".json":
                ours, theirs = json.loads(ours), json.loads(path.read_bytes())
                assert ours == theirs
            else:
                assert ours == path.read_bytes()


@pytest.mark.parametrize("act", ["save", "commands"])
def test_no_button_writes_a_file(act, monkeypatch, tmp_path):
    monkeypatch.setattr(gallery, "ROOT", tmp_path)
    one = panel.Explorer(case())
    one.panel()
    monkeypatch.setattr(Path, "mkdir", lambda *a, **k: pytest.fail("a folder is made"))
    monkeypatch.setattr(Path, "write_bytes", lambda *a, **k: pytest.fail("a file is written"))
    getattr(one, act)()
    assert list(tmp_path.iterdir()) == []


def test_numbers_have_all_their_digits_and_points_their_uncertainty():
    seen = view(material="CsPbI3")
    rows = list(csv.DictReader(io.StringIO(download.as_csv(seen))))
    assert len(rows) == sum(len(one.x) for one in seen.curves)
    assert [float(row["y_value"]) for row in rows] == np.concatenate(
        [one.y for one in seen.curves]
    ).tolist()
    (point,) = [row for row in rows if row["series"] == "lattice, Lee 2017 [S]"]
    assert (point["x"], point["x_value"]) == ("Temperature (K)", "300.0")
    assert point["y"] == "Thermal conductivity (W m⁻¹ K⁻¹)"
    assert float(point["uncertainty"]) == curve(seen, "lattice, Lee 2017").uncertainty[0]
    assert all(not row["uncertainty"] for row in rows if row["series"].startswith("computed"))
