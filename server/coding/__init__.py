"""The coding engine: from what the server witnessed to code, modifiers, place of service and minutes, with its reasons.

Pure: no clock, no I/O, no database. `propose.propose` is the way in; `loader` reads the payers' rules once, at start.
"""
