"""Records → problems: what a schema cannot say."""
