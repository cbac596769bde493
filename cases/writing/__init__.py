"""Writing 文书: forms that a court may edit, the text they give, and its PDF."""
