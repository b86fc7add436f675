-- What 设期限 computed last for a step of a drawing, and from what: where the drawing waits for that day, a new calendar
-- computes it again.
CREATE TABLE supervision.drawn_date (
    instance_id     uuid NOT NULL,
    activity_id     text NOT NULL,
    subject_id      uuid NOT NULL,
    rule            text NOT NULL,
    start_on        date NOT NULL,
    due_on          date NOT NULL,
    due_explanation text NOT NULL,
    CONSTRAINT a_step_has_drawn_one_date PRIMARY KEY (instance_id, activity_id)
);
