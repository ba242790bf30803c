"""Everything that reads or writes ``data/``: tables, materials, stored phonons, readers' files."""
