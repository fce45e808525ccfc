"""Why `make serve` cannot go on, in one line that says what to do."""


class CannotServe(Exception):
    """The text is for the person at the terminal, and is all that they see."""
