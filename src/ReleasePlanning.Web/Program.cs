using ReleasePlanning.Database;
using ReleasePlanning.Web;

await using var server = await OwnDatabase.StartUnlessNamedAsync(args);
await using var site = WebHost.Build([.. args, .. server?.Arguments ?? []]);
await DatabaseSetup.MigrateAsync(site.ConnectionString());
await site.LoadAsync();
await site.StartAsync();
await site.GreetAsync(Console.Out);
await site.WaitForShutdownAsync();
