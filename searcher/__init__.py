"""From a question to hits and facets."""
