"""Speed, measured as ratios: each work beside its limit, in one run, round by round.

`make bench` runs everything in about five minutes on a database of its own; see
docs/performance.md for what each work is and what came out.
"""
