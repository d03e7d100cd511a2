"""What does it mean?

What each page rests on, how far a low source reaches and by which path, and what is dirty.
Semantics, sections 5 and 6.
"""
