"""Media in processes of their own, one for each core: `pool.py` is what rooms hold, `process.py` what runs in each."""
