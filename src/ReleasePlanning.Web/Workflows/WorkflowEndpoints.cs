using System.Text;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Workflows;

/// <summary>Published diagrams as files, and publishing for programs.</summary>
public static class WorkflowEndpoints
{
    public static void MapWorkflows(this IEndpointRouteBuilder app)
    {
        app.MapGet("/workflows/{processId}/{version:int}.bpmn", FileAsync).RequireAuthorization(Policies.ReadWorkflows).ExcludeFromDescription();
    }

    private static async Task<IResult> FileAsync(string processId, int version, bool? download, WorkflowQueries workflows, CancellationToken ct) =>
        await workflows.XmlAsync(processId, version, ct) is { } xml
            ? Results.File(Encoding.UTF8.GetBytes(xml), "application/xml", download == true ? $"{processId}-{version}.bpmn" : null)
            : Results.NotFound();
}
