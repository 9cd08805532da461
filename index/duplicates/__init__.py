"""Which releases are versions of one another: sketches propose pairs, their texts decide, clusters gather them."""

ROLE = "duplicates"
"""The name under which a commit knows the duplicates."""
