using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

internal static class Clock
{
    public static void Until(Burst burst, Execution execution, DateTimeOffset instant)
    {
        if (instant <= burst.Moment.Now)
            burst.Complete(execution);
        else
            burst.Wait(execution, new Stimulus.Time(instant));
    }
}
