"""Jupyter kernels forked from a warm process. Imports nothing of the rest."""
