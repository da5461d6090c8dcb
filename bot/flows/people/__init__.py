"""People: imports, access, absence, roles, and what follows for open duties."""
