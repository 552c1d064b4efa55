using CodeExec.ExecutionService.Lifecycle;
using CodeExec.RunStore;
using CodeExec.TestKit;
using MassTransit;
using MassTransit.SagaStateMachine;
using Microsoft.Extensions.Options;

namespace CodeExec.UnitTests.Executions;

/// <summary>The state diagram in docs/architecture.md is drawn from the machine.</summary>
public sealed class StateDiagramTests
{
    private const string Begin = "<!-- states -->";
    private const string End = "<!-- /states -->";

    [Fact]
    public void The_documented_diagram_is_the_machines()
    {
        var file = Path.Combine(Machine.Root, "docs", "architecture.md");
        var document = File.ReadAllText(file);
        var (before, after) = (document.Split(Begin)[0], document.Split(End)[1]);

        Approved.MatchesFile(file, $"{before}{Begin}\n```mermaid\n{Draw(new ExecutionStateMachine(TimeProvider.System, new NoAttempts(), Options.Create(new ExecutionOptions())))}```\n{End}{after}");
    }

    private static string Draw(ExecutionStateMachine machine)
    {
        var visitor = new TransitionVisitor();
        machine.Accept(visitor);
        var ends = machine.States.Select(state => state.Name).Except(visitor.Transitions.Select(transition => transition.From)).Except(["Final"]);
        string[] lines =
        [
            "stateDiagram-v2",
            .. visitor.Transitions.Distinct().Select(transition =>
                $"    {(transition.From == "Initial" ? "[*]" : transition.From)} --> {transition.To} : {transition.Message}"),
            .. ends.Select(state => $"    {state} --> [*]"),
        ];
        return string.Join('\n', lines) + "\n";
    }

    private sealed class NoAttempts : IRunAttempts
    {
        public Task<RunAttempts> FindAsync(Guid executionId) => throw new NotSupportedException();

        public Task CloseAsync(Guid executionId) => throw new NotSupportedException();
    }

    private sealed class TransitionVisitor : StateMachineVisitor
    {
        private string _state = "";
        private string _message = "";

        public List<(string From, string To, string Message)> Transitions { get; } = [];

        public void Visit(State state, Action<State> next)
        {
            _state = state.Name;
            next(state);
        }

        public void Visit(Event @event, Action<Event> next) => next(@event);

        public void Visit<T>(Event<T> @event, Action<Event<T>> next)
            where T : class
        {
            _message = typeof(T).Name;
            next(@event);
        }

        public void Visit(IStateMachineActivity activity) => Visit(activity, _ => { });

        public void Visit(IStateMachineActivity activity, Action<IStateMachineActivity> next)
        {
            if (activity is TransitionActivity<ExecutionSaga> transition)
            {
                Transitions.Add((_state, transition.ToState.Name, _message));
            }

            next(activity);
        }

        public void Visit<T>(IBehavior<T> behavior)
            where T : class, SagaStateMachineInstance => Visit(behavior, _ => { });

        public void Visit<T>(IBehavior<T> behavior, Action<IBehavior<T>> next)
            where T : class, SagaStateMachineInstance => next(behavior);

        public void Visit<T, TData>(IBehavior<T, TData> behavior)
            where T : class, SagaStateMachineInstance
            where TData : class => Visit(behavior, _ => { });

        public void Visit<T, TData>(IBehavior<T, TData> behavior, Action<IBehavior<T, TData>> next)
            where T : class, SagaStateMachineInstance
            where TData : class => next(behavior);
    }
}
