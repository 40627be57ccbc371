"""Photos of the skin: taken in, read in a worker process, kept encrypted, given out through the one door."""
