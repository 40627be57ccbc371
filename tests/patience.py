"""How long tests wait for what has to come."""

PATIENCE_S = 60.0
"""What has not come by then never will, on however busy a machine; no test waits for this long to pass."""
