"""Model → every other file, as (path, text)."""
