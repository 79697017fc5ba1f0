using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ReleasePlanning.Web.Tests.Hosting;

/// <summary>Somebody who works through the JSON API alone: signed in by cookie, with the token every change must send.</summary>
public sealed class ApiPerson : IDisposable
{
    private readonly HttpClient http;
    private readonly string token;

    private ApiPerson(HttpClient http, string token) => (this.http, this.token) = (http, token);

    public static async Task<ApiPerson> SignInAsync(SiteFixture site, string who, string language = "en")
    {
        var http = await site.SignInAsync(who);
        http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        var session = await http.GetFromJsonAsync<JsonElement>("/api/v1/session");
        return new ApiPerson(http, session.GetProperty("token").GetString()!);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await http.GetAsync("/api/v1/" + path);
        return await ReadAsync(answer, HttpStatusCode.OK);
    }

    /// <summary>A change that must succeed.</summary>
    public async Task<JsonElement> ChangeAsync(string path, object body, uint? version = null, string? key = null)
    {
        using var answer = await SendAsync(path, body, version, key);
        return await ReadAsync(answer, path is "plans" ? HttpStatusCode.Created : HttpStatusCode.OK);
    }

    public Task<HttpResponseMessage> SendAsync(string path, object body, uint? version = null, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/" + path) { Content = JsonContent.Create(body) };
        request.Headers.Add("RequestVerificationToken", token);
        request.Headers.Add("Idempotency-Key", key ?? Guid.CreateVersion7().ToString());
        if (version is not null) { request.Headers.Add("If-Match", $"\"{version}\""); }
        return http.SendAsync(request);
    }

    public void Dispose() => http.Dispose();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(expected, $"{answer.RequestMessage!.RequestUri}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}
