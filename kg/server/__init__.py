"""How do I ask it over HTTP?

One process speaks HTTP and runs no question itself. A build is made by a child process; each question runs
in a worker process that can be killed; slow questions go on in a lane of their own. The routes are one
table (``routes.py``), and each page comes from ``pages.py``.
"""
