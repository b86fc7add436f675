-- 督办单. A number exists from the issue on and never before; a voided draft never had one.
CREATE TABLE supervision.supervisory_order (
    id                 uuid PRIMARY KEY,
    campaign_id        uuid NOT NULL REFERENCES supervision.campaign,
    unit_inspection_id uuid NOT NULL REFERENCES supervision.unit_inspection,
    unit_code          text NOT NULL REFERENCES supervision.unit,
    level              text NOT NULL,
    trigger            text NOT NULL,
    matter             text NOT NULL,
    threshold_on       date NOT NULL,
    previous_order_id  uuid REFERENCES supervision.supervisory_order,
    is_automatic       boolean NOT NULL,
    signer_role        text NOT NULL,
    state              text NOT NULL,
    state_since        timestamptz NOT NULL,
    drafted_at         timestamptz NOT NULL,
    drafted_by         text NOT NULL,
    signed_by          text,
    issued_on          date,
    issued_at          timestamptz,
    document_id        uuid REFERENCES supervision.document,
    limit_days         int NOT NULL,
    due_on             date,
    due_explanation    text,
    ended_at           timestamptz,
    end_reason         text,
    CONSTRAINT an_order_level_is_known CHECK (level IN ('First', 'Second')),
    CONSTRAINT a_second_order_follows_a_first CHECK ((level = 'Second') = (previous_order_id IS NOT NULL)),
    CONSTRAINT an_order_trigger_is_known CHECK (trigger IN (
        'NothingReceived', 'NotRectified', 'PartialAfterDue', 'Rebound', 'Critical', 'Requested', 'OrderMissed')),
    CONSTRAINT only_a_fact_issues_an_order_by_itself CHECK (NOT is_automatic OR trigger = 'NothingReceived'),
    CONSTRAINT an_order_signer_is_known CHECK (signer_role IN ('OfficeDirector', 'ChiefInspector')),
    CONSTRAINT an_order_state_is_known CHECK (state IN (
        'Draft', 'PendingSign', 'Issued', 'Acknowledged', 'Answered', 'Verified', 'Closed', 'Voided', 'Withdrawn',
        'Escalated')),
    CONSTRAINT a_number_is_taken_at_issue_only CHECK (
        (state IN ('Draft', 'PendingSign', 'Voided')) = (document_id IS NULL)
        AND (document_id IS NULL) = (issued_on IS NULL) AND (document_id IS NULL) = (signed_by IS NULL)),
    CONSTRAINT an_order_limit_is_thirty_days_at_most CHECK (limit_days BETWEEN 1 AND 30),
    CONSTRAINT an_ended_order_says_why CHECK (
        (state IN ('Closed', 'Voided', 'Withdrawn', 'Escalated')) = (end_reason IS NOT NULL))
);

-- Later items are added to the order until it is signed; after that a new one begins.
CREATE UNIQUE INDEX one_unsigned_order_per_unit_and_level ON supervision.supervisory_order (unit_inspection_id, level)
    WHERE state IN ('Draft', 'PendingSign');

-- One domain step per unit, level and day, whichever ladder arrives first.
CREATE UNIQUE INDEX one_order_per_unit_level_and_day
    ON supervision.supervisory_order (unit_inspection_id, level, threshold_on)
    WHERE trigger IN ('NothingReceived', 'OrderMissed') AND state <> 'Voided';

CREATE INDEX orders_of_a_campaign ON supervision.supervisory_order (campaign_id, state);

CREATE TABLE supervision.order_item (
    order_id        uuid NOT NULL REFERENCES supervision.supervisory_order,
    item_id         uuid NOT NULL REFERENCES supervision.problem_item,
    position        int NOT NULL,
    original_due_on date NOT NULL,
    state_at_issue  text NOT NULL,
    outcome         text,
    PRIMARY KEY (order_id, item_id),
    CONSTRAINT items_of_an_order_are_numbered UNIQUE (order_id, position),
    CONSTRAINT an_order_item_outcome_is_known CHECK (outcome IN ('ResolvedUnderOrder', 'Escalated', 'Removed'))
);

CREATE INDEX orders_of_an_item ON supervision.order_item (item_id);

-- Invariant 1, looked at when the transaction ends, so that an order and its items may be written in any order.
CREATE FUNCTION supervision.refuse_an_order_without_an_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM supervision.order_item WHERE order_id = NEW.id) THEN
        RAISE EXCEPTION 'an issued order has an item behind it: order % has none', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'an_issued_order_has_an_item_behind_it';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER an_issued_order_has_an_item_behind_it
    AFTER INSERT OR UPDATE OF state ON supervision.supervisory_order
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.document_id IS NOT NULL)
    EXECUTE FUNCTION supervision.refuse_an_order_without_an_item();

-- 须报事项: one duty of §8 that a ladder accompanies. Its id is the correlation id of that ladder.
CREATE TABLE supervision.obligation (
    id                 uuid PRIMARY KEY,
    duty               text NOT NULL,
    campaign_id        uuid NOT NULL REFERENCES supervision.campaign,
    unit_inspection_id uuid NOT NULL REFERENCES supervision.unit_inspection,
    item_id            uuid REFERENCES supervision.problem_item,
    order_id           uuid REFERENCES supervision.supervisory_order,
    unit_code          text NOT NULL REFERENCES supervision.unit,
    receipt_id         uuid NOT NULL,
    received_on        date NOT NULL,
    due_on             date NOT NULL,
    due_explanation    text NOT NULL,
    term               int NOT NULL DEFAULT 1,
    profile_name       text NOT NULL,
    profile_version    int NOT NULL,
    calendar_version   int NOT NULL REFERENCES supervision.calendar_version,
    state              text NOT NULL,
    state_since        timestamptz NOT NULL,
    resumed_on         date,
    given_until        date,
    instance_id        uuid,
    bookmark           bigint,
    CONSTRAINT no_clock_starts_without_a_receipt
        FOREIGN KEY (receipt_id, received_on) REFERENCES supervision.receipt (id, received_on) ON UPDATE CASCADE,
    CONSTRAINT a_ladder_pins_a_profile
        FOREIGN KEY (profile_name, profile_version) REFERENCES supervision.deadline_profile,
    CONSTRAINT a_duty_is_known CHECK (duty IN (
        'SelfEvaluation', 'RectificationPlan', 'FirstReport', 'ItemReport', 'OrderAnswer')),
    CONSTRAINT a_duty_names_what_it_is_about CHECK (
        (duty = 'ItemReport') = (item_id IS NOT NULL) AND (duty = 'OrderAnswer') = (order_id IS NOT NULL)),
    CONSTRAINT an_obligation_state_is_known CHECK (state IN ('Running', 'Paused', 'Fulfilled', 'Voided')),
    CONSTRAINT terms_count_from_one CHECK (term > 0)
);

CREATE UNIQUE INDEX a_unit_owes_a_duty_once ON supervision.obligation (unit_inspection_id, duty)
    WHERE duty IN ('SelfEvaluation', 'RectificationPlan', 'FirstReport') AND state <> 'Voided';
CREATE UNIQUE INDEX an_item_is_owed_once ON supervision.obligation (item_id) WHERE state IN ('Running', 'Paused');
CREATE UNIQUE INDEX an_order_is_answered_once ON supervision.obligation (order_id) WHERE state <> 'Voided';
CREATE INDEX obligations_by_due_date ON supervision.obligation (due_on) WHERE state IN ('Running', 'Paused');

-- Every step taken (or deliberately not taken) with what is needed to compute it again.
CREATE TABLE supervision.ladder_step (
    obligation_id    uuid NOT NULL REFERENCES supervision.obligation,
    term             int NOT NULL,
    act              text NOT NULL,
    day_offset       int NOT NULL,
    level            text NOT NULL,
    planned_on       date NOT NULL,
    due_on           date NOT NULL,
    decided_at       timestamptz NOT NULL,
    decided_by       text NOT NULL,
    outcome          text NOT NULL,
    explanation      text NOT NULL,
    rule_id          text NOT NULL,
    rule_version     int NOT NULL,
    profile_name     text NOT NULL,
    profile_version  int NOT NULL,
    calendar_version int NOT NULL,
    inputs           jsonb NOT NULL,
    order_id         uuid REFERENCES supervision.supervisory_order,
    CONSTRAINT a_step_is_taken_once PRIMARY KEY (obligation_id, term, act, day_offset),
    CONSTRAINT a_step_follows_a_rule FOREIGN KEY (profile_name, profile_version, rule_id)
        REFERENCES supervision.timer_rule (profile_name, profile_version, id),
    CONSTRAINT a_step_follows_a_calendar FOREIGN KEY (calendar_version) REFERENCES supervision.calendar_version,
    CONSTRAINT a_ladder_act_is_known CHECK (act IN (
        'Remind', 'NotifyOverdue', 'ListOverdue', 'OpenFirstOrder', 'OpenSecondOrder')),
    CONSTRAINT an_escalation_level_is_known CHECK (level IN (
        'Reminder', 'OverdueNotice', 'FirstOrder', 'SecondOrder', 'Interview', 'Circular', 'Accountability')),
    CONSTRAINT a_step_outcome_is_known CHECK (outcome IN ('Sent', 'OrderOpened', 'JoinedOrder', 'Listed', 'Skipped'))
);

CREATE TRIGGER a_ladder_step_never_changes BEFORE UPDATE OR DELETE ON supervision.ladder_step
    FOR EACH ROW EXECUTE FUNCTION supervision.refuse_change();
