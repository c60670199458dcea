"""Every story problem, solved by trying out what happens instead of by the formula."""

import re
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations

import pytest

from tests.unit.question_bank_demo.demo_rows import SEEDS, DemoItem, demo_items, items_of

Solver = Callable[[re.Match[str]], str]


def discounts(match: re.Match[str]) -> str:
    price = Fraction(match[1].replace(".", ""))
    for percent in (match[2], match[3]):
        price -= price * int(percent) / 100
    return f"Rp{int(price):,}".replace(",", ".")


def shared_work(match: re.Match[str]) -> str:
    persons, days = int(match[1]), int(match[2])
    more = int(match[3]) if match[3] else 0
    workers = persons + more if more else int(match[4])
    left, day = persons * days, 0
    while left > 0:
        left, day = left - workers, day + 1
    assert left == 0
    return f"{day} hari"


def there_and_back(match: re.Match[str]) -> str:
    distance = Fraction(1000)
    hours = distance / int(match[1]) + distance / int(match[2])
    return f"{2 * distance / hours} km/jam"


def meeting(match: re.Match[str]) -> str:
    apart, minute = Fraction(match[1]), int(match[2]) * 60 + int(match[3])
    while apart > 0:
        apart -= Fraction(int(match[4]) + int(match[5]), 60)
        minute += 1
    assert apart == 0
    return f"{minute // 60:02d}.{minute % 60:02d}"


def new_average(match: re.Match[str]) -> str:
    count, average = int(match[1]), Fraction(match[2])
    wanted = Fraction(match[3].replace(",", "."))
    (mark,) = (m for m in range(101) if (count * average + m) / (count + 1) == wanted)
    return str(mark)


def arrival(match: re.Match[str]) -> str:
    minute = int(match[1]) * 60 + int(match[2]) + Fraction(int(match[3]) * 60, int(match[4]))
    return f"{int(minute) // 60}.{int(minute) % 60:02d}"


def ages(_: re.Match[str]) -> str:
    (father,) = (3 * child for child in range(1, 100) if 3 * child + 12 == 2 * (child + 12))
    return f"{father} tahun"


def mixture(_: re.Match[str]) -> str:
    return f"{Fraction(20 * 15 + 30 * 25, 20 + 30)}%"


def two_taps(match: re.Match[str]) -> str:
    return f"{1 / (Fraction(1, int(match[1])) + Fraction(1, int(match[2])))} jam"


def not_red(_: re.Match[str]) -> str:
    balls = "m" * 5 + "b" * 3 + "p" * 2
    return str(Fraction(sum(ball != "m" for ball in balls), len(balls)))


def pairs(_: re.Match[str]) -> str:
    return str(len(list(combinations(range(6), 2))))


def map_scale(_: re.Match[str]) -> str:
    return f"{8 * 250_000 // 100_000} km"


def profit(_: re.Match[str]) -> str:
    cost = 50 * 12_000 + 50_000
    return f"{Fraction(50 * 14_300 - cost, cost) * 100}%"


def both(_: re.Match[str]) -> str:
    (found,) = (n for n in range(41) if 25 + 22 - n == 40 - 4)
    return str(found)


def together_again(_: re.Match[str]) -> str:
    minute = next(m for m in range(1, 1000) if m % 12 == m % 18 == m % 24 == 0)
    return f"{7 + minute // 60:02d}.{minute % 60:02d}"


SOLVERS: tuple[tuple[str, Solver], ...] = (
    (
        r"Harga .* Rp([\d.]+)\. Toko memberi potongan (\d+)%, lalu potongan (?:tambahan )?(\d+)%",
        discounts,
    ),
    (r"(\d+) orang dapat .* dalam (\d+) hari\. Jika (\d+) orang dengan .* bergabung", shared_work),
    (r"oleh (\d+) orang dalam (\d+) hari\.()(?:.*), (\d+) orang dapat", shared_work),
    (r"rata-rata (\d+) km/jam dan kembali .* rata-rata (\d+) km/jam", there_and_back),
    (r"Q (\d+) km\. .* (\d\d)\.(\d\d) .* kecepatan (\d+) km.* kecepatan (\d+) km", meeting),
    (r"Rata-rata nilai (\d+) \w+ adalah (\d+)\. .* menjadi ([\d,]+)\.", new_average),
    (r"berangkat pukul (\d\d)\.(\d\d) .* jarak (\d+) km .* rata-rata (\d+) km", arrival),
    (r"tiga kali umur anaknya\. Dua belas tahun lagi .* dua kali", ages),
    (r"Dua puluh liter .* 15% .* 30 liter .* 25%", mixture),
    (r"pertama dalam (\d+) jam .* kedua dalam (\d+) jam", two_taps),
    (r"5 bola merah, 3 bola biru, dan 2 bola putih.*bukan merah", not_red),
    (r"Dari enam pegawai akan dipilih dua orang", pairs),
    (r"berskala 1 : 250\.000, jarak dua kota adalah 8 cm", map_scale),
    (r"50 kg .* Rp12\.000 .* Rp50\.000.* Rp14\.300", profit),
    (r"40 pegawai, 25 .* 22 .* dan 4 .* tidak", both),
    (r"12 menit.* 18 menit.* 24 menit.* 07\.00", together_again),
)


@pytest.mark.parametrize("seed", SEEDS)
def test_story_problems_end_as_their_keys_say(seed: int) -> None:
    for item in items_of("TIU-CER", seed):
        assert item.right == _solved(item)


def test_written_story_problems_end_as_their_keys_say() -> None:
    written = [
        item for item in demo_items() if item.topic == "soal-cerita" and item.code[4].isdigit()
    ]
    assert len(written) == 13
    for item in written:
        assert item.right == _solved(item)


def _solved(item: DemoItem) -> str:
    (answer,) = (
        solver(match) for pattern, solver in SOLVERS if (match := re.search(pattern, item.stem))
    )
    return answer
