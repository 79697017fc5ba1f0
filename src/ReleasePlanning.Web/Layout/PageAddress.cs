using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace ReleasePlanning.Web.Layout;

/// <summary>A list's address: filters, order and page live in the query string, so that a link, a bookmark and the back button keep them.</summary>
public sealed class PageAddress(HttpRequest request)
{
    public const int PageSize = 25;

    private readonly string path = request.Path.Value!.TrimStart('/');

    public string? this[string name] => request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    public int PageNumber => int.TryParse(this["page"], out var number) && number is > 0 and < 100_000 ? number : 1;

    /// <summary>The same list with some parts changed; null takes a part out.</summary>
    public string With(params (string Name, string? Value)[] changes) => To(path, changes);

    /// <summary>The same filters at another address, such as an export.</summary>
    public string To(string otherPath, params (string Name, string? Value)[] changes)
    {
        var query = QueryHelpers.ParseQuery(request.QueryString.Value).ToDictionary(q => q.Key, q => q.Value.ToString());
        foreach (var (name, value) in changes)
        {
            if (string.IsNullOrEmpty(value)) { query.Remove(name); } else { query[name] = value; }
        }
        return otherPath + new QueryBuilder(query).ToQueryString();
    }
}
