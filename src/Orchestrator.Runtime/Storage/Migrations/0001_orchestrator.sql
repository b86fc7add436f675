-- The schema of the runtime. Files are applied forward, in order of their number, each in one transaction.
CREATE SCHEMA IF NOT EXISTS orchestrator;
