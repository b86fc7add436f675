-- Why each item is in an order decides what is left to urge at its issue, and what the order says it is about.
ALTER TABLE supervision.supervisory_order
    DROP CONSTRAINT an_order_trigger_is_known,
    DROP CONSTRAINT only_a_fact_issues_an_order_by_itself;
UPDATE supervision.supervisory_order SET trigger = 'NoFirstReport'
WHERE trigger = 'NothingReceived' AND matter = '未按期报送整改情况';
ALTER TABLE supervision.supervisory_order
    ADD CONSTRAINT an_order_trigger_is_known CHECK (trigger IN (
        'NoFirstReport', 'NothingReceived', 'NotRectified', 'PartialAfterDue', 'Critical', 'OrderMissed')),
    ADD CONSTRAINT only_a_fact_issues_an_order_by_itself CHECK (
        NOT is_automatic OR trigger IN ('NoFirstReport', 'NothingReceived'));

ALTER TABLE supervision.order_item ADD COLUMN cause text;
UPDATE supervision.order_item AS listed SET cause = urging.trigger
FROM supervision.supervisory_order AS urging
WHERE urging.id = listed.order_id;
ALTER TABLE supervision.order_item
    ALTER COLUMN cause SET NOT NULL,
    ADD CONSTRAINT an_order_item_cause_is_known CHECK (cause IN (
        'NoFirstReport', 'NothingReceived', 'NotRectified', 'PartialAfterDue', 'Critical', 'OrderMissed'));

-- One first order per unit and day for what was simply not received. A second order lists what its first ones still
-- hold, and of those there may be two.
DROP INDEX supervision.one_order_per_unit_level_and_day;
CREATE UNIQUE INDEX one_order_per_unit_level_and_day
    ON supervision.supervisory_order (unit_inspection_id, level, threshold_on)
    WHERE trigger IN ('NoFirstReport', 'NothingReceived') AND state NOT IN ('Voided', 'Withdrawn');

-- A round ends when a report is returned and no issued order urges it: the next order step counts anew (E-01).
ALTER TABLE supervision.obligation
    ADD COLUMN round int NOT NULL DEFAULT 1,
    ADD CONSTRAINT rounds_count_from_one CHECK (round > 0);
ALTER TABLE supervision.ladder_step ADD COLUMN round int NOT NULL DEFAULT 1;
ALTER TABLE supervision.ladder_step DROP CONSTRAINT a_step_is_taken_once;
ALTER TABLE supervision.ladder_step
    ADD CONSTRAINT a_step_is_taken_once PRIMARY KEY (obligation_id, term, round, act, day_offset);

CREATE FUNCTION supervision.has_opened_second_order(duty uuid, in_round int) RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (SELECT FROM supervision.ladder_step
                   WHERE obligation_id = duty AND round = in_round AND act = 'OpenSecondOrder')
$$;

CREATE FUNCTION supervision.is_urged_by_an_issued_order(item uuid) RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (SELECT FROM supervision.order_item AS listed
                   JOIN supervision.supervisory_order AS issued ON issued.id = listed.order_id
                   WHERE listed.item_id = item AND listed.outcome IS NULL
                     AND issued.state IN ('Issued', 'Acknowledged', 'Answered'))
$$;
