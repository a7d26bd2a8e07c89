"""Measuring: archives of any size, and the same archive by our routes and by other tools."""
