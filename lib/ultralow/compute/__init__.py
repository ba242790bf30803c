"""From a crystal to its force constants, stiffness, conductivity and bands, and what refuses them.

Called by ``workflow/``, which reads and writes the files. :mod:`ultralow.compute.potentials` alone
knows the machine-learned potentials.
"""
