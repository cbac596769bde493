"""Pages: each paper of a case as pictures and words, made apart from everything of ours."""
