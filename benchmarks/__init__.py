"""Measures the goals of speed as ratios in one run; `make bench` writes them into `docs/benchmarks.md`."""
