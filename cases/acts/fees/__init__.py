"""Court fees 诉讼费用: charged, paid, relieved, given back, borne."""
