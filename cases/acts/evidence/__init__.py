"""Evidence put item by item, and its exchange."""
