"""All the evidence together: the verdict on every claim of the paper."""

from ultralow import claims, evidence, evidence_measurement, evidence_structures

judge = claims.Judges(evidence.judge | evidence_measurement.judge | evidence_structures.judge)


def verdicts() -> list[claims.Verdict]:
    """The verdict on every claim, in the paper's order."""
    return claims.verdicts(judge)
