"""How do I do it from the shell?

One file a command: parse, call one public function, print. Data goes to stdout, words to stderr.
"""

from kg.cli.main import main

__all__ = ["main"]
