"""What a record says beside its numbers."""

import json
from importlib.metadata import version

import numpy as np
import pytest
from ultralow.compute import provenance
from ultralow.errors import UltralowError
from ultralow.paper.gallery import ROOT

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
]


def test_structures_that_cannot_be_read(tmp_path):
    path = tmp_path / "broken.cif"
    path.write_text("not a crystal")
    for wrong in (path, tmp_path / "missing.cif"):
        with pytest.raises(UltralowError, match="cannot be read as a CIF"):
            provenance.read_structure(wrong)


def test_a_structure_says_where_it_is_from():
    path = ROOT / "data" / "structures" / "CsSnI3.cif"
    atoms, about = provenance.read_structure(path)
    assert len(atoms) == 20 and atoms.info == {}
    assert about["space_group_number"] == 62 and len(about["sha256"]) == 64
    assert about["lattice_A"] == pytest.approx(atoms.cell.lengths(), abs=1e-5)


def test_rounding_leaves_no_minus_zero_and_no_array():
    assert json.dumps(provenance.rounded(np.array([-1e-9, 1.23456]), 3)) == "[0.0, 1.235]"
    assert provenance.rounded(None, 3) is None


def test_significant_digits_are_those_of_each_number():
    found = provenance.significant([[123456.0, -0.0], [1.23456e-9, 0.1]], 3)
    assert json.dumps(found) == "[[123000.0, 0.0], [1.23e-09, 0.1]]"


def test_versions_stand_behind_what_else_belongs_there():
    found = provenance.provenance(("numpy", "ase"), checkpoint_sha256="0")
    assert list(found) == ["checkpoint_sha256", "python", "numpy", "ase"]
    assert found["numpy"] == version("numpy")
