"""What does a tree of documents say, and on what does each of its blocks rest?

A parser per family of formats yields what is in one file (`parsed`); the site joins files to pages; the
tables are those of every other reader.
"""
