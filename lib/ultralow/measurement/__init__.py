"""Suspended microisland: its physics, its simulation, the reduction and its uncertainty; and what
is read off a printed figure.

Physics: arrays in SI in, arrays out.
"""
