"""Sliders: one module a curve that a reader moves."""
