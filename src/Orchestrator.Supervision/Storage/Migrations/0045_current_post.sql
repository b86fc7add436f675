-- The day on which the district lives: the business clock's, in Shanghai.
CREATE FUNCTION supervision.today() RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (orchestrator.business_now() AT TIME ZONE 'Asia/Shanghai')::date
$$;

-- The posts in force on a day: from their first to their last, of people who are active. Rights, letters and documents
-- read these, so that nobody acts before their post begins and nobody is written to after it has ended.
CREATE FUNCTION supervision.current_post(day date) RETURNS SETOF supervision.post LANGUAGE sql STABLE AS $$
    SELECT post.*
    FROM supervision.post AS post
    JOIN supervision.person AS person ON person.id = post.person_id
    WHERE person.is_active AND post.valid_from <= day AND (post.valid_to IS NULL OR post.valid_to >= day)
$$;
