"""All the evidence together: the verdict on every claim of the paper."""

from ultralow import (
    claims,
    evidence,
    evidence_electrons,
    evidence_measurement,
    evidence_phonons,
    evidence_rattling,
)
from ultralow import evidence_structures as structures

judge = claims.Judges(
    structures.judge
    | evidence_measurement.judge
    | evidence.judge
    | evidence_electrons.judge
    | evidence_phonons.judge
    | evidence_rattling.judge
)


def verdicts() -> list[claims.Verdict]:
    """The verdict on every claim, in the paper's order."""
    return claims.verdicts(judge)
