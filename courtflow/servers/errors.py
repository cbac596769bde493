"""What can go wrong with a server, said to the person at the terminal."""


class ServerFailed(RuntimeError):
    """A server could not be found, started or reached; the message says what to do."""
