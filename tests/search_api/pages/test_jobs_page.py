import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from browsing import Browse, Look, Site, overflows, violations
from playwright.sync_api import expect

from index.jobs import Job, Progress
from index.notes import Note


@contextmanager
def running(site: Site, reason: str) -> Iterator[Job]:
    """A job that a builder has taken on; it is ended with the block."""
    jobs = site.store.jobs
    jobs.submit(asked_by="somebody", reason=reason)
    with jobs.builder():
        job = jobs.claim()
        assert job
        yield job
        jobs.finish(job.id, "cancelled", message="Cancelled.")


def test_a_job_is_started_and_shown(browse: Browse, site: Site) -> None:
    page = browse("/jobs", site=site.client)
    page.get_by_label("Why").fill("New reports")
    page.get_by_role("button", name="Index again").click()
    page.wait_for_url("**/jobs/*")
    expect(page.get_by_role("heading", level=1)).to_have_text("New reports")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".state")).to_have_text("cancelled")


def test_a_running_job_is_followed_until_its_end(browse: Browse, site: Site) -> None:
    with running(site, "Followed") as job:
        page = browse(f"/jobs/{job.id}", site=site.client)
        site.store.jobs.tell(job.id, Progress(stage="read", done=3, total=8, remaining=95.0, file="peat.pdf"))
        expect(page.locator("[data-live]")).to_contain_text("3 of 8 files")
        expect(page.locator("[data-live]")).to_contain_text("2 minutes left")
        expect(page.locator("[aria-current=step]")).to_have_text("read")
    expect(page.locator(".state")).to_have_text("cancelled")


def test_a_running_job_is_told_without_scripts_too(look: Look, site: Site) -> None:
    with running(site, "Told") as job:
        site.store.jobs.tell(job.id, Progress(stage="read", done=3, total=8))
        page = look("/jobs", site=site.client)
    assert "3 of 8 files" in page
    assert re.search(r'<a class="quiet" href="/jobs" data-refresh>Refresh</a>', page)


def test_a_job_that_was_held_back_tells_why_and_an_admin_can_make_it_live(site: Site, look: Look) -> None:
    live, other = site.store.current(), site.store.previous()
    site.store.jobs.submit(asked_by="somebody", reason="Held")
    with site.store.jobs.builder():
        job = site.store.jobs.claim()
        assert job
        note = Note(source="torn.pdf", words="It is cut off.", failed=True)
        site.store.jobs.finish(job.id, "held", message="zh mrr@10 is 0.2", generation=other, notes=[note])
    page = look(f"/jobs/{job.id}", site=site.client)
    assert all(words in page for words in ("held back by the gate", "zh mrr@10 is 0.2", "It is cut off.", "Make live"))
    assert "held back</a>" in look("/jobs", site=site.client)
    assert site.client.post("/generations", data={"generation": other}).headers["location"] == "/jobs#generations"
    assert site.store.current() == other
    assert "Make live" not in look(f"/jobs/{job.id}", site=site.client)
    assert live
    site.client.post("/generations", data={"generation": live})
    assert site.store.current() == live


def test_the_generation_before_is_gone_back_to(browse: Browse, site: Site) -> None:
    live, before = site.store.current(), site.store.previous()
    page = browse("/jobs", site=site.client)
    page.get_by_role("button", name="Roll back").click()
    expect(page.locator(".list .state", has_text="live")).to_have_count(1)
    assert site.store.current() == before
    page.get_by_role("button", name="Make live").first.click()
    page.wait_for_load_state()
    assert site.store.current() == live


def test_who_may_not_build_sees_no_way_to(gated: Site, look: Look) -> None:
    page = look("/jobs", site=gated.client)
    assert '<form method="post" action="/jobs"' not in page
    assert "Make live" not in page
    assert gated.client.post("/jobs").status_code == 403
    reader = {"Authorization": f"Bearer {gated.keys['curator']}"}
    assert gated.client.post("/generations", data={"generation": "previous"}, headers=reader).status_code == 403


def test_a_job_that_is_not_there_is_told_so(look: Look) -> None:
    look("/jobs/20261122T093000-1f2e3d4c", status=404)


@pytest.mark.parametrize("width", [390, 820, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_jobs_are_accessible_at_every_width_and_theme(browse: Browse, site: Site, width: int, scheme: str) -> None:
    with running(site, "Looked at") as job:
        site.store.jobs.tell(job.id, Progress(stage="read", done=3, total=8, embedded=12, file="peat.pdf"))
        page = browse("/jobs", site=site.client, width=width, color_scheme=scheme, java_script_enabled=True)
        for address in ("/jobs", f"/jobs/{job.id}"):
            page.goto(address)
            assert violations(page) == [], address
            assert not overflows(page), address


@pytest.mark.parametrize("language", ["zh", "mn"])
def test_jobs_speak_the_language_of_the_browser(browse: Browse, site: Site, language: str) -> None:
    page = browse("/jobs", site=site.client, locale=language, width=390)
    assert violations(page) == []
    assert not overflows(page)
