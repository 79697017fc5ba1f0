using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ReleasePlanning.Web.Tests.Hosting;

/// <summary>Signing in as one of the fictional people, through the sign-in page, as a program and as a person.</summary>
public static class SignIns
{
    /// <summary>A client that keeps its cookies and follows no redirect by itself.</summary>
    public static HttpClient NewClient(this SiteFixture site) =>
        new(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = new Uri(site.Address) };

    public static async Task<HttpClient> SignInAsync(this SiteFixture site, string who)
    {
        var client = site.NewClient();
        var form = await client.GetStringAsync("/en/sign-in");
        var token = TokenOf(form);
        using var answer = await client.PostAsync("/en/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "sign-in", ["__RequestVerificationToken"] = token, ["who"] = who,
        }));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return client;
    }

    /// <summary>Signs the page's browser in without showing it, for tests about something else.</summary>
    public static async Task TakeSignInAsync(this BrowserPage page, SiteFixture site, string who)
    {
        var request = page.Page.Context.APIRequest;
        var token = TokenOf(await (await request.GetAsync(site.Address + "/en/sign-in")).TextAsync());
        var form = request.CreateFormData();
        form.Set("_handler", "sign-in").Set("__RequestVerificationToken", token).Set("who", who);
        var answer = await request.PostAsync(site.Address + "/en/sign-in", new() { Form = form, MaxRedirects = 0 });
        answer.Status.ShouldBe(302);
    }

    /// <summary>A browser of their own, at their inbox.</summary>
    public static async Task<BrowserPage> SignInAsync(this Browser browser, SiteFixture site, string name, string language = "en", BrowserNewContextOptions? options = null)
    {
        var page = await browser.NewPageAsync(options);
        await page.GoToAsync($"{site.Address}/{language}/sign-in");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
        await page.Page.WaitForURLAsync(new Regex($"/{language}/?$"));
        return page;
    }

    private static string TokenOf(string html) => Regex.Match(html, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
}
