"""Does it rattle? Tests of the mechanism and of its rivals, and the verdict that follows from them.

Each test is a number with a level at which it speaks for an idea; nothing here is written for one
crystal.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from ultralow.analysis import soft_mode_tables
from ultralow.analysis.soft_modes import DIMENSIONALITIES, SoftModes
from ultralow.phonons import bond_stiffness

# What a share must have over that of random motion before it counts: one part in ten.
MORE = 1.1
# A kind of motion is present if one soft mode in twenty is of it.
PRESENT = 0.05
# Standard errors that a ratio must lie from 1.
ERRORS = 2.0
MECHANISM, TURNING, FAILURE = "cluster rattling", "soft rotations", "no rattler's mass"


class Line(NamedTuple):
    """One test: whose idea, what is asked, what is found, and whether it speaks for the idea.

    ``yes`` is None where the test cannot be decided.
    """

    idea: str
    question: str
    found: str
    yes: bool | None


def lines(study: SoftModes | None) -> list[Line]:
    """All tests of one crystal, those of the mechanism first; none where there are no modes.

    Rates decide nothing where half of the soft modes decay within a radian of their period: there
    perturbation theory contradicts itself.

    Parameters
    ----------
    study : SoftModes or None
    """
    if study is None:
        return []
    return [*_mechanism(study), *_turning(study), *_failure(study)]


def table(found: list[Line]) -> pd.DataFrame | None:
    """The tests for display; None where there are none."""
    if not found:
        return None
    told = {True: "yes", False: "no", None: "open"}
    rows = [(one.idea, one.question, one.found, told[one.yes]) for one in found]
    return pd.DataFrame(rows, columns=["idea", "question", "found", "speaks for it"])


def sentences(found: list[Line]) -> list[str]:
    """Three sentences: what supports the mechanism, what does not, and how its rivals fare."""
    mine = [one for one in found if one.idea == MECHANISM]
    yes, no = ([one.found for one in mine if one.yes is told] for told in (True, False))
    rivals = [
        f"{idea} {_count([one for one in found if one.idea == idea])}"
        for idea in (TURNING, FAILURE)
    ]
    return [
        f"For the mechanism: {'; '.join(yes) or 'nothing that was tested'}.",
        f"Against it: {'; '.join(no) or 'nothing that was tested'}.",
        f"{MECHANISM.capitalize()} passes {_count(mine)}, {' and '.join(rivals)}.",
    ]


def unequal(study: SoftModes) -> tuple[float, float]:
    """Inhomogeneity of the cage's contacts, and of the framework's bonds."""
    lengths = list(soft_mode_tables.contacts(study.crystal, study.longest).values())
    return bond_stiffness.inhomogeneity(lengths[1]), bond_stiffness.inhomogeneity(lengths[0])


def faster(pair) -> bool:
    """Whether a ratio of rates, with the error of its logarithm, is above 1 beyond its error."""
    ratio, error = pair
    return bool(np.log(ratio) > ERRORS * error)


def _mechanism(study):
    rattlers = [name for name in study.motion_shares_on_mesh if name != "turning octahedra"]
    if "caged ions" in rattlers:
        yield from _caged(study)
    for name in rattlers:
        yield _carrying(study, name, MECHANISM)
    for cluster in study.clusters[:1]:
        share = study.external_restoring_share(cluster)
        yield Line(
            MECHANISM, "are clusters held less from outside than from within?",
            f"{100 * share:.0f} % of what holds the atoms of a cluster comes from outside",
            share < 0.5,
        )  # fmt: skip
    sorts = study.dimensionality_shares()
    text = ", ".join(
        f"{100 * share:.0f} % {one}" for one, share in zip(DIMENSIONALITIES, sorts, strict=True)
    )
    yield Line(
        MECHANISM, "do soft modes of zero, one and two dimensions coexist?",
        f"of the soft modes {text}", bool((sorts[:3] >= PRESENT).all()),
    )  # fmt: skip
    for name in rattlers:
        yield _scattered(study, name, MECHANISM)


def _caged(study):
    cage, bond = (100 * one for one in unequal(study))
    yield Line(
        MECHANISM, "are the contacts of caged ions more unequal than the bonds?",
        f"contacts of caged ions spread by {cage:.1f} %, bonds by {bond:.1f} %", cage > bond,
    )  # fmt: skip
    own = [100 * float(study.einstein_share[study.part == n].mean()) for n in (0, 2)]
    yield Line(
        MECHANISM, "do caged ions move more on their own than ligands?",
        f"{own[0]:.0f} % of the motion of caged ions is their own, {own[1]:.0f} % of the ligands'",
        own[0] > MORE * own[1],
    )  # fmt: skip


def _turning(study):
    yield _carrying(study, "turning octahedra", TURNING)
    shares = study.energy_shares
    paid = shares["ligand-ligand"]
    yield Line(
        TURNING, "do springs between ligands pay more for the soft modes than any others?",
        f"springs between ligands pay {100 * paid:.0f} %", paid == max(shares.values()),
    )  # fmt: skip
    yield _scattered(study, "turning octahedra", TURNING)


def _failure(study):
    if "caged ions" not in study.motion_shares_on_mesh:
        return
    share, room = study.motion_shares_on_mesh["caged ions"]
    mass, paid = float(study.mean(share)), study.energy_shares.get("cage-ligand", 0.0)
    yield Line(
        FAILURE, "do soft modes feel the caged mass less than in random motion?",
        f"twice the caged mass would lower soft modes by about {50 * mass * np.log(2):.0f} %",
        mass < room / MORE,
    )  # fmt: skip
    yield Line(
        FAILURE, "do they feel the springs between caged ions and ligands more than that mass?",
        f"d ln f is {paid / 2:.2f} d ln k, and {-mass / 2:.2f} d ln m", paid > mass,
    )  # fmt: skip


def _carrying(study, name, idea):
    times = study.enrichment(name)
    return Line(
        idea, f"do {name} carry more of the soft modes than random motion?",
        f"{name} carry {times:.2f} times what random motion would", times > MORE,
    )  # fmt: skip


def _scattered(study, name, idea):
    ratio, error = study.contrasts[name]
    lives = study.median_damping <= 1 and np.isfinite(ratio)
    yes = faster((ratio, error)) if lives else None
    asked = f"do modes with more of {name} decay faster than others of their frequency?"
    text = f"modes with more of {name} decay {ratio:.2f} ± {ratio * error:.2f} times as fast"
    if not lives:
        text = f"half of the soft modes decay at {study.median_damping:.1f} a radian or more"
    return Line(idea, asked, text, yes)


def _count(found) -> str:
    decided = [one for one in found if one.yes is not None]
    return f"{sum(one.yes for one in decided)} of {len(decided)} tests"
