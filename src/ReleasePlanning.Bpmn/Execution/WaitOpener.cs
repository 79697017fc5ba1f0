namespace ReleasePlanning.Bpmn.Execution;

/// <summary>A wait that has been worked out but not opened yet, and the effect that opens it for a token.</summary>
internal sealed record PreparedWait(Wait Wait, Func<long, Effect> Opening);

/// <summary>Opens waits for one token, remembering each in the order it was opened.</summary>
internal sealed class WaitOpener(Run run, Token token)
{
    private Token token = token;

    internal void Open(PreparedWait prepared)
    {
        run.Emit(prepared.Opening(token.Id));
        Remember(prepared.Wait);
    }

    internal void Open(WaitKind kind, string elementId) => Remember(new(kind, elementId));

    private void Remember(Wait wait) => token = run.Keep(token with { Waits = token.Waits.Add(wait) });
}

/// <summary>Changes of a token's waits.</summary>
internal static class TokenWaits
{
    internal static Token Without(this Token token, Wait wait) => token with { Waits = token.Waits.Remove(wait) };
}
