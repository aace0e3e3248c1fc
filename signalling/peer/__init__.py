"""The server's own end of a connection: aiortc, in a worker process that may die without harm.

`process.py` is all that the web process imports; everything else runs in the worker.
"""
