"""What words do we use?

Identifiers, levels, closed word lists, the records a person writes, the columns of each table, and
the policy. Every other folder speaks in these words. Modules here are imported by name
(``from kg.model.ids import NodeId``) so that a light one does not load a heavy one.
"""
