"""Lakes in an object store: the store holds the truth, and a local working folder is a copy that may be lost (docs/object-store.md)."""
