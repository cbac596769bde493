"""The pages of the reader: the file, its search, its annotations."""
