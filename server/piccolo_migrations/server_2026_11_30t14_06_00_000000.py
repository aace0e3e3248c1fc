"""Visits that were planned become appointments; a job has at most one that is planned."""

from datetime import timedelta

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-30T14:06:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "planned visits as appointments"

_BLOCK = timedelta(hours=2)
_STATES = {"given": "planned", "prepared": "planned", "cancelled": "called_off"}


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        for job in await Organisation.raw(
            "SELECT id, assigned_to, state, given_at, planned_visit_at FROM job"
            " WHERE planned_visit_at IS NOT NULL"
        ):
            state = _STATES.get(job["state"], "kept")
            await Organisation.raw(
                # Each had one, so that its own id is free.
                "INSERT INTO appointment (id, job, technician, begins_at, ends_at, state,"
                " planned_by, because, created_at) VALUES ({}, {}, {}, {}, {}, {}, 'desk', {}, {})",
                *(job["id"], job["id"], job["assigned_to"]),
                *(job["planned_visit_at"], job["planned_visit_at"] + _BLOCK, state),
                "job_over" if state == "called_off" else None,
                job["given_at"],
            )
        await Organisation.raw(
            "CREATE UNIQUE INDEX appointment_planned ON appointment (job) WHERE state = 'planned'"
        )
        await Organisation.raw(
            "CREATE INDEX appointment_of_technician ON appointment (technician, begins_at)"
        )

    manager.add_raw(run)
    return manager
