-- 机关: which unit of this district is what a letter goes to by its office (§15). Brought by the import of a district.
CREATE TABLE supervision.district_organ (
    organ     text PRIMARY KEY,
    unit_code text NOT NULL REFERENCES supervision.unit,
    CONSTRAINT an_organ_is_known CHECK (organ IN ('Government', 'GovernmentOffice', 'GovernmentOversight'))
);

-- Databases of before hold the sample district, whose codes the program knew by heart.
INSERT INTO supervision.district_organ (organ, unit_code)
SELECT known.organ, unit.code
FROM (VALUES ('Government', 'O00'), ('GovernmentOffice', 'O03'), ('GovernmentOversight', 'O04'))
    AS known (organ, code)
JOIN supervision.unit AS unit ON unit.code = known.code;

-- It was the same for every series, and nothing read it.
ALTER TABLE supervision.number_series DROP COLUMN issuer_code;
