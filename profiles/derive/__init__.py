"""Figures that no source prints but their inputs give."""
