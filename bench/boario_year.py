"""One year of BoARIO 0.7.2 on a given table, run with the interpreter of an environment of its own.

    python3.11 -m venv PEER
    PEER/bin/pip install boario==0.7.2 progressbar2 coloredlogs pymrio
    PEER/bin/python bench/boario_year.py TABLE.npz

TABLE.npz comes from `bench_disruption.py --export TABLE.npz`. Prints seconds as JSON. It is
GPL-3.0 and is never imported by orepact.
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
import time
import warnings

STEPS = 365


def main() -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    np, pd = importlib.import_module("numpy"), importlib.import_module("pandas")
    pymrio = importlib.import_module("pymrio")
    models = importlib.import_module("boario.extended_models")
    simulation = importlib.import_module("boario.simulation")
    event = importlib.import_module("boario.event")
    held = np.load(sys.argv[1])
    flows, final = held["flows"], np.maximum(held["final"], 0.0)
    names = pd.MultiIndex.from_product(
        [["IMP"], [f"s{n}" for n in range(flows.shape[0])]], names=["region", "sector"]
    )
    uses = pd.MultiIndex.from_product([["IMP"], ["final"]], names=["region", "category"])
    table = pymrio.IOSystem(
        Z=pd.DataFrame(flows, index=names, columns=names),
        Y=pd.DataFrame(final[:, None], index=names, columns=uses),
        x=pd.DataFrame({"indout": flows.sum(axis=1) + final}, index=names),
    )
    table.calc_all()
    begun = time.process_time()
    model = models.ARIOPsiModel(table)
    run = simulation.Simulation(model, n_temporal_units_to_sim=STEPS)
    cut = pd.Series(0.03, index=names[[int(held["place"])]])
    whole_year = {"occurrence": 1, "duration": STEPS - 2, "recovery_tau": 1}
    run.add_event(event.from_series(cut, event_type="arbitrary", **whole_year))
    ready = time.process_time()
    run.loop()
    done = time.process_time()
    print(json.dumps({"setup": ready - begun, "loop": done - ready, "steps": STEPS}))


if __name__ == "__main__":
    main()
