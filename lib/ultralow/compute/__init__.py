"""From a crystal to its force constants, stiffness and conductivity, and what may refuse them.

Called by ``workflow/``. :mod:`ultralow.compute.potentials` alone knows the machine-learned
potentials.
"""
