"""What can be set of builds: when one begins by itself, what it must reach to go live, and what is kept afterwards."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator


class GateSettings(BaseModel):
    """What a new generation must reach before it goes live, beyond the integrity checks that each must pass."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    questions: Path | None = Field(None, description="A question file, as for sdgsearch evaluate; None asks nothing.")
    limits: tuple[str, ...] = Field((), description="What it must reach on it: mrr@10=0.85, zh:mrr@10=0.8.")


class RaySettings(BaseModel):
    """Where builds run on Ray."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: str | None = Field(
        None, description="Of a cluster: auto, host:port, ray://host:10001; None is this machine."
    )
    cache: str | None = Field(
        None, description="A folder or URL that all its machines share; None is in the data folder."
    )


class KeepSettings(BaseModel):
    """Which old generations and records of jobs are kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    generations: int = Field(3, ge=1, description="The newest generations, the live one among them.")
    days: float = Field(0, ge=0, description="Younger generations are kept as well, however many there are.")
    jobs_days: float = Field(90, ge=0, description="Jobs that ended longer ago are forgotten.")


class JobSettings(BaseModel):
    """When the service builds by itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    niceness: int = Field(10, ge=0, le=19, description="How far builds stand back behind searches, as in nice(1).")
    watch: bool = Field(False, description="Index again when a file in the indexed folders changes.")
    settle: float = Field(5, ge=0.05, description="Seconds without another change before that begins.")
    schedule: str = Field("", description="Index again at these times: five fields as in crontab, UTC; empty is never.")

    @field_validator("schedule")
    @classmethod
    def _readable(cls, schedule: str) -> str:
        if schedule:
            from cronsim import CronSim, CronSimError

            try:
                CronSim(schedule, datetime.now(UTC))
            except CronSimError as error:
                raise ValueError(f"{schedule!r} is no schedule ({error}); write five fields, as 0 3 * * *") from error
        return schedule
