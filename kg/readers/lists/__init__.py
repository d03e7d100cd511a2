"""What do lists in the wild say?

One file a family of lists: each reads a list as its makers publish it, and yields assertions (or publishers)
with the line of each, its own words, and a problem for every entry it cannot take.
"""
