"""What the person who runs sdgsearch can set: by environment variables (`SDGSEARCH_DATA`, ...) or the command line."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.manifest import Backend
from index.store import Store
from ingest.settings import IngestSettings, Limits
from search_api.build_settings import GateSettings, JobSettings, KeepSettings, RaySettings
from search_api.service_settings import ServiceSettings


class Settings(BaseSettings, IngestSettings):
    """Every setting with its meaning: those that decide what a build makes, and those of this machine."""

    model_config = SettingsConfigDict(env_prefix="SDGSEARCH_", env_nested_delimiter="__", extra="forbid")

    data: Path = Field(user_data_path("sdgsearch"), description="The folder of caches and generations.")
    models: Path | None = Field(None, description="Where the embedded model is unpacked; None is the user's cache.")
    reranker: str | None = Field(
        None, description="A cross-encoder that reads the first 50 passages again; None is none."
    )
    backend: Backend | None = Field(
        None, description="What searches a new index: faiss or milvus; None is what searches the live one."
    )
    uri: str = Field("", repr=False, description="Address of Milvus, http://HOST:19530; empty is Milvus Lite.")
    limits: Limits = Limits()
    service: ServiceSettings = ServiceSettings()
    ray: RaySettings | None = Field(None, description="Build on Ray; None builds in this process.")
    gate: GateSettings = GateSettings()
    keep: KeepSettings = KeepSettings()
    jobs: JobSettings = JobSettings()

    @property
    def ingest(self) -> IngestSettings:
        """Those that decide what a build makes."""
        return IngestSettings(**self.model_dump(include=set(IngestSettings.model_fields)))

    @property
    def store(self) -> Store:
        """The data folder."""
        return Store(self.data.resolve(), models=self.models, uri=self.uri)

    @field_validator("uri")
    @classmethod
    def _of_milvus(cls, uri: str, others: ValidationInfo) -> str:
        if uri and urlsplit(uri).scheme not in ("http", "https", "tcp", "unix"):
            raise ValueError(f"{uri!r} is no address of Milvus; write http://HOST:19530")
        if uri and others.data.get("backend") == "faiss":
            raise ValueError("it is the address of Milvus, but the backend is faiss; leave one of them out")
        return uri
