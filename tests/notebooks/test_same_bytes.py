"""The committed figures come out byte for byte with the arithmetic of another processor.

OpenBLAS and NumPy choose their kernels by what the processor can do. Told to do without, they sum
in another order. Notebooks whose numbers come from eigenvectors, from sums of waves and from
formulas are run so.
"""

import os
import shutil
import subprocess
import sys

import pytest
from patience import PATIENCE
from ultralow.paper import gallery

pytestmark = pytest.mark.long(290)

OLD_PROCESSOR = {
    "OPENBLAS_CORETYPE": "Prescott",
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
}
FIGURES = [
    ("fig1_structures", "CsPbI3"),
    ("fig2_minimum_conductivity", "CsSnI3"),
    ("fig3_mean_free_paths", "CsPbBr3"),
    ("s_polar_forces", "CsPbBr3"),
]


def last_bits(env):
    """What a product, an eigenvector and a sine come to, to the last bit."""
    code = (
        "import numpy; x = numpy.random.default_rng(0).random((60, 60));"
        "print([float(one.sum()) for one in (x @ x, numpy.linalg.eigh(x @ x.T)[1],"
        "numpy.sin(numpy.exp(x)))])"
    )
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(("figure", "material"), FIGURES)
def test_an_old_processor_makes_the_same_bytes(tmp_path, figure, material):
    env = os.environ | OLD_PROCESSOR | {"OPENBLAS_NUM_THREADS": "2"}
    env.pop("ULTRALOW_FIGURES", None)
    if last_bits(env) == last_bits(os.environ):
        pytest.skip("this processor, or its NumPy, knows no other kernels")
    assert moved(figure, material, tmp_path, env) == []


FOREIGN = """
font.size: 30
font.family: monospace
figure.dpi: 33
savefig.transparent: True
lines.linewidth: 9
axes.prop_cycle: cycler(color=["red"])
svg.fonttype: path
backend: pdf
"""


def test_foreign_settings_and_modules_and_no_home_and_no_git_change_nothing(tmp_path):
    (tmp_path / "matplotlibrc").write_text(FOREIGN)
    modules, programs, temporary = (tmp_path / one for one in ("mine", "bin", "it's é, here"))
    for place in (modules, programs, temporary):
        place.mkdir()
    for name in ("style", "page", "records", "claims", "tables", "units"):
        (modules / f"{name}.py").write_text("raise RuntimeError('another project')")
    for name in ("sh", "bash"):
        (programs / name).symlink_to(shutil.which(name))
    (programs / "python").symlink_to(sys.executable)
    paths = os.pathsep.join([str(modules), os.environ.get("PYTHONPATH", "")])
    env = os.environ | {
        "MATPLOTLIBRC": str(tmp_path / "matplotlibrc"), "MPLBACKEND": "ps", "PYTHONPATH": paths,
        "TMPDIR": str(temporary), "LC_ALL": "C", "PATH": str(programs),
    }  # fmt: skip
    for name in ("ULTRALOW_FIGURES", "HOME", "MPLCONFIGDIR"):
        env.pop(name, None)
    assert moved("fig4_thermoelectrics", "CsSnI3", tmp_path, env) == []


def moved(figure, material, tmp_path, env):
    """The files of a figure that differ from those committed, made anew in other surroundings."""
    parameters = {"material": material, "figures_folder": str(tmp_path)}
    command = [sys.executable, "-m", "ultralow.kernels.fork_server", "papermill"]
    command += [f"notebooks/{figure}.ipynb", str(tmp_path / "out.ipynb"), "--no-progress-bar"]
    for one in parameters.items():
        command += ["--parameters", *one]
    done = subprocess.run(
        command, cwd=gallery.ROOT, env=env, capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
    made = {path.name: path.read_bytes() for path in (tmp_path / figure).iterdir()}
    stored = {name: (gallery.ROOT / "figures" / figure / name).read_bytes() for name in made}
    assert sorted(made) == [f"{material}.{kind}" for kind in ("json", "png", "svg")]
    return [name for name in made if made[name] != stored[name]]
