"""Who depends on whom?

Pages and works as integers, evidential citations as adjacency both ways, and the one file that holds a
build: the snapshot.
"""
