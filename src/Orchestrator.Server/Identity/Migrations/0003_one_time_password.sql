-- A password that the program printed, until its owner sets their own.
ALTER TABLE identity.account ADD COLUMN is_one_time boolean NOT NULL DEFAULT false;
