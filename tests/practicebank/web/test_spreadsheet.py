import csv
import io

from practicebank.web.spreadsheet import attachment, lines


def test_numbers_stay_numbers_and_text_is_made_safe() -> None:
    file = b"".join(lines(["=Focus", "Practices"], [["-1", -1], ["@x", 0.5]])).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(file, newline=""))) == [["'=Focus", "Practices"], ["'-1", "-1"], ["'@x", "0.5"]]


def test_a_long_file_comes_in_pieces() -> None:
    pieces = list(lines(["n"], ([str(number)] for number in range(2_500))))
    assert len(pieces) == 3
    assert b"".join(pieces).decode("utf-8-sig").split() == ["n", *map(str, range(2_500))]


def test_a_hostile_name_stays_a_plain_one() -> None:
    header = attachment('4 practices that match “../../etc/passwd"; \r\nSet-Cookie: a=b”' + "x" * 500)
    assert header["Content-Disposition"].startswith('attachment; filename="4-practices-that-match-etc-passwd')
    assert len(header["Content-Disposition"]) < 200
