-- The day of the last report on what an order lists and what was not dropped by then, from the audit alone.
CREATE FUNCTION supervision.reported_under(order_id uuid, entry bigint) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT max((report.at AT TIME ZONE 'Asia/Shanghai')::date)
    FROM supervision.order_item AS listed
    JOIN supervision.audit_entry AS report ON report.subject_id = listed.item_id
    WHERE listed.order_id = reported_under.order_id AND report.act = 'FileReport' AND report.id < entry
      AND NOT EXISTS (
        SELECT FROM supervision.audit_entry AS dropped
        WHERE dropped.subject_id = listed.item_id AND dropped.act IN ('Drop', 'Transfer') AND dropped.id <= entry)
$$;
