"""Libraries that only importing needs; whoever builds a site does without them."""


class ExtraMissing(Exception):
    """A library is not installed; the message says how to get it."""

    def __init__(self, extra: str, what: str) -> None:
        super().__init__(f'{what} needs another library: pip install "digest-ssg[{extra}]"')
