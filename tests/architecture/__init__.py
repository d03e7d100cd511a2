"""Does the tree keep the shape that the design gave it?"""
