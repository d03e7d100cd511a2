"""How credible, and why?

Assertions valid on a day become a level for each subject; rules, tried in order, give each source the
first answer, its basis and the path to it. Semantics, sections 3 and 4.
"""
