"""Two states of the archive compared, as facts and not as lines."""
