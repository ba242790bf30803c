"""A package of somebody else that brings a calculator, as pip would install it."""

MODULE = """
from ase.calculators.lj import LennardJones

def calculator():
    return LennardJones(epsilon=0.01042, sigma=3.4, rc=5.0, ro=4.4, smooth=True)

def broken():
    raise RuntimeError("no licence")

class Poor:
    implemented_properties = ("energy", "forces")
"""


def install(folder, **entries):
    """Put the package into a folder of Python's path; ``entries`` are name to what it calls."""
    (folder / "argon_pairs.py").write_text(MODULE)
    about = folder / "argon_pairs-1.2.dist-info"
    about.mkdir(exist_ok=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: argon-pairs\nVersion: 1.2\n")
    lines = [f"{name} = argon_pairs:{called}" for name, called in entries.items()]
    (about / "entry_points.txt").write_text("\n".join(["[ultralow.calculators]", *lines, ""]))
    return folder
