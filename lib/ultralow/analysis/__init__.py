"""Stored crystals meet the physics: one module a question that a notebook asks."""
