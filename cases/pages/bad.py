"""What cannot be shown, found in the process apart."""


class Bad(Exception):  # noqa: N818 - a finding
    """``reason``: why it cannot be shown, a code of ``cases.pages.reasons``."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
