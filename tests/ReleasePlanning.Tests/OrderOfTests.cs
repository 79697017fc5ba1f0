using System.Security.Cryptography;
using System.Text;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCaseOrderer(typeof(ReleasePlanning.Tests.OrderOfTests))]

namespace ReleasePlanning.Tests;

/// <summary>The same order in every folder: left to itself the runner orders by a hash in which the path of the assembly counts.
/// <c>TEST_ORDER=anything</c> shuffles, to find the test that needs another one before it.</summary>
public sealed class OrderOfTests : ITestCaseOrderer
{
    private static readonly string Shuffle = Environment.GetEnvironmentVariable("TEST_ORDER") ?? "";

    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases) where TTestCase : notnull, ITestCase =>
        [.. testCases.OrderBy(c => Shuffle.Length == 0 ? c.TestCaseDisplayName : Mixed(c.TestCaseDisplayName), StringComparer.Ordinal)];

    private static string Mixed(string name) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Shuffle + name)));
}
