"""How do I ask it?

Questions by name (``queries/*.rq``) and SPARQL of one's own, over the union of the graphs, each in a child
process that a deadline, a memory limit and the lack of any network bound.
"""
