"""The fast route: the site that MkDocs would build, byte for byte, in a fraction of its time.

MkDocs renders what people wrote and one frame per kind of page; a second writer turns the same
blocks into HTML and lays them into the frames. This folder can be deleted: everything else still
works then, only slower.
"""
