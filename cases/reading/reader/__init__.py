"""The file as it is read: like a book, beside the work."""
