"""How is it told to people and other programs?

The report of a run in their formats, a file each.
"""
