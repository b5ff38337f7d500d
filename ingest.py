"""Ingests the knowledge folder and publishes it: `python ingest.py --help`."""

from assistant.cli import run_ingest

if __name__ == "__main__":
    run_ingest()
