using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ReleasePlanning.Web.Tests.Hosting;

namespace ReleasePlanning.Web.Tests.Api;

/// <summary>A program that signed in, with the token every change must send.</summary>
public sealed class ApiClient(HttpClient http) : IDisposable
{
    public HttpClient Http => http;

    public static async Task<ApiClient> SignInAsync(SiteFixture site, string who)
    {
        var http = await site.SignInAsync(who);
        var session = JsonDocument.Parse(await http.GetStringAsync("/api/v1/session")).RootElement;
        http.DefaultRequestHeaders.Add("RequestVerificationToken", session.GetProperty("token").GetString());
        return new ApiClient(http);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await http.GetAsync("/api/v1" + path);
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(200, path + ": " + text);
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<ApiAnswer> SendAsync(string method, string path, string? body, string? ifMatch = null, string? key = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1" + path);
        if (body is not null) { request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(type)); }
        if (ifMatch is not null) { request.Headers.TryAddWithoutValidation("If-Match", ifMatch); }
        if (key is not null) { request.Headers.Add("Idempotency-Key", key); }
        using var answer = await http.SendAsync(request);
        return await ApiAnswer.OfAsync(answer);
    }

    public Task<ApiAnswer> PostAsync(string path, object body, string? ifMatch = null, string? key = null) =>
        SendAsync("POST", path, JsonSerializer.Serialize(body), ifMatch, key);

    public void Dispose() => http.Dispose();
}

/// <param name="Tag">The ETag, as If-Match sends it back.</param>
public sealed record ApiAnswer(int Status, string? Type, string Text, string? Tag, bool Replayed)
{
    public JsonElement Body => JsonDocument.Parse(Text).RootElement;

    public static async Task<ApiAnswer> OfAsync(HttpResponseMessage answer) => new(
        (int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(), answer.Headers.ETag?.ToString(), answer.Headers.Contains("Idempotent-Replayed"));

    /// <summary>Problem details with a sentence, and the fields and codes of what is wrong.</summary>
    public IReadOnlyList<(string Field, string Code)> ShouldBeProblem(int status, string because = "")
    {
        Status.ShouldBe(status, because + " " + Text);
        Type.ShouldBe("application/problem+json", because);
        Body.GetProperty("status").GetInt32().ShouldBe(status);
        Body.GetProperty("title").GetString().ShouldNotStartWith("page.", Case.Sensitive, because);
        var errors = Body.GetProperty("errors").EnumerateArray().Select(e => (e.GetProperty("field").GetString()!, e.GetProperty("code").GetString()!, Message: e.GetProperty("message").GetString()!)).ToList();
        errors.ShouldAllBe(e => e.Message.Contains(' '), because);
        return [.. errors.Select(e => (e.Item1, e.Item2))];
    }
}
