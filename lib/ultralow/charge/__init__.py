"""Charge and heat carried by electrons and holes: Boltzmann transport, model bands, zT.

Physics: arrays in SI in, arrays out.
"""
