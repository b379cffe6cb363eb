"""Writes the raw files: made-up companies, shuttles and reviews, the same on every machine.

A shuttle's price follows from its engines, seats and crew, a little from its company's standing, and from chance.
"""

import csv
import random
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "01_raw"
COMPANIES, SHUTTLES = 120, 900
PLACES = ["Chad", "Fiji", "Niue", "Malta", "Peru", "Iceland", "Bhutan", "Samoa"]
KINDS = ["Type V5", "Type F5", "Type V2", "Type F2"]


def main() -> None:
    chance = random.Random(20_250_101)
    companies = [
        {
            "id": number,
            "company_rating": f"{chance.randint(35, 100)}%" if chance.random() > 0.05 else "",
            "company_location": chance.choice(PLACES),
            "total_fleet_count": chance.randint(1, 12),
            "iata_approved": chance.choice("tf"),
        }
        for number in range(1, COMPANIES + 1)
    ]
    shuttles = [shuttle(number, chance) for number in range(1, SHUTTLES + 1)]
    reviews = [
        {
            "shuttle_id": each["id"],
            "review_scores_rating": chance.randint(60, 100) if chance.random() > 0.04 else "",
            "number_of_reviews": chance.randint(0, 300),
        }
        for each in shuttles
    ]
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, rows in {"companies": companies, "shuttles": shuttles, "reviews": reviews}.items():
        with open(FOLDER / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def shuttle(number: int, chance: random.Random) -> dict[str, object]:
    engines, seats = chance.randint(1, 6), chance.randint(2, 12)
    crew = max(1, round(seats / 4 + chance.random() * 2))
    checked, cleared = chance.choice("tf"), chance.choice("tf")
    price = 800 + 420 * engines + 130 * seats + 95 * crew + 60 * (checked == "t") + chance.gauss(0, 180)
    return {
        "id": number,
        "shuttle_type": chance.choice(KINDS),
        "engines": engines,
        "passenger_capacity": seats,
        "crew": crew,
        "d_check_complete": checked,
        "moon_clearance_complete": cleared,
        "price": f"${price:,.1f}",
        "company_id": chance.randint(1, COMPANIES),
    }


if __name__ == "__main__":
    main()
