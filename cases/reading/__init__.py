"""What the pages show of cases: only read, nothing here changes one."""
