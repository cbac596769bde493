"""Court fees: 诉讼费用交纳办法 (in force since 2007-04-01), with 民诉法解释 199-207.

All money is RMB yuan in Decimal. A fee is returned with its derivation, line by line, so that
a party can check it; rounding comes last and once. Who carries the fee in the end is for the
judgment and not computed here.
"""
