"""Records → the site as data, relations and verdicts derived."""
