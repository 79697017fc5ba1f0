using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using NodaTime;

namespace ReleasePlanning.Web.Api;

/// <summary>What /openapi/v1.json says beyond the endpoints themselves: how ids and dates look, and the headers every change takes.</summary>
public static class ApiDescription
{
    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Release Planning",
                Version = "v1",
                Description = "Sign in with the site's cookie. GET /api/v1/session gives the token that every change sends as RequestVerificationToken. "
                    + "Errors are RFC 9457 problem details with `errors` per field.",
            };
            return Task.CompletedTask;
        });
        // bodies are named beside their endpoints; two of the same name are two schemas
        options.CreateSchemaReferenceId = info => OpenApiOptions.CreateDefaultSchemaReferenceId(info) is { } id && info.Type is { IsGenericType: false, DeclaringType: { } beside }
            ? beside.Name.Replace("Endpoints", "", StringComparison.Ordinal) + id : OpenApiOptions.CreateDefaultSchemaReferenceId(info);
        options.AddSchemaTransformer((schema, context, _) => { Describe(schema, context.JsonTypeInfo.Type); return Task.CompletedTask; });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.HttpMethod is "GET" or null) { return Task.CompletedTask; }
            operation.Parameters ??= [];
            operation.Parameters.Add(HeaderOf(ChangeGuard.Header, required: true, "The token of GET /api/v1/session."));
            operation.Parameters.Add(HeaderOf(IdempotentChanges.Header, required: false, "Sent again with the same body, the change is done once."));
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<NeedsIfMatch>().Any())
            {
                operation.Parameters.Add(HeaderOf("If-Match", required: true, "The ETag of the version you have seen."));
            }
            return Task.CompletedTask;
        });
    }

    private static OpenApiParameter HeaderOf(string name, bool required, string says) => new()
    {
        Name = name, In = ParameterLocation.Header, Required = required, Description = says,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static void Describe(OpenApiSchema schema, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var format = type == typeof(LocalDate) ? "date"
            : type == typeof(Instant) ? "date-time"
            : type == typeof(LocalTime) ? "time"
            : Array.Exists(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>)) ? "uuid"
            : null;
        if (format is null) { return; }
        (schema.Type, schema.Format, schema.Properties) = (JsonSchemaType.String, format, null);
    }
}

/// <summary>Marks an update that must say which version it has seen.</summary>
public sealed record NeedsIfMatch;
