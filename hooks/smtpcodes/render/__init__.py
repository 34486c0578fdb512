"""Model → Markdown and sentences."""
