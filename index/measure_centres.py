"""Writes the centres that come along: of the embedded vocabulary, by the embedded model.

    python -m index.measure_centres    whenever names of the vocabulary, or the model, have changed

Without them each new data folder measures its own, which embeds some 3,000 names.
"""

from __future__ import annotations

from pathlib import Path

from corpus.vocabulary import load_vocabulary
from index.centring import centres_key, file_of, measure_centres
from index.embedder import embedder_of
from index.store import Store
from ingest.atomic import write_atomically
from ingest.settings import IngestSettings


def main() -> None:
    """Write the file of today's names, and take away that of others."""
    folder, vocabulary = Path(__file__).parent, load_vocabulary()
    embedder = embedder_of(IngestSettings(), Store(Path()), None)
    centres = measure_centres(vocabulary, embedder)
    for old in folder.glob("centres-*.safetensors"):
        old.unlink()
    write_atomically(folder / file_of(centres_key(vocabulary, embedder)), centres.to_bytes())


if __name__ == "__main__":
    main()
