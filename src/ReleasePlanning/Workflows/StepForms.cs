using System.Collections.Immutable;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>Every form a diagram may name.</summary>
public sealed class StepForms(IEnumerable<IStepForm> forms)
{
    private readonly ImmutableDictionary<string, IStepForm> byKey = forms.ToImmutableDictionary(f => f.Key);

    public IEnumerable<string> Keys => byKey.Keys;
    public IStepForm? Find(string key) => byKey.GetValueOrDefault(key);
}

/// <summary>A form that only records its answers: what it asks is all there is to it.</summary>
public sealed class RecordedForm(string key, params FormField[] fields) : IStepForm
{
    public string Key => key;
    public Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct) => Task.FromResult<ImmutableArray<FormField>>([.. fields]);
    public Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct) => Task.FromResult(StepResult.Done);
}
