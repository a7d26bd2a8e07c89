"""Hostile and odd texts, made by rules of our own; no public list is copied."""
