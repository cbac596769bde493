"""Log lines: one event a line, `key=value`, times in UTC, and nothing about persons.

PostgreSQL quotes the offending row in the DETAIL of an error; those lines are left out, since
they may hold names and numbers of parties.
"""

import json
import logging
from datetime import UTC, datetime

ALWAYS_THERE = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}
# Django hangs whole requests on its records; their text would carry form data.
NOT_FOR_LOGS = frozenset({"request", "response", "params", "sql"})
TELLS_OF_ROWS = ("DETAIL:", "CONTEXT:", "LINE ")


class LineFormatter(logging.Formatter):
    """Writes a record as one line that a forged line break cannot split."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for a record."""
        pairs: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        pairs |= {
            key: value
            for key, value in record.__dict__.items()
            if key not in ALWAYS_THERE | NOT_FOR_LOGS and not key.startswith("_")
        }
        if record.exc_info:
            pairs["error"] = self.formatException(record.exc_info)
        return " ".join(f"{key}={_quoted(value)}" for key, value in pairs.items())

    def formatException(self, ei: object) -> str:  # noqa: N802 - the name logging calls
        """The traceback without the lines that quote rows."""
        text = super().formatException(ei)  # type: ignore[arg-type]
        return "\n".join(
            line for line in text.splitlines() if not line.lstrip().startswith(TELLS_OF_ROWS)
        )


def _quoted(value: object) -> str:
    text = str(value)
    if text and text.isprintable() and not set(text) & set(' "='):
        return text
    return json.dumps(text, ensure_ascii=False)
