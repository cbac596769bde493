"""What pages of the trial show: the deliberation of the panel, referrals, marks."""
