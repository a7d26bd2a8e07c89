"""Drawings: pictures that are data, as components of inline SVG. Same archive, same bytes.

Relations become a `Scene` of boxes, strokes and pills with plain coordinates (`ego`, `bowtie`), a
scene becomes SVG (`scene`). Every picture has a wide and a narrow form, a title that states the
finding, links, and a twin: a table, or the list beside it, that says the same in words.
"""
