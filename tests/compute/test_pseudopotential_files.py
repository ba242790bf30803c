"""Pseudopotentials in two formats: the same functions, in other units."""

import re

import numpy as np
import pytest
from ultralow.compute import pseudopotential_files
from ultralow.errors import UltralowError

POINTS, STEP = 121, 0.05
MESH = STEP * np.arange(POINTS)
ELECTRONS = 7
# Projectors of s and d, two and one; a local potential that ends as that of a point charge.
ENERGIES = {0: [5.5, -0.6], 2: [0.9]}
LOCAL = np.where(MESH > 2, -ELECTRONS / np.maximum(MESH, STEP), -3.5)
CORE = np.exp(-(MESH**2))
CHARGE = ELECTRONS * 4 / np.sqrt(np.pi) * np.exp(-(MESH**2))  # 4π times a Gaussian's density


def projector(momentum, index):
    return MESH ** (1 + momentum) * np.exp(-(MESH**2)) * (1 + index)


def block(*columns):
    rows = zip(range(1, POINTS + 1), MESH, *columns, strict=True)
    return [" ".join([str(row[0]), *(f"{value:.13E}" for value in row[1:])]) for row in rows]


def written(core=True, code=8, functional=11):
    """A file in format 8."""
    counts = [len(ENERGIES.get(momentum, [])) for momentum in range(3)]
    lines = ["Br made up", f" 35.0 {ELECTRONS}.0 220723",
             f" {code} {functional} 2 4 {POINTS} 0 pspcod,pspxc,lmax,lloc,mmax,r2well",
             f" 6.0 {float(core)} 0.0 rchrg fchrg qchrg",
             " ".join(map(str, counts)) + " 0 0 nproj", " 1 1 extension_switch"]  # fmt: skip
    for momentum, energies in ENERGIES.items():
        lines.append(" ".join(map(str, [momentum, *energies])))
        lines += block(*(projector(momentum, index) for index in range(len(energies))))
    lines += ["4", *block(LOCAL)]
    lines += block(CORE, 0 * MESH, 0 * MESH, 0 * MESH, 0 * MESH) if core else []
    return "\n".join([*lines, *block(CHARGE, CORE, CHARGE), "<INPUT>", "more", ""])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "35_Br_7_2.1_2.2_pbe_n_v1.0.psp8"


def field(text, name):
    """The numbers of an element of the written file."""
    body = re.search(rf"<{re.escape(name)} [^>]*>\n(.*?)\n</{re.escape(name)}>", text, re.DOTALL)[1]
    return np.array(body.split(), float)


def test_what_is_read_is_what_was_written(path):
    path.write_text(written())
    found = pseudopotential_files.read(path)
    assert (found.number, found.electrons) == (35, ELECTRONS)
    assert [(one.momentum, one.energy) for one in found.projectors] == [
        (0, 5.5), (0, -0.6), (2, 0.9),
    ]  # fmt: skip
    np.testing.assert_allclose(found.projectors[1].values, projector(0, 1), rtol=1e-12)
    np.testing.assert_allclose(found.local, LOCAL, rtol=1e-12)
    np.testing.assert_allclose(found.core, CORE, rtol=1e-12)


def test_the_other_format_holds_the_same_in_rydberg(path):
    """Each by what it must come to: an integral, a limit, a matrix element."""
    path.write_text(written())
    text = pseudopotential_files.text(pseudopotential_files.read(path), "Br")
    mesh = field(text, "PP_R")
    assert np.trapezoid(field(text, "PP_RHOATOM"), mesh) == pytest.approx(ELECTRONS, rel=1e-4)
    assert mesh[-1] * field(text, "PP_LOCAL")[-1] == pytest.approx(-2 * ELECTRONS)
    density = field(text, "PP_NLCC")
    electrons = np.trapezoid(4 * np.pi * mesh**2 * density, mesh)
    assert electrons == pytest.approx(np.sqrt(np.pi) / 4, rel=1e-4)
    strengths = field(text, "PP_DIJ").reshape(3, 3)
    assert strengths.tolist() == np.diag([11.0, -1.2, 1.8]).tolist()
    np.testing.assert_allclose(field(text, "PP_BETA.3"), projector(2, 0), rtol=1e-12)
    assert 'angular_momentum="2"' in text
    assert 'z_valence="7.0"' in text
    assert max(map(len, text.splitlines())) < 200  # the program's parser reads no more


def test_a_core_may_be_missing(path):
    path.write_text(written(core=False))
    found = pseudopotential_files.read(path)
    assert found.core is None
    np.testing.assert_allclose(found.charge, CHARGE, rtol=1e-12)
    text = pseudopotential_files.text(found, "Br")
    assert "PP_NLCC" not in text
    assert 'core_correction="F"' in text


@pytest.mark.parametrize(
    "text", ["", "a title\n", written()[:3000], written(code=7), written(functional=2)]
)
def test_anything_else_is_refused(path, text):
    path.write_text(text)
    with pytest.raises(UltralowError, match=r"pbe_n_v1.0.psp8: no pseudopotential in format 8"):
        pseudopotential_files.read(path)


def test_one_file_an_element(tmp_path):
    for name in ("11_Na_9_1.8_2.2_pbe_v1.0.psp8", "17_Cl_7_1.9_1.9_pbe_n_v1.0.psp8"):
        (tmp_path / name).touch()
    found = pseudopotential_files.installed(["Cl", "Na", "Cl"], tmp_path)
    assert [path.name[:5] for path in found.values()] == ["17_Cl", "11_Na"]
    with pytest.raises(UltralowError, match="U: 0 pseudopotentials"):
        pseudopotential_files.installed(["U"], tmp_path)


def test_without_the_package_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(pseudopotential_files.util, "find_spec", lambda name: None)
    with pytest.raises(UltralowError, match=r"(?s)sparc-x-api.*make .venv-compute/ready"):
        pseudopotential_files.installed(["Na"])


def test_the_real_ones_are_normal():
    """Projectors of norm one, a whole atom's charge, the Coulomb potential at the end."""
    pytest.importorskip("sparc", reason="the extra compute is not installed")
    for path in pseudopotential_files.installed(["Cs", "Pb", "Sn", "Br", "I"]).values():
        found = pseudopotential_files.read(path)
        norms = [np.trapezoid(one.values**2, found.mesh) for one in found.projectors]
        assert norms == pytest.approx(np.ones(len(norms)), abs=1e-6)
        charge = np.trapezoid(found.mesh**2 * found.charge, found.mesh)
        assert charge == pytest.approx(found.electrons, rel=0.05)  # cut off at 6 bohr
        assert found.mesh[-1] * found.local[-1] == pytest.approx(-found.electrons, rel=1e-4)
