"""Suspended microisland: its physics, its simulation, the reduction and its uncertainty.

Physics: arrays in SI in, arrays out.
"""
