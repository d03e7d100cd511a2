"""What do the files say?

One file a format, each from a file to raw records; then one way for all: flatten, type, check, assemble.
A file is recognised by its content, not its suffix.
"""
