using Orchestrator.Supervision.Letters;

namespace Orchestrator.Supervision.Tests.Letters;

public sealed class ShippedLettersTests
{
    [Theory]
    [InlineData("M-02", "LiaisonOfficer UnitHead", "SupervisingDepartment")]
    [InlineData("M-02.Due", "LiaisonOfficer", "")]
    [InlineData("M-03", "LiaisonOfficer UnitHead", "SupervisingDepartment")]
    [InlineData("M-04", "LiaisonOfficer Team", "")]
    [InlineData("M-05", "Submitter", "")]
    [InlineData("M-06", "LiaisonOfficer UnitHead", "SupervisingDepartment")]
    [InlineData("M-07", "LiaisonOfficer", "")]
    [InlineData("M-08", "LiaisonOfficer UnitHead", "")]
    [InlineData("M-09", "LiaisonOfficer UnitHead", "SupervisingDepartment")]
    [InlineData("M-09.Due", "LiaisonOfficer UnitHead", "SupervisingDepartment")]
    [InlineData("M-10", "LiaisonOfficer", "")]
    [InlineData("M-11", "LiaisonOfficer UnitHead", "SupervisingDepartment")]
    [InlineData("M-12", "LiaisonOfficer", "Signer")]
    [InlineData("M-12.Tracking", "Signer", "SupervisingDepartment")]
    [InlineData("M-12.Tracking.Due", "Signer", "SupervisingDepartment")]
    [InlineData("M-12.Tracking.Late", "Signer", "SupervisingDepartment DepartmentHead")]
    [InlineData("M-13", "LiaisonOfficer", "SupervisingDepartment")]
    [InlineData("M-13.Part", "LiaisonOfficer", "SupervisingDepartment")]
    [InlineData("M-14", "LiaisonOfficer UnitHead", "SupervisingDepartment")]
    [InlineData("M-14.Dropped", "LiaisonOfficer UnitHead", "SupervisingDepartment")]
    [InlineData("M-15", "LiaisonOfficer UnitHead", "SupervisingDepartment CaseOfficer")]
    [InlineData("M-16", "LiaisonOfficer", "SupervisingDepartment")]
    [InlineData("M-17", "LiaisonOfficer UnitHead", "SupervisingDepartment")]
    [InlineData("M-17.Second", "LiaisonOfficer UnitHead DepartmentHead",
        "CommitteeChair CommitteeDeputy GovernmentOversight")]
    [InlineData("M-17.Withdrawn", "LiaisonOfficer UnitHead", "SupervisingDepartment")]
    [InlineData("M-17.Withdrawn.Second", "LiaisonOfficer UnitHead DepartmentHead",
        "CommitteeChair CommitteeDeputy GovernmentOversight")]
    [InlineData("M-18", "UnitHead", "SupervisingDepartment GovernmentOversight")]
    [InlineData("M-18.Postponed", "UnitHead", "SupervisingDepartment GovernmentOversight")]
    [InlineData("M-18.Cancelled", "UnitHead", "SupervisingDepartment GovernmentOversight")]
    [InlineData("M-19", "UnitHead", "SupervisingDepartment GovernmentOversight")]
    [InlineData("M-19.Returned", "UnitHead", "SupervisingDepartment")]
    [InlineData("M-22", "LiaisonOfficer UnitHead", "SupervisingDepartment")]
    [InlineData("M-26", "Signer", "OfficeDirector")]
    [InlineData("M-26.Again", "Signer", "OfficeDirector")]
    [InlineData("M-26.Extension", "Signer", "OfficeDirector")]
    [InlineData("M-27", "OfficeDirector CaseOfficer", "")]
    [InlineData("M-30", "OfficeDirector CaseOfficer", "")]
    [InlineData("M-31", "CaseOfficer", "")]
    [InlineData("M-33", "LiaisonOfficer UnitHead", "SupervisingDepartment CaseOfficer")]
    [InlineData("M-33.Office", "Signer", "")]
    [InlineData("M-33.Receipt", "LiaisonOfficer UnitHead", "SupervisingDepartment CaseOfficer")]
    public void Goes_to_whom_the_catalogue_names(string letter, string to, string cc)
    {
        var template = Template(letter);

        Assert.Equal(to, string.Join(' ', template.To));
        Assert.Equal(cc, string.Join(' ', template.Cc));
    }

    [Fact]
    public void Every_shipped_letter_can_be_read()
    {
        var problems = ShippedFolders.All.SelectMany(folder => folder.Files)
            .Where(file => file.Key.Contains("mail/M-", StringComparison.Ordinal))
            .SelectMany(file => LetterTemplate.Read(file.Key, file.Value.Span).Problems);

        Assert.Empty(problems);
    }

    private static LetterTemplate Template(string letter)
    {
        var (path, content) = ShippedFolders.All.SelectMany(folder => folder.Files)
            .First(file => file.Key.EndsWith($"mail/{letter}.liquid", StringComparison.Ordinal));
        var (template, problems) = LetterTemplate.Read(path, content.Span);
        return template ?? throw new InvalidOperationException(string.Join("; ", problems));
    }
}
