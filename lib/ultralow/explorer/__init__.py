"""One screen with everything: the notebook ``explore``."""
