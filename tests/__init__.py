"""Tests mirror the tree of kg/; a name reads like a sentence."""
