"""Which page of a long list is shown, and which others are offered."""


def shown_page(asked_for: int, total: int, per_page: int) -> tuple[int, int]:
    """The page that is shown, whatever was asked for, and the last one. A list of nothing has one page."""
    last = max(1, -(-total // per_page))
    return min(max(1, asked_for), last), last


def page_numbers(page: int, last: int) -> list[int | None]:
    """The pages to offer, None for a gap: the first, the last, and those around this one."""
    offered = sorted({1, last, *range(max(1, page - 1), min(last, page + 1) + 1)})
    numbers: list[int | None] = []
    for number in offered:
        if numbers and number - (numbers[-1] or 0) > 1:
            numbers.append(None)
        numbers.append(number)
    return numbers
