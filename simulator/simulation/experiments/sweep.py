"""Many runs of one function: on all cores, or on a cluster, resumable.

Helper ``sweep`` is building this file now; experiments are written on top of it::

    rows = run_sweep(measure_one, configurations, folder, cluster=None, progress=…, should_stop=…)

``measure_one(configuration) -> list[dict]`` is a pure module-level function of one frozen
dataclass (with its seed); each finished run is one JSON file in ``folder`` named by a hash of its
configuration, so that a restart takes up where the last ended and a killed worker costs only its
run. ``joblib`` with ``loky``, or ``parallel_config(backend="dask")`` for ``--cluster ADDRESS``.
"""
