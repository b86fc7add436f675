using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Commands;
using Orchestrator.Server.Composition;

var (settings, problem) = ServerSettings.Parse(args);
if (settings is null)
{
    Console.Error.WriteLine(problem);
    return 2;
}

try
{
    return settings.Words switch
    {
        [] or ["serve"] => await Serve.Run(settings),
        ["api-key", var name] => await OneTimeSecrets.ApiKey(settings, name),
        ["administrator-password"] => await OneTimeSecrets.AdministratorPassword(settings),
        ["audit-journal"] => await RunAudit.Run(settings, null),
        ["audit-journal", var day] => await RunAudit.Run(settings, day),
        ["import-district", var folder] => await BringDistrict.Run(settings, folder),
        ["tour"] => await RunTour.Run(CancellationToken.None),
        ["check-workflows", var folder] => await CheckWorkflows.Run(settings, folder),
        ["rehearse"] => await Rehearse.Run(settings),
        _ => Usage(),
    };
}
catch (StorageRefusedException refused)
{
    Console.Error.WriteLine(refused.Message);
    return 1;
}

static int Usage()
{
    Console.Error.WriteLine("expected serve, api-key NAME, administrator-password, audit-journal [DAY], "
        + "import-district FOLDER, tour, check-workflows FOLDER [--accept] or rehearse --units CODES|N");
    return 2;
}
