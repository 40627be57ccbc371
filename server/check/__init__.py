"""`python -m server check`: how the server would run with the settings as they are, and what is in its way. It changes nothing."""

from server.check.finding import Finding
from server.check.findings import findings

__all__ = ["Finding", "findings"]
