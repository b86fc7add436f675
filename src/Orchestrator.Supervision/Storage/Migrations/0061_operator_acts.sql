-- 操作日志 of the platform is read newest first, beside a hundred times as many entries of cases.
CREATE INDEX audit_of_the_platform ON supervision.audit_entry (id DESC)
    WHERE subject_kind NOT IN 
        ('InspectionCampaign', 'UnitInspection', 'ProblemItem', 'SupervisoryOrder', 'Obligation');
