-- 工作日历: each version is complete, so that a date computed years ago can be computed again.
CREATE TABLE supervision.calendar_version (
    version     int PRIMARY KEY,
    imported_at timestamptz NOT NULL,
    imported_by text NOT NULL,
    reason      text NOT NULL,
    CONSTRAINT calendar_versions_count_from_one CHECK (version > 0)
);

CREATE TABLE supervision.calendar_day (
    version          int NOT NULL REFERENCES supervision.calendar_version,
    day              date NOT NULL,
    name             text NOT NULL,
    day_type         text NOT NULL,
    is_statutory_day boolean NOT NULL,
    source           text NOT NULL,
    status           text NOT NULL,
    CONSTRAINT a_day_stands_once_in_a_version PRIMARY KEY (version, day),
    CONSTRAINT a_day_type_is_known CHECK (
        day_type IN ('StatutoryHoliday', 'AdjustedRest', 'WeekendInHoliday', 'MakeupWorkday')),
    CONSTRAINT a_calendar_is_official_or_provisional CHECK (status IN ('Official', 'Provisional')),
    CONSTRAINT a_make_up_workday_is_a_weekend_day CHECK (
        day_type NOT IN ('MakeupWorkday', 'WeekendInHoliday') OR extract(isodow FROM day) > 5)
);

-- 期限方案: each version holds all timer rows of the profile.
CREATE TABLE supervision.deadline_profile (
    name           text NOT NULL,
    version        int NOT NULL,
    effective_from date NOT NULL,
    changed_at     timestamptz NOT NULL,
    changed_by     text NOT NULL,
    reason         text NOT NULL,
    PRIMARY KEY (name, version),
    CONSTRAINT profile_versions_count_from_one CHECK (version > 0)
);

CREATE TABLE supervision.timer_rule (
    profile_name    text NOT NULL,
    profile_version int NOT NULL,
    id              text NOT NULL,
    name            text NOT NULL,
    class           text NOT NULL,
    basis           text NOT NULL,
    "values"        int[] NOT NULL,
    unit            text NOT NULL,
    range_from      int,
    range_to        int,
    version         int NOT NULL,
    effective_from  date NOT NULL,
    CONSTRAINT a_timer_stands_once_in_a_profile PRIMARY KEY (profile_name, profile_version, id),
    CONSTRAINT a_timer_belongs_to_a_profile
        FOREIGN KEY (profile_name, profile_version) REFERENCES supervision.deadline_profile,
    CONSTRAINT a_rule_class_is_known CHECK (class IN ('Law', 'Norm', 'Prov', 'Cmp', 'Prac', 'Local', 'Des')),
    CONSTRAINT a_timer_unit_is_known CHECK (
        unit IN ('WorkingDays', 'CalendarDays', 'Months', 'Hours', 'Minutes', 'Times')),
    CONSTRAINT a_timer_has_a_value CHECK (cardinality("values") > 0),
    CONSTRAINT a_range_has_two_ends CHECK ((range_from IS NULL) = (range_to IS NULL)),
    CONSTRAINT a_value_lies_in_its_range CHECK (
        range_from IS NULL OR (range_from <= ALL ("values") AND range_to >= ALL ("values")))
);

-- What was published never changes: a case that pinned a version finds it as it was.
CREATE FUNCTION supervision.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed: write a new version', TG_TABLE_NAME;
END $$;

CREATE TRIGGER a_calendar_version_never_changes BEFORE UPDATE OR DELETE ON supervision.calendar_day
    FOR EACH ROW EXECUTE FUNCTION supervision.refuse_change();
CREATE TRIGGER a_profile_version_never_changes BEFORE UPDATE OR DELETE ON supervision.timer_rule
    FOR EACH ROW EXECUTE FUNCTION supervision.refuse_change();
