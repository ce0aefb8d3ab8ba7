"""The connection to PostgreSQL, where Django looks for it."""

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own; a transaction that was ended with its last statement (`apps.journal.wire`) is not ended again."""

    def _commit(self) -> None:
        if self.connection is None or self.connection.pgconn.transaction_status != TransactionStatus.IDLE:
            super()._commit()  # type: ignore[misc]  # the stubs leave it out
