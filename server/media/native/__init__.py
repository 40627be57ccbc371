"""The compiled way of a packet, beside the one in Python: C for what happens hundreds of times a second, Python for every
decision. The C structs are a cache of what Python has settled; whatever changes clears them, and the next packet goes
through Python, which fills them again. docs/adr/0014 has the figures.
"""
