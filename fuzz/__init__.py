"""Fuzzing: changed documents without end through the reader of data files."""
