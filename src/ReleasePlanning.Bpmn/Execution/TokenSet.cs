using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>The live tokens of an instance, oldest first. Immutable; found by id in logarithmic time.</summary>
public sealed class TokenSet : IReadOnlyList<Token>
{
    private readonly Token[] tokens;

    internal TokenSet(Token[] inOrder) => tokens = inOrder;

    /// <summary>No tokens.</summary>
    public static TokenSet Empty { get; } = new([]);

    /// <summary>The tokens in the order of their ids.</summary>
    public static TokenSet Of(IEnumerable<Token> tokens) => new([.. tokens.OrderBy(t => t.Id)]);

    /// <inheritdoc/>
    public int Count => tokens.Length;

    /// <summary>The token at a place in the order of ids.</summary>
    public Token this[int index] => tokens[index];

    /// <summary>True when the token is still there.</summary>
    public bool Contains(long tokenId) => IndexOf(tokens, tokens.Length, tokenId) >= 0;

    /// <summary>The token with an id, if it is still there.</summary>
    public bool TryGet(long tokenId, [NotNullWhen(true)] out Token? token)
    {
        var at = IndexOf(tokens, tokens.Length, tokenId);
        token = at >= 0 ? tokens[at] : null;
        return token is not null;
    }

    internal ReadOnlySpan<Token> AsSpan() => tokens;

    /// <inheritdoc/>
    public IEnumerator<Token> GetEnumerator() => ((IEnumerable<Token>)tokens).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Ids only ever grow, so the order of arrival is the order of ids.
    internal static int IndexOf(Token[] sorted, int count, long tokenId)
    {
        var (low, high) = (0, count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var id = sorted[middle].Id;
            if (id == tokenId)
                return middle;
            if (id < tokenId)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
    }
}
