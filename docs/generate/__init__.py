"""What the site takes from the library: pages, tables, equations, and the data of the panels."""
