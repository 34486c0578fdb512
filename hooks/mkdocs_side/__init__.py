"""What exists only because of MkDocs, Material and ``mkdocs serve``."""
