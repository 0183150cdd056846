"""Search engines behind one face: texts in, a question's best texts out; each set up as its documentation has hybrid
search by default, over the same folder of an embedding model and with that model's prompts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from corpus.vocabulary import load_vocabulary
from index.centring import centres_of
from index.evaluation.beir import Text
from index.evaluation.indexing import index_collection
from index.question import Question
from index.searcher import Searcher
from index.store import Store
from ingest.cache import ContentCache
from ingest.embedding import load_embedder
from ingest.model_files import ModelFiles
from ingest.settings import IngestSettings

DEPTH = 10


class Engine(Protocol):
    """One search engine, its model loaded."""

    def index(self, texts: Sequence[Text]) -> None:
        """Make these texts searchable."""

    def search(self, question: str) -> list[str]:
        """The ids of the ten best texts, the best first."""


class Ours:
    """sdgsearch. Where languages lie is measured once for model and vocabulary and kept, so before the clock runs."""

    def __init__(self, model: ModelFiles, scratch: Path) -> None:
        self._embedder = load_embedder(str(model.folder), cache=scratch, device="cpu")
        self._embedder.embed_query("ready")
        self._store = Store(scratch)
        with ContentCache(self._store.cache) as cache:
            centres_of(load_vocabulary(), self._embedder, cache)

    def index(self, texts: Sequence[Text]) -> None:
        generation = index_collection(
            texts,
            store=self._store,
            cache=self._store.cache,
            vocabulary=load_vocabulary(),
            embedder=self._embedder,
            settings=IngestSettings(),
            progress=_Silent(),
        )
        self._searcher = Searcher(generation, lambda: self._embedder)

    def search(self, question: str) -> list[str]:
        return [found.document_id for found in self._searcher.search(Question(text=question, k=DEPTH)).results]


class Txtai:
    """txtai: `hybrid` joins its BM25 and its vectors, half each."""

    def __init__(self, model: ModelFiles, scratch: Path) -> None:
        from txtai import Embeddings

        prompts = {"query": model.prompt("query"), "data": model.prompt("passage")}
        self._embeddings = Embeddings(path=str(model.folder), hybrid=True, gpu=False, instructions=prompts)
        self._embeddings.batchtransform(["ready"])

    def index(self, texts: Sequence[Text]) -> None:
        self._embeddings.index((text.id, _whole(text)) for text in texts)

    def search(self, question: str) -> list[str]:
        return [id for id, _ in self._embeddings.search(question, DEPTH)]


class LlamaIndex:
    """LlamaIndex: its vector index and its BM25, fused by reciprocal rank; no further questions are made up."""

    def __init__(self, model: ModelFiles, scratch: Path) -> None:
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        self._embedding = HuggingFaceEmbedding(
            str(model.folder),
            device="cpu",
            query_instruction=model.prompt("query"),
            text_instruction=model.prompt("passage"),
        )
        self._embedding.get_query_embedding("ready")

    def index(self, texts: Sequence[Text]) -> None:
        from llama_index.core import VectorStoreIndex
        from llama_index.core.llms import MockLLM
        from llama_index.core.retrievers import QueryFusionRetriever
        from llama_index.core.schema import TextNode
        from llama_index.retrievers.bm25 import BM25Retriever

        nodes = [TextNode(id_=text.id, text=_whole(text)) for text in texts]
        vectors = VectorStoreIndex(nodes, embed_model=self._embedding).as_retriever(similarity_top_k=DEPTH)
        words = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=DEPTH)
        self._retriever = QueryFusionRetriever(
            [vectors, words],
            llm=MockLLM(),
            mode="reciprocal_rerank",
            num_queries=1,
            similarity_top_k=DEPTH,
            use_async=False,
        )

    def search(self, question: str) -> list[str]:
        return [found.node.node_id for found in self._retriever.retrieve(question)]


class Haystack:
    """Haystack: its in-memory store asked by BM25 and by vectors, joined by reciprocal rank."""

    def __init__(self, model: ModelFiles, scratch: Path) -> None:
        from haystack.utils import ComponentDevice
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder,
            SentenceTransformersTextEmbedder,
        )

        common = {"model": str(model.folder), "device": ComponentDevice.from_str("cpu"), "progress_bar": False}
        self._of_texts = SentenceTransformersDocumentEmbedder(prefix=model.prompt("passage"), **common)
        self._of_question = SentenceTransformersTextEmbedder(prefix=model.prompt("query"), **common)
        self._of_texts.warm_up()
        self._of_question.warm_up()

    def index(self, texts: Sequence[Text]) -> None:
        from haystack import Document, Pipeline
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        documents = [Document(id=text.id, content=_whole(text)) for text in texts]
        store.write_documents(self._of_texts.run(documents=documents)["documents"])
        self._pipeline = Pipeline()
        self._pipeline.add_component("embedder", self._of_question)
        self._pipeline.add_component("vectors", InMemoryEmbeddingRetriever(store, top_k=DEPTH))
        self._pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=DEPTH))
        self._pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=DEPTH))
        self._pipeline.connect("embedder.embedding", "vectors.query_embedding")
        self._pipeline.connect("vectors", "joiner")
        self._pipeline.connect("words", "joiner")

    def search(self, question: str) -> list[str]:
        found = self._pipeline.run({"embedder": {"text": question}, "words": {"query": question}})
        return [document.id for document in found["joiner"]["documents"]]


class LanceDB:
    """LanceDB: a table with vectors and a full-text index, joined by reciprocal rank.

    Its own embedding function knows no prompts, so the vectors are made beside it, by sentence-transformers.
    """

    def __init__(self, model: ModelFiles, scratch: Path) -> None:
        import lancedb
        from sentence_transformers import SentenceTransformer

        self._prompts = {role: model.prompt(role) for role in ("query", "passage")}
        self._model = SentenceTransformer(str(model.folder), device="cpu")
        self._model.encode(["ready"])
        self._database = lancedb.connect(scratch)

    def index(self, texts: Sequence[Text]) -> None:
        wholes = [_whole(text) for text in texts]
        vectors = self._model.encode(wholes, prompt=self._prompts["passage"], normalize_embeddings=True)
        rows = [
            {"id": text.id, "text": whole, "vector": vector}
            for text, whole, vector in zip(texts, wholes, vectors, strict=True)
        ]
        self._table = self._database.create_table("texts", rows)
        self._table.create_fts_index("text")

    def search(self, question: str) -> list[str]:
        vector = self._model.encode(question, prompt=self._prompts["query"], normalize_embeddings=True)
        found = self._table.search(query_type="hybrid").vector(vector).text(question).limit(DEPTH).to_list()
        return [row["id"] for row in found]


ENGINES = {"sdgsearch": Ours, "txtai": Txtai, "LlamaIndex": LlamaIndex, "Haystack": Haystack, "LanceDB": LanceDB}


class _Silent:
    def file(self, done: int, total: int, source: str) -> None: ...

    def embedded(self, texts: int) -> None: ...


def _whole(text: Text) -> str:
    return "\n".join(filter(None, [text.title, text.text]))
