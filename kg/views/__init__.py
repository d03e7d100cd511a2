"""What does a person see?

The views of the explorer as data: the server and the offline file render them. The nouns are in
``nouns.py``; each view is one function from what is asked for to one of them.
"""
