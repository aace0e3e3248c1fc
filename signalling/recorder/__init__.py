"""Recording a call: aiortc as one more participant, in a process of its own for each recording.

`process.py` and `seat.py` are what the web process imports; everything else runs in the worker. A
worker that dies takes neither the call nor another recording along.
"""
