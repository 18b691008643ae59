"""Runs the migrations on the connection that `practicebank.submissions.storage.engine` hands over.

Nothing else runs them: there is no alembic.ini, and no address of a database to forget in a file.
The caller's transaction holds them all, so a start that is killed half-way leaves nothing behind.
"""

from alembic import context

from practicebank.submissions.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
