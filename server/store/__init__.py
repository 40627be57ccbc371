"""Where facts are kept: SQLite by default. The only package that imports sqlalchemy."""

from server.store.keys import load_or_create_signing_key
from server.store.store import SqlStore, open_store

__all__ = ["SqlStore", "load_or_create_signing_key", "open_store"]
