"""WHAT: the records of the lake, one field list each, and the Avro and Arrow schemas derived from them. No Beam here."""
