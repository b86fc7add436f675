-- 机关代字: what stands before 〔year〕 in the numbers of a series. Each change is a new row, so that an old number can
-- be explained; numbers themselves stand printed in their documents and never change. Every series begins anew at 1
-- with the year.
CREATE TABLE supervision.series_sign (
    series     text NOT NULL,
    version    int NOT NULL,
    sign       text NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL,
    reason     text NOT NULL,
    PRIMARY KEY (series, version),
    CONSTRAINT sign_versions_count_from_one CHECK (version > 0),
    CONSTRAINT a_sign_is_short_and_has_no_digit CHECK (sign ~ '^[^[:space:][:digit:]〔〕]{2,20}$')
);

INSERT INTO supervision.series_sign (series, version, sign, changed_at, changed_by, reason)
VALUES ('InspectionNotice', 1, '云教督通', now(), 'system', '建库'),
       ('SupervisionOpinion', 1, '云教督意', now(), 'system', '建库'),
       ('RectificationNotice', 1, '云教督整', now(), 'system', '建库'),
       ('SupervisoryOrder', 1, '云教督办', now(), 'system', '建库'),
       ('SupervisionReport', 1, '云教督报', now(), 'system', '建库');

CREATE TRIGGER a_sign_never_changes BEFORE UPDATE OR DELETE ON supervision.series_sign
    FOR EACH ROW EXECUTE FUNCTION supervision.refuse_change();

-- The last guard, should two series ever have had the same sign.
ALTER TABLE supervision.document ADD CONSTRAINT no_printed_number_is_used_twice UNIQUE (number);
