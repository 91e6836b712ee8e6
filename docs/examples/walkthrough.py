# %% [markdown]
# # A new line, from the idea to the figures
#
# For planners who would rather compute than click. Start a site (`python app.py`) and run this file
# as it is, or cell by cell in an editor that knows `# %%`:
#
#     python docs/examples/walkthrough.py http://127.0.0.1:5000
#
# It needs Python alone; `navette_client.py` beside it holds what speaks to the site.
"""A planner's walk through the API: a site's address in, a scenario's figures on the screen out."""

# %% The site
import csv
import io
import sys

from navette_client import Navette

site = Navette(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:5000")

# %% What runs today: the busiest lines
lines = sorted(site.lines(), key=lambda line: -line["tripsThatDay"])
for line in lines[:5]:
    print(f"{line['name']:>8}  {line['mode']:<6} {line['tripsThatDay']:>4} trips")

# %% Where to: two places, found by their names
names = sys.argv[2:4] if len(sys.argv) > 3 else ["Villerupt", "Luxexpo"]
home, work = (site.search(name)[0] for name in names)
print(f"from {home['name']} to {work['name']}")


def at(place: dict) -> str:
    """A found place as the API takes it."""
    return f"{place['lat']:.6f},{place['lon']:.6f}"


# %% Before: how long it takes, whenever one leaves between seven and eight
before = site.matrix([at(home)], [at(work)], window=60)
print("before:", before.p50[0][0], "min in the middle,", before.p90[0][0], "in nine cases of ten")

# %% Before: how far one gets in 30, 45 and 60 minutes
for area in site.isochrone(at(home), [30, 45, 60], window=30)["features"]:
    print(f"{area['properties']['minutes']:>4} min  {area['properties']['km2']:>7.1f} km2")

# %% The idea: a bus every ten minutes between the two, twenty minutes on the way
every_day = ("monday", "tuesday", "wednesday", "thursday", "friday")
line = {
    "type": "add-trips",
    "name": "Walk-through",
    "mode": 3,
    "bidirectional": True,
    "stops": [
        {"lat": home["lat"], "lon": home["lon"], "name": home["name"]},
        {"lat": work["lat"], "lon": work["lon"], "name": work["name"]},
    ],
    "frequencies": [
        {
            "startTime": "06:00",
            "endTime": "10:00",
            "headwaySecs": 600,
            "hopTimes": [1200],
            "dwellTimes": [0, 0],
            **dict.fromkeys(every_day, True),
        }
    ],
}
scenario = site.keep({"name": "Walk-through", "modifications": [line]})
print("kept as", scenario)

# %% The run: simulated on the next Tuesday
run = site.run(scenario)
print("files:", ", ".join(run.files))

# %% The figures: the first indicators, as a table for any spreadsheet
rows = list(csv.reader(io.StringIO(site.file(run, "indicators.csv").decode("utf-8-sig"))))
for row in rows[:8]:
    print(" | ".join(row))

# %% Tidy up: what was made here is forgotten again
site.forget(scenario)
print("done")
