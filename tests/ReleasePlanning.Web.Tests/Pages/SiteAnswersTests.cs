using System.Net;
using ReleasePlanning.Web.Tests.Hosting;

namespace ReleasePlanning.Web.Tests.Pages;

public sealed class SiteAnswersTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task Somebody_who_signed_in_gets_their_inbox()
    {
        using var amara = await site.SignInAsync("amara.osei");

        using var inbox = await amara.GetAsync("/en");

        inbox.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await inbox.Content.ReadAsStringAsync()).ShouldContain("Amara");
    }
}
