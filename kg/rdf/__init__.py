"""How do we say it in RDF?

Conclusions are computed on tables and written as triples. One file names the terms, one says which
column of which table becomes which statement, one writes them; RDFLib and Oxigraph stand behind a file
each and read back what is written.
"""
