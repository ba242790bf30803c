"""Crystal at rest: bonds and polyhedra, lattice geometry, diffraction, stiffness and sound.

Physics: arrays and atoms in, arrays out. Reads no files, draws nothing.
"""
