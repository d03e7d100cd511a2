"""How do others read it?

Tables for spreadsheets and data frames, networkx with GraphML and GEXF for those who compute or use
Gephi, and one page of HTML with the neighbourhood of a node. An exporter returns bytes, the same ones
for the same graph; `kg.readers.atomic` puts them into a file.
"""
