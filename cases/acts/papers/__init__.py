"""Papers of the e-file: written, handed in, catalogued."""
