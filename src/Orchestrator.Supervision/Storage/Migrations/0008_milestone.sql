-- What a campaign's process was told, once each: that every unit has its opinion, that every unit is completed.
CREATE TABLE supervision.campaign_milestone (
    campaign_id uuid NOT NULL REFERENCES supervision.campaign,
    name        text NOT NULL,
    CONSTRAINT a_milestone_is_told_once PRIMARY KEY (campaign_id, name),
    CONSTRAINT a_milestone_is_known CHECK (name IN ('AllOpinionsIssued', 'AllCompleted'))
);
