"""The queue in its database: tables, writing, the chained audit log, drafts, limits, backup."""
