"""Story problems from seeded templates: discounts, speeds, shared work, averages."""

from fractions import Fraction
from functools import partial
from random import Random

from question_bank.demo.draft import Draft, Template, drafts_from, four_wrong
from question_bank.demo.numerals import clock, number, rupiah
from question_bank.item import Level

TOPIC = "soal-cerita"


def make_story_problems(random: Random) -> tuple[Draft, ...]:
    templates: tuple[tuple[Template, int], ...] = (
        (partial(_discounts, "kursi kerja", range(6, 15)), 1),
        (partial(_discounts, "mesin pemindai", range(15, 31)), 1),
        (_shared_work, 2),
        (_there_and_back, 2),
        (_meeting, 2),
        (_new_average, 2),
    )
    return drafts_from(templates, random)


def _discounts(goods: str, hundred_thousands: range, random: Random) -> Draft:
    price = 100_000 * random.choice(hundred_thousands)
    first, second = random.sample((10, 20, 25, 40), 2)
    after = price * (100 - first) // 100
    right = after * (100 - second) // 100
    stem = (
        f"Harga sebuah {goods} {rupiah(price)}. Toko memberi potongan {first}%, lalu potongan "
        f"{second}% dari harga sesudah potongan pertama. Harga yang harus dibayar adalah …."
    )
    slips = [price * (100 - first - second) // 100, after, price - right]
    slips += [price * (100 - second) // 100, right + 10_000, right - 10_000]
    return _draft(Level.EASY, stem, rupiah(right), [rupiah(slip) for slip in slips])


def _shared_work(random: Random) -> Draft:
    persons, days, more = random.choice(
        ((8, 15, 4), (6, 20, 4), (10, 12, 5), (12, 10, 8), (9, 16, 3), (5, 24, 3))
    )
    work = random.choice(("memindai semua berkas", "mengecat gedung kantor", "menata gudang arsip"))
    right = persons * days // (persons + more)
    stem = (
        f"Sebanyak {persons} orang dapat {work} dalam {days} hari. Jika {more} orang dengan "
        "kecepatan kerja yang sama bergabung sejak awal, pekerjaan itu selesai dalam waktu …."
    )
    slips = [days * (persons + more) // persons, days - more, right + 1, right + 2, right - 1]
    return _draft(Level.MEDIUM, stem, f"{right} hari", [f"{slip} hari" for slip in slips])


def _there_and_back(random: Random) -> Draft:
    there, back = random.choice(
        ((40, 60), (30, 60), (60, 90), (45, 90), (50, 75), (40, 120), (60, 120))
    )
    right = 2 * there * back // (there + back)
    middle = Fraction(there + back, 2)
    vehicle = random.choice(("Mobil dinas", "Bus pegawai", "Mobil layanan keliling"))
    stem = (
        f"{vehicle} berangkat dari kota P ke kota Q dengan kecepatan rata-rata {there} km/jam dan "
        f"kembali melalui jalan yang sama dengan kecepatan rata-rata {back} km/jam. "
        "Kecepatan rata-rata seluruh perjalanan adalah …."
    )
    slips: list[Fraction | int] = [middle, right + 4, right - 2, there, back, middle + 5]
    return _draft(Level.HARD, stem, f"{right} km/jam", [f"{number(slip)} km/jam" for slip in slips])


def _meeting(random: Random) -> Draft:
    one, other = random.choice(((45, 35), (60, 40), (50, 70), (55, 45), (40, 50), (65, 35)))
    start, ride = (
        60 * random.randint(6, 9) + random.choice((0, 15, 30)),
        random.choice((90, 150, 120)),
    )
    distance = (one + other) * ride // 60
    stem = (
        f"Jarak kota P dan kota Q {distance} km. Pada pukul {clock(start)} sebuah mobil berangkat "
        f"dari P ke Q dengan kecepatan {one} km/jam dan sebuah mobil lain berangkat dari Q ke P "
        f"melalui jalan yang sama dengan kecepatan {other} km/jam. "
        "Keduanya berpapasan pada pukul …."
    )
    slips = [start + ride + away for away in (30, -30, 15, 60, -15)]
    return _draft(Level.HARD, stem, clock(start + ride), [clock(slip) for slip in slips])


def _new_average(random: Random) -> Draft:
    count, change = random.choice(((9, 2), (11, 2), (14, 1), (14, 2), (19, 1), (24, 1)))
    right = random.randint(84, 98)
    average = right - change * (count + 1)
    stem = (
        f"Rata-rata nilai {count} pegawai adalah {average}. Setelah nilai seorang pegawai lain "
        f"ditambahkan, rata-ratanya menjadi {average + change}. Nilai pegawai itu adalah …."
    )
    slips = [right - change, right + 1, average + change, average + 2 * change, right - 3]
    return _draft(Level.MEDIUM, stem, str(right), [str(slip) for slip in slips])


def _draft(level: Level, stem: str, right: str, slips: list[str]) -> Draft:
    return Draft(TOPIC, level, stem, right, four_wrong(right, slips))
