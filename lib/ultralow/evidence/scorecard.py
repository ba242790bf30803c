"""All the evidence together: the verdict on every claim of the paper."""

from ultralow.evidence import (
    charge_claims,
    measurement_claims,
    path_claims,
    phonon_claims,
    rattling_claims,
    stated_claims,
)
from ultralow.evidence import structure_claims as structures
from ultralow.paper import claims

judge = claims.Judges(
    structures.judge
    | measurement_claims.judge
    | stated_claims.judge
    | charge_claims.judge
    | phonon_claims.judge
    | path_claims.judge
    | rattling_claims.judge
)


def verdicts() -> list[claims.Verdict]:
    """The verdict on every claim, in the paper's order."""
    return claims.verdicts(judge)
