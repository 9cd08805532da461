"""From a file on disk to the visible text of the releases in it."""
