using System.Globalization;
using ReleasePlanning.Cli;
using ReleasePlanning.Language;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // once to end in order, with the database let go; twice to end at once
    pressed.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};
var language = Texts.Culture(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);
return await Rp.RunAsync(args, language, Console.Out, Console.Error, stop.Token);
