"""What pages come in: compressed streams, archives, JSON lines, web archives. Bytes in, pages and dead letters out; no file is opened here."""
