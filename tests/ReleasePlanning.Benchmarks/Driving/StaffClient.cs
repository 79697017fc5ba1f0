using System.Net.Http.Json;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Benchmarks.Reporting;

namespace ReleasePlanning.Benchmarks.Driving;

public sealed record Answered<T>(int Status, T? Value, string? Tag, string Why);

/// <summary>One person calling the API, with the token, keys and versions it asks for.</summary>
public sealed class StaffClient : IDisposable
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new Days() } };

    private readonly HttpClient http;
    private readonly CallTimes times;
    private string token = "";

    private StaffClient(HttpClient http, CallTimes times) => (this.http, this.times) = (http, times);

    public static async Task<StaffClient> StartAsync(HttpClient http, CallTimes times)
    {
        var client = new StaffClient(http, times);
        var session = await http.GetFromJsonAsync<SessionAnswer>(new Uri("/api/v1/session", UriKind.Relative), Json);
        client.token = session!.Token;
        return client;
    }

    public Task<Answered<T>> GetAsync<T>(string kind, string path) => SendAsync<T>(kind, HttpMethod.Get, path, null, null);

    public Task<Answered<T>> PostAsync<T>(string kind, string path, object body, string? seen = null) => SendAsync<T>(kind, HttpMethod.Post, path, body, seen);

    private Task<Answered<T>> SendAsync<T>(string kind, HttpMethod method, string path, object? body, string? seen) => times.MeasureAsync(kind, async () =>
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, options: Json);
            request.Headers.Add("RequestVerificationToken", token);
            request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        }
        if (seen is not null) { request.Headers.Add("If-Match", seen); }
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? new Answered<T>((int)answer.StatusCode, JsonSerializer.Deserialize<T>(text, Json), answer.Headers.ETag?.ToString(), "")
            : new Answered<T>((int)answer.StatusCode, default, null, Codes(text));
    });

    private static string Codes(string problem)
    {
        try
        {
            using var json = JsonDocument.Parse(problem);
            return json.RootElement.TryGetProperty("errors", out var errors)
                ? string.Join(" ", errors.EnumerateArray().Select(e => $"{e.GetProperty("field").GetString()}:{e.GetProperty("code").GetString()}"))
                : problem;
        }
        catch (JsonException)
        {
            return problem;
        }
    }

    public void Dispose() => http.Dispose();

    private sealed class Days : System.Text.Json.Serialization.JsonConverter<LocalDate>
    {
        public override LocalDate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => LocalDatePattern.Iso.Parse(reader.GetString()!).Value;

        public override void Write(Utf8JsonWriter writer, LocalDate value, JsonSerializerOptions options) => writer.WriteStringValue(LocalDatePattern.Iso.Format(value));
    }

    private sealed record SessionAnswer(string Token);
}
