"""The judges of the paper's claims, one module a part of the paper."""
