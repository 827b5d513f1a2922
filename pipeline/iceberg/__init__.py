"""A lake's tables as Iceberg tables, with a snapshot for each run: the only room that imports pyiceberg, which is an optional extra."""
