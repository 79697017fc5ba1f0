using System.Net;
using NodaTime;
using ReleasePlanning.Notifications;

namespace ReleasePlanning.Tests.Notifications;

public sealed class WebhookRulesTests
{
    private static readonly WebhookSettings Development = WebhookSettings.Default with { AllowLoopback = true };
    private static readonly WebhookSettings Private = WebhookSettings.Default with { AllowPrivate = true };

    [Theory]
    [InlineData("https://receiver.example/hooks", null, "a public name")]
    [InlineData("https://93.184.216.34/hooks", null, "a public address")]
    [InlineData("http://receiver.example/hooks", "webhook.url-not-https", "readable on the way")]
    [InlineData("ftp://receiver.example/", "webhook.url-not-https", "no http at all")]
    [InlineData("receiver.example", "webhook.url-unreadable", "no address")]
    [InlineData("", "webhook.url-unreadable", "nothing")]
    [InlineData("https://user:secret@receiver.example/", "webhook.url-extras", "passwords do not belong in addresses")]
    [InlineData("https://receiver.example/#part", "webhook.url-extras", "never sent")]
    [InlineData("https://localhost/hooks", "webhook.url-inside", "this machine")]
    [InlineData("http://127.0.0.1:8080/", "webhook.url-not-https", "this machine, plainly")]
    [InlineData("https://127.1/", "webhook.url-inside", "this machine, abbreviated")]
    [InlineData("https://0x7f000001/", "webhook.url-inside", "this machine, in hexadecimal")]
    [InlineData("https://2130706433/", "webhook.url-inside", "this machine, as one number")]
    [InlineData("https://[::1]/", "webhook.url-inside", "this machine, version 6")]
    [InlineData("https://[::ffff:10.0.0.1]/", "webhook.url-inside", "inside, dressed as version 6")]
    [InlineData("https://169.254.169.254/latest/meta-data", "webhook.url-inside", "the machine's own metadata")]
    [InlineData("https://10.1.2.3/", "webhook.url-inside", "inside")]
    [InlineData("https://192.168.0.10/", "webhook.url-inside", "inside")]
    [InlineData("https://[fd00::1]/", "webhook.url-inside", "inside, version 6")]
    public void An_address_is_refused_that_is_not_safe_to_knock_at(string url, string? refusal, string because) =>
        (WebhookAddress.Check(url, WebhookSettings.Default)?.Reason.Code).ShouldBe(refusal, because);

    [Fact]
    public void In_development_this_machine_may_be_told_and_nothing_else_inside()
    {
        WebhookAddress.Check("http://127.0.0.1:5000/hook", Development).ShouldBeNull();
        WebhookAddress.Check("http://10.0.0.1/hook", Development).ShouldNotBeNull();
        WebhookAddress.Check("https://10.0.0.1/hook", Development).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("10.0.0.1", true, "configured")]
    [InlineData("fd00::1", true, "configured")]
    [InlineData("169.254.169.254", false, "metadata never")]
    [InlineData("::ffff:169.254.169.254", false, "metadata never, dressed up")]
    [InlineData("fe80::1", false, "the wire itself never")]
    [InlineData("127.0.0.1", false, "this machine is not the private network")]
    [InlineData("0.0.0.0", false, "nobody")]
    [InlineData("ff02::1", false, "many at once")]
    public void Where_private_addresses_are_allowed_some_are_not(string address, bool allowed, string because) =>
        WebhookAddress.MayReach(IPAddress.Parse(address), Private).ShouldBe(allowed, because);

    [Fact]
    public async Task A_name_that_stands_for_an_address_inside_is_not_connected_to()
    {
        using var gateway = new WebhookGateway(WebhookSettings.Default);
        // allowed as typed by nobody, so that only the connection can refuse it
        var answer = await gateway.SendAsync(new("https://localhost.localdomain:1/", "msg_1", "{}", Instant.FromUnixTimeSeconds(1), [WebhookSignature.NewSecret()]), TestContext.Current.CancellationToken);
        answer.Result.Error.ShouldNotBeNull();
        answer.Result.Error.ShouldNotContain("refused", Case.Insensitive, "nothing was knocked at");
    }

    [Fact]
    public void A_signature_is_the_one_of_the_standard_webhooks_specification() =>
        // the example of the specification's own reference libraries
        WebhookSignature.Of("msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.FromUnixTimeSeconds(1614265330), "{\"test\": 2432232314}", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Theory]
    [InlineData(1, 0, 24)]
    [InlineData(1, 1, 36)]
    [InlineData(2, 0.5, 60)]
    [InlineData(5, 0.5, 480)]
    [InlineData(7, 0.5, 1800)]
    [InlineData(500, 1, 2160)]
    public void After_each_failure_the_pause_doubles_up_to_half_an_hour_a_fifth_more_or_less(int attempts, double chance, int seconds) =>
        Backoff.After(attempts, chance).TotalSeconds.ShouldBe(seconds, 0.001);

    [Theory]
    [InlineData("plan.escalated", true)]
    [InlineData("*", true)]
    [InlineData("plan.read", false)]
    [InlineData("Plan Escalated", false)]
    [InlineData("", false)]
    public void Only_kinds_of_the_log_besides_reading_can_be_asked_for(string kind, bool offered) => WebhookEvents.IsKind(kind).ShouldBe(offered);
}
