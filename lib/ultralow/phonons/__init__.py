"""Harmonic vibrations: modes, band crossings, bond stiffness, and what a mode moves.

Physics, above :mod:`ultralow.crystal` alone.
"""
