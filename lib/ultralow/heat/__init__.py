"""Heat carried by phonons: scattering rates, Wigner's conductivity, accumulation, and the minimum.

Physics: arrays in SI in, arrays out.
"""
