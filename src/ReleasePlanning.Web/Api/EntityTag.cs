using System.Globalization;

namespace ReleasePlanning.Web.Api;

/// <summary>The version of a row as an ETag, and as what a caller says they have seen in If-Match.</summary>
public static class EntityTag
{
    public static void SetEntityTag(this HttpResponse response, uint version) => response.Headers.ETag = Of(version);

    public static string Of(uint version) => $"\"{version}\"";

    /// <summary>The version the caller has seen, or the answer they get: 428 without If-Match, 412 for one that cannot be ours.</summary>
    public static (uint Version, IResult? Answer) SeenBy(HttpRequest request)
    {
        var tags = request.GetTypedHeaders().IfMatch;
        if (tags.Count == 0) { return (0, Problems.Answer(StatusCodes.Status428PreconditionRequired, Problem.With("", "page.problem.if-match-missing"))); }
        return tags.Count == 1 && uint.TryParse(tags[0].Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (version, null)
            : (0, Changed());
    }

    public static IResult Changed() => Problems.Answer(StatusCodes.Status412PreconditionFailed, Problem.With("", "page.problem.changed-meanwhile"));
}
