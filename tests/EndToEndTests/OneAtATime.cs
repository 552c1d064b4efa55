// Each takes a machine of its own: servers, four to seven processes, and time limits that are measured.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
