"""What goes to ``figures/``: the page and its record, styles, panels, alternative text."""
