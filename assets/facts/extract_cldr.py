"""Print how countries.csv differs from Babel 2.18 (CLDR); the differences are SOURCE.md's list.

Run in a throw-away environment: ``pip install babel==2.18.0``, then ``python extract_cldr.py``.
"""

import csv
import datetime
from collections import Counter
from pathlib import Path

from babel import Locale
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies

ENGLISH = Locale("en")
DAY = datetime.date(2026, 11, 1)
LANGUAGES = {code: get_official_languages(code) for code in ENGLISH.territories}
TERRITORIES = Counter(language for of in LANGUAGES.values() for language in of)


def cldr(code: str) -> tuple[str, str, str]:
    """Return country, rarest official language and last currency of a territory."""
    languages = sorted(LANGUAGES[code], key=lambda language: TERRITORIES[language])
    names = [ENGLISH.languages.get(language, language) for language in languages] or ["none"]
    currency = ENGLISH.currencies[get_territory_currencies(code, DAY)[-1]]
    return ENGLISH.territories[code], names[0], currency


def main() -> None:
    """Compare every row."""
    with (Path(__file__).parent / "countries.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            country, language, currency = cldr(row["code"])
            if country != row["country"]:
                print(f"{row['country']}: CLDR says country {country}")
            if language != row["language"]:
                print(f"{row['country']}: CLDR gives {language}, not {row['language']}")
            if currency.split()[-1] != row["currency"]:
                print(f"{row['country']}: CLDR gives {currency}, not {row['currency']}")


if __name__ == "__main__":
    main()
