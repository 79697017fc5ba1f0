using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using ReleasePlanning.Benchmarks.Reporting;

namespace ReleasePlanning.Benchmarks.Driving;

/// <summary>The people using the site: each signs in once, as in a browser, and keeps their cookies.</summary>
public sealed partial class Staff(Uri address, CallTimes times) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<StaffClient>>> signedIn = new(StringComparer.Ordinal);

    public Task<StaffClient> AsAsync(string signIn) => signedIn.GetOrAdd(signIn, s => new(() => SignInAsync(s))).Value;

    private Task<StaffClient> SignInAsync(string who) => times.MeasureAsync("sign in", async () =>
    {
        var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = address };
        var page = await http.GetStringAsync(new Uri("/en/sign-in", UriKind.Relative));
        var form = new Dictionary<string, string> { ["_handler"] = "sign-in", ["__RequestVerificationToken"] = FormToken().Match(page).Groups[1].Value, ["who"] = who };
        using var content = new FormUrlEncodedContent(form);
        using var answer = await http.PostAsync(new Uri("/en/sign-in", UriKind.Relative), content);
        if ((int)answer.StatusCode >= 400) { throw new InvalidOperationException($"{who} could not sign in: {answer.StatusCode}"); }
        return await StaffClient.StartAsync(http, times);
    });

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex FormToken();

    public void Dispose()
    {
        foreach (var client in signedIn.Values.Where(c => c.IsValueCreated && c.Value.IsCompletedSuccessfully)) { client.Value.Result.Dispose(); }
    }
}
