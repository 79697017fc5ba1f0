using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ReleasePlans;

/// <summary>The steps whose answer is the record itself. What each asks is listed here; steps with rules have files of their own.</summary>
public static class RecordedSteps
{
    private static FormField Note => new("note", FieldKind.LongText);
    private static FormField On(string name) => new(name, FieldKind.Date, true);
    private static FormField Tick(string name) => new(name, FieldKind.Confirm, true);
    private static FormField YesNo(string name) => new(name, FieldKind.YesNo, true);
    private static FormField Line(string name, bool required = true) => new(name, FieldKind.Text, required, MaxLength: 500);

    public static IEnumerable<IStepForm> All =>
    [
        new RecordedForm("section-84", YesNo("asked"), YesNo("consentRecorded").For("interested"), Line("community").For("interested"), Note),
        new RecordedForm("detention-screen", YesNo("seriousHarm"), Note.For("referred")),
        new RecordedForm("detention-decision", On("decidedOn"), Note),
        new RecordedForm("identity-documents", FormField.Choice("healthCard", "document.", true, DocumentStates), FormField.Choice("birthCertificate", "document.", true, DocumentStates),
            FormField.Choice("socialInsuranceNumber", "document.", true, DocumentStates), FormField.Choice("statusCard", "document.", false, DocumentStates), Note),
        new RecordedForm("destination-consultation", Line("spokeWith"), Note.For("not-available")),
        new RecordedForm("community-assessment-request", Line("contacts"), Note),
        new RecordedForm("community-assessment", Line("interviewed"), FormField.Choice("interviewHow", "interview.", true, "in-person", "telephone"), new FormField("assessment", FieldKind.LongText, true, MaxLength: 8000)),
        new RecordedForm("quality-control", Note.For("returned")),
        new RecordedForm("assessment-for-decision", new FormField("recommendation", FieldKind.LongText, true, MaxLength: 8000)),
        new RecordedForm("share-information", On("sharedOn"), FormField.Choice("sharedIn", "language.", true, "en", "fr"), YesNo("interpreter"), Note),
        new RecordedForm("health-discharge", YesNo("medicationSupply"), YesNo("communityCare"), YesNo("opioidAgonistBridge"), Note),
        new RecordedForm("high-profile-notice", On("sentOn"), Note),
        new RecordedForm("approve-destination", Line("approvedBy").For("approved"), Note.For("refused")),
        new RecordedForm("case-conference", On("heldOn"), Line("present"), Note),
        new RecordedForm("victim-alert-received", Tick("received"), Note),
        new RecordedForm("police-threat-package", Line("policeForces"), On("sentOn"), Note),
        new RecordedForm("resolve-warrant", new FormField("resolution", FieldKind.LongText, true)),
        new RecordedForm("funds-clothing", Tick("clothingReady"), new FormField("allowance", FieldKind.Amount, true), Tick("trustFundReady"), Note),
        new RecordedForm("release-certificate", Tick("certificateReady"), Tick("identityCardReady"), Tick("conditionsExplained"), FormField.Choice("explainedIn", "language.", true, "en", "fr"), Note),
        new RecordedForm("remedy-readiness", new FormField("remedied", FieldKind.LongText, true)),
        new RecordedForm("initial-interview", On("heldOn"), FormField.Choice("interviewHow", "interview.", true, "in-person", "telephone"), Note),
        new RecordedForm("orientation", On("completedOn"), Note),
        new RecordedForm("close-plan", Tick("documentsHandedOver"), Tick("healthLinksHandedOver"), Note),
    ];

    private static string[] DocumentStates => ["in-hand", "applied-for", "not-needed", "missing"];
}
