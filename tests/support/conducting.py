"""Stored results that conduct what a test wants, and nothing else of them."""

from ultralow.analysis import lattice_conductivity


class Phonons:
    """The conductivity of a stored result, falling as 1/T."""

    def __init__(self, conducted, checkpoint, effective=False):
        self.conducted, self.checkpoint, self.effective = conducted, checkpoint, effective
        self.ensemble_K = 300.0 if effective else None

    def conductivity(self, temperature):
        return lattice_conductivity.ConductivityParts(0.0, 0.0, self.conducted * 300 / temperature)
