"""data/*.yml → records with line numbers, and every problem of reading and shape."""
