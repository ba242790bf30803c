"""The evidence on what rattles: judges of the claims on soft modes, and of band crossings.

The pictures that these claims describe are not in the text. Each judge asks whether what is said
of them holds for the crystal as computed here; what causes what is left open.
"""

import numpy as np
from scipy.constants import tera

from ultralow.analysis import convergence, crossing_counts, rattling_tests, soft_modes
from ultralow.analysis.lattice_conductivity import LatticeConductivity
from ultralow.data import datapackage, phonon_store
from ultralow.errors import UltralowError
from ultralow.evidence import accepted_results
from ultralow.paper import answers
from ultralow.paper.claims import Finding, Judges
from ultralow.paper.tolerances import tolerance
from ultralow.phonons import bond_stiffness, harmonic
from ultralow.phonons.density_of_states import mean_shares_below

judge = Judges()
CRYSTALS = ("CsPbI3", "CsPbBr3", "CsSnI3")

judge.untestable(
    {
        "F15": "earlier work on clathrates and Zn4Sb3, whose structures and phonons are not part "
        "of this collection; that the rattlers here are not single ions is tested in F12 and F14"
    }
)


def _needs_phonons(*names):
    """A judge of stored phonons: it gets all accepted ones of each crystal, best first.

    Without them the claim is not yet judged.
    """

    def around(function):
        def judged() -> Finding:
            try:
                return function(*map(_studies, names))
            except UltralowError as missing:
                return Finding("not yet", "", str(missing))

        judged.__doc__ = function.__doc__
        return judged

    return around


def _studies(name: str) -> list:
    """The soft modes of a crystal from each accepted result, best first."""
    checkpoints = [one.name for one in phonon_store.accepted(name)] or ["best"]
    return [soft_modes.soft_modes(name, one) for one in checkpoints]


def _spread(study) -> float:
    """Relative spread of what the phonons of a study say; NaN where no ledger tells it."""
    return convergence.spread(LatticeConductivity(study.material, study.result))


def _asked(question, *crystals) -> answers.Decided:
    """The results of one crystal must agree, and all crystals say yes."""
    return answers.every(answers.agreed(map(question, studies)) for studies in crystals)


def _spreads(*crystals) -> str:
    every = [one for studies in crystals for one in studies]
    return accepted_results.in_words({_label(one): _spread(one) for one in every})


def _label(study) -> str:
    return f"{study.material.name} {study.result.name}"


@judge("F11")
@_needs_phonons("CsSnI3")
def unequal_cages_and_soft_caesium(tin) -> Finding:
    """Unequal contacts, and more caesium in the soft optical modes than its share of atoms."""

    def soft_caesium(study):
        cage, bond = rattling_tests.unequal(study)
        times, share = study.enrichment("caged ions"), _spread(study)
        more = answers.above(times, answers.margin(times, share), tolerance("F11", "more"))
        uneven = answers.margin(cage, share), bond * tolerance("F11", "unequal")
        return answers.every([more, answers.above(cage, *uneven)])

    cage, bond = rattling_tests.unequal(tin[0])
    ratio, error = tin[0].contrasts["caged ions"]
    times = ", ".join(f"{one.enrichment('caged ions'):.2f}" for one in tin)
    return Finding(
        answers.verdict(_asked(soft_caesium, tin)),
        f"lengths spread {100 * cage:.1f} %, Cs {times} times",
        f"Cs-I contacts up to {tin[0].longest:g} Å against {100 * bond:.1f} % of the Sn-I bonds; "
        f"the share of caesium in the optical modes below {tin[0].highest / tera:g} THz over that "
        "of random motion. That one makes the other is not tested, and modes with more caesium "
        f"decay {ratio:.2f} ± {ratio * error:.2f} times as fast as others of their frequency",
        _spreads(tin),
    )


@judge("F12")
@_needs_phonons("CsPbI3")
def loose_clusters(chains) -> Finding:
    """Clusters of the framework, held less from outside than from within."""
    if not all(one.clusters for one in chains):
        return Finding("disagrees", "none", "the framework goes on in three dimensions")

    def outside(study):
        return study.external_restoring_share(study.clusters[0])

    def loose(study):
        spread = answers.margin(outside(study), _spread(study))
        return answers.below(outside(study), spread, tolerance("F12", "outside"))

    first, cluster = chains[0], chains[0].clusters[0]
    alone = bond_stiffness.translation_frequency(first.springs, cluster, first.masses) / tera
    shares = " and ".join(f"{100 * outside(one):.0f}" for one in chains)
    return Finding(
        answers.verdict(_asked(loose, chains)),
        f"dimension {cluster.dimension}, {shares} % from outside",
        f"pieces of the bond network, and how much of the force constants at their atoms comes "
        f"from other pieces; as a rigid body the chain would swing at {alone:.2f} THz between its "
        f"neighbours at rest, below {first.einstein.min() / tera:.2f} THz or more of any single "
        "atom",
        _spreads(chains),
    )


def _rules(study) -> answers.Decided:
    """Whether Pb and I have more of the soft modes than their number of atoms."""
    times = _framework(study) / float((study.part > 0).mean())
    return answers.above(times, answers.margin(times, _spread(study)), tolerance("F13", "more"))


def _slower(study, other) -> answers.Decided:
    """Whether the soft optical modes of one crystal decay more slowly than those of another."""
    ratio = study.mean_rate / other.mean_rate
    spread = answers.margin(ratio, float(np.hypot(_spread(study), _spread(other))))
    return answers.below(ratio, spread, tolerance("F13", "rates"))


@judge("F13")
@_needs_phonons("CsPbI3", "CsSnI3", "CsPbBr3")
def framework_rules_the_soft_modes(chains, tin, bromide) -> Finding:
    """More of the soft modes on Pb and I than their number, and slower decay than in γ."""
    slower = [
        answers.agreed(_slower(one, other) for one in chains for other in gamma)
        for gamma in (tin, bromide)
    ]
    rates = ", ".join(
        f"{_label(one)} {one.mean_rate * 1e-12:.2f}" for one in (*chains, *tin, *bromide)
    )
    shares = " and ".join(f"{100 * _framework(one):.0f}" for one in chains)
    atoms = 100 * (chains[0].part > 0).mean()
    return Finding(
        answers.verdict(answers.every([_asked(_rules, chains), *slower])),
        f"{shares} % on Pb and I, {atoms:.0f} % of the atoms",
        f"of the modes below {chains[0].highest / tera:g} THz. Soft optical modes decay in the "
        f"mean at {rates} per ps; every result of the δ phase against every one of each γ phase",
        _spreads(chains, tin, bromide),
    )


def _rarest(study, factor: float = 1.0) -> float:
    """Share of the rarest of the three kinds of motion."""
    return float(study.dimensionality_shares(factor)[:3].min())


def _all_kinds(study) -> answers.Decided:
    """Whether all three kinds are there whatever the threshold, and none in sound."""
    factor, present = tolerance("F14", "factor"), tolerance("F14", "present")
    kinds = answers.agreed(
        answers.above(_rarest(study, one), 0.0, present) for one in (1.0, 1 / factor, factor)
    )
    sound = float(study.sound_dimensionality_shares[:3].max())
    return answers.every([kinds, answers.below(sound, 0.0, tolerance("F14", "sound"))])


@judge("F14")
@_needs_phonons("CsSnI3", "CsPbI3")
def motions_of_all_dimensions(tin, chains) -> Finding:
    """0D, 1D and 2D motions among the soft modes of both, and not in waves of sound."""
    every, factor = [*tin, *chains], tolerance("F14", "factor")
    sorts = {_label(one): one.dimensionality_shares()[:3] for one in every}
    sound = max(100 * one.sound_dimensionality_shares[:3].max() for one in every)
    halved, doubled = (
        min(100 * _rarest(one, times) for one in every) for times in (1 / factor, factor)
    )
    return Finding(
        answers.verdict(_asked(_all_kinds, tin, chains)),
        "; ".join(
            f"{name} {'/'.join(f'{100 * one:.0f}' for one in shares)} %"
            for name, shares in sorts.items()
        ),
        "shares of 0D/1D/2D among the soft modes, by how far groups of neighbours move in step; "
        f"waves of sound have at most {sound:.0f} % of each. How many there are is a matter of "
        "the threshold",
        f"rarest kind {halved:.0f} % with half the threshold, {doubled:.0f} % with twice",
    )


@judge("F6")
@_needs_phonons(*CRYSTALS)
def many_crossings(*crystals) -> Finding:
    """More crossings of optical modes with sound than folding sound into such a cell makes."""

    def more(study):
        found = _crossings(study)
        times = found["with_sound"] / max(found["folded_with_sound"], 1)
        return answers.above(
            times, answers.margin(times, _spread(study)), tolerance("F6", "excess")
        )

    found = {_label(one): _crossings(one) for studies in crystals for one in studies}
    told = [f"{one['with_sound']} ({one['folded_with_sound']})" for one in found.values()]
    every = ", ".join(f"{one['crossed']} ({one['folded']})" for one in found.values())
    avoided = sum(one["avoided"] for one in found.values())
    return Finding(
        answers.verdict(_asked(more, *crystals)),
        "; ".join(f"{name} {text}" for name, text in zip(found, told, strict=True)),
        f"crossings between optical modes and sound below {tolerance('F6', 'highest') / tera:g} "
        "THz along the three axes of the cell, by following eigenvectors; in brackets those of "
        f"sound of the same velocities, folded into the same cell. All crossings: {every}. "
        f"{avoided} more are avoided",
        _spreads(*crystals),
    )


def _crossings(study) -> dict[str, int]:
    return _counted(study.material.name, study.result.name)


@datapackage.cached_until_forgotten
def _counted(name: str, checkpoint: str) -> dict[str, int]:
    study = soft_modes.soft_modes(name, checkpoint)
    return crossing_counts.count_crossings(study.phonon, tolerance("F6", "highest"))


def _framework(study) -> float:
    """Share of the soft modes that is on the atoms of the framework."""
    shares, _ = mean_shares_below(study.modes, study.highest, least=harmonic.FLOOR)
    return float(shares[study.part > 0].sum())
