"""SedonaDB and DuckDB in SQL: reports inside banks and circles, in runs.

Both answer by sample: a passage is a change of bank between two reports, a stay a run
of reports inside. Tables in memory and shapes are made before the time runs.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable

import numpy as np
import pyarrow as pa
from columns import F64, archive, ground
from measure import Answer, Asked, Ready, compete
from settings import CORNERS, GAP_LINE_US

INSIDE = "ST_Contains({shape}.g, ST_Point(r.lon, r.lat))"
PASSAGES = f"""
with banked as (
  select r.mover, r.us, b.id as bank from reports r join banks b
  on {INSIDE.format(shape="b")}
), followed as (
  select mover, us, bank, lag(bank) over w as was, lag(us) over w as was_us
  from banked window w as (partition by mover order by us)
)
select mover, was_us, us from followed
where bank <> was and us - was_us <= {GAP_LINE_US}
"""
STAYS = f"""
with inside as (
  select c.id as point, r.mover, r.us from reports r join circles c
  on {INSIDE.format(shape="c")}
), marked as (
  select point, mover, us,
    case when us - lag(us) over w <= {GAP_LINE_US} then 0 else 1 end as new
  from inside window w as (partition by point, mover order by us)
), numbered as (
  select point, mover, us,
    sum(new) over (partition by point, mover order by us) as stay from marked
)
select mover, point, min(us) as first_us, max(us) as last_us
from numbered group by point, mover, stay
"""
Query = Callable[[str], pa.Table]


def wkt(ring_deg: F64) -> str:
    """Return a closed ring as text."""
    return "POLYGON((" + ",".join(f"{x:.9f} {y:.9f}" for x, y in ring_deg) + "))"


def circle(point_deg: F64, radius_m: float) -> F64:
    """Return a circle as a ring with `CORNERS` corners on it."""
    turn = np.linspace(0.0, 2 * np.pi, CORNERS + 1)
    lat_rad = np.radians(point_deg[1])
    east_m = 111_412.84 * np.cos(lat_rad) - 93.5 * np.cos(3 * lat_rad)
    north_m = 111_132.92 - 559.82 * np.cos(2 * lat_rad)
    return point_deg + np.column_stack(
        [radius_m / east_m * np.cos(turn), radius_m / north_m * np.sin(turn)]
    )


def shapes(rings_deg: list[F64]) -> str:
    """Return rows of numbers and shapes for SQL."""
    rows = ",".join(f"({n},'{wkt(ring)}')" for n, ring in enumerate(rings_deg))
    return f"select id, ST_GeomFromText(w) as g from (values {rows}) as v(id, w)"


def sedona(reports: pa.Table, views: dict[str, str]) -> Query:
    """Return SedonaDB with its views, on one partition."""
    # It says at length that it found no raster library.
    warnings.simplefilter("ignore")
    import sedonadb

    held = sedonadb.connect()
    held.sql("set datafusion.execution.target_partitions = 1").to_arrow_table()
    held.create_data_frame(reports).to_memtable().to_view("reports")
    for name, sql in views.items():
        held.sql(sql).to_memtable().to_view(name)
    return lambda sql: held.sql(sql).to_arrow_table()


def duck(reports: pa.Table, views: dict[str, str]) -> Query:
    """Return DuckDB with its tables and its spatial extension, on one thread."""
    import duckdb
    from duckdb_extensions import import_extension

    import_extension("spatial")
    held = duckdb.connect(config={"threads": 1})
    held.load_extension("spatial")
    held.register("given", reports)
    held.execute("create table reports as select * from given")
    for name, sql in views.items():
        held.execute(f"create table {name} as {sql}")
    return lambda sql: held.execute(sql).to_arrow_table()


def line(
    connect: Callable[[pa.Table, dict[str, str]], Query],
) -> Callable[[Asked], Ready]:
    """Return the case for one of the two."""

    def asked_for(asked: Asked) -> Ready:
        held, about = (
            archive(asked.path, "line", asked.share),
            ground(asked.path.parent),
        )
        reports = pa.table(
            {
                "mover": held.mover,
                "us": held.time_us,
                "lat": held.lat_deg,
                "lon": held.lon_deg,
            }
        )
        rings = [circle(point, about.radius_m) for point in about.points_deg]
        views = {
            "banks": shapes([about.left_deg, about.right_deg]),
            "circles": shapes(rings),
        }
        query = connect(reports, views)

        def work() -> Answer:
            passed, stayed = query(PASSAGES), query(STAYS)
            return {
                "flips": columns(passed, "mover", "was_us", "us"),
                "stays": columns(stayed, "mover", "point"),
                "stays_us": columns(stayed, "first_us", "last_us"),
            }

        return Ready(work)

    return asked_for


def columns(table: pa.Table, *names: str) -> np.ndarray:
    """Return columns side by side as integers."""
    return np.column_stack([table[name].to_numpy().astype(np.int64) for name in names])


if __name__ == "__main__":
    engine = {"sedona": sedona, "duck": duck}[sys.argv.pop(1)]
    compete({"line": line(engine)})
