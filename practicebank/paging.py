"""Which page of a long list is shown."""


def shown_page(asked_for: int, total: int, per_page: int) -> tuple[int, int]:
    """The page that is shown, whatever was asked for, and the last one. A list of nothing has one page."""
    last = max(1, -(-total // per_page))
    return min(max(1, asked_for), last), last
