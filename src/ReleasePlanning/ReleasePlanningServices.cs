using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Calendar;
using ReleasePlanning.CommunityHandoff;
using ReleasePlanning.Database;
using ReleasePlanning.Disclosures;
using ReleasePlanning.Escalations;
using ReleasePlanning.Notifications;
using ReleasePlanning.ParoleConditions;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Travel;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning;

/// <summary>The only registration file: everything the domain offers.</summary>
public static class ReleasePlanningServices
{
    public static IServiceCollection AddReleasePlanning(this IServiceCollection services, string connectionString)
    {
        services.AddDbContextPool<ReleasePlanningDb>(o => o.UseNpgsql(Sessions.Of(connectionString)));
        services.AddSingleton<IClock, MicrosecondClock>();
        services.AddSingleton<IDatabaseTime, PostgresTime>();
        services.AddSingleton<WorkflowCatalogue>().AddSingleton<CurrentCalendar>().AddSingleton<LadderCatalogue>().AddSingleton<FireDueTimers>();

        // acts
        services.AddScoped<LaunchReleasePlan>().AddScoped<ExpeditePlan>().AddScoped<MoveReleaseDate>().AddScoped<WithdrawReleasePlan>();
        services.AddScoped<CompleteWorkItem>().AddScoped<SkipWorkItem>().AddScoped<ReassignWorkItem>().AddScoped<AddNote>();
        services.AddScoped<PublishWorkflow>().AddScoped<RetryIncident>().AddScoped<AcknowledgeEscalation>().AddScoped<AcknowledgeMany>().AddScoped<ReassignMany>().AddScoped<ShippedWorkflows>();
        services.AddScoped<ImportExtract>().AddScoped<ImportSites>().AddScoped<ImportStaff>().AddScoped<DemoRegion>().AddScoped<DemoPlans>().AddScoped<DemoStays>().AddScoped<DemoReferrals>();

        services.AddScoped<PlanMigration>().AddScoped<TryMigration>().AddScoped<StartMigration>().AddScoped<StopMigration>().AddScoped<MigrateInstance>().AddSingleton<RunMigrations>();
        services.AddScoped<SetDueDate>().AddScoped<ByHandQueries>().AddScoped<SeenDatesQueries>().AddScoped<ChangeCalendar>().AddScoped<PreviewCalendarChange>().AddScoped<CalendarMoves>().AddScoped<RedatePlan>().AddScoped<StopRedating>().AddSingleton<RunRedatings>();

        // what pages read
        services.AddScoped<StaffQueries>().AddScoped<CoverQueries>().AddScoped<PersonQueries>().AddScoped<ImportQueries>().AddScoped<SiteQueries>().AddScoped<DraftCalendarChange>();
        services.AddScoped<RecordRead>().AddScoped<PlanQueries>().AddScoped<StepsAheadQueries>().AddScoped<InboxQueries>().AddScoped<StepQueries>().AddScoped<WorkflowQueries>().AddScoped<EscalationQueries>()
            .AddScoped<MigrationQueries>().AddScoped<CalendarQueries>().AddScoped<IncidentQueries>().AddScoped<RunQueries>().AddScoped<WaitingQueries>();
        services.AddScoped<AuditQueries>().AddScoped<ReadAudit>().AddScoped<VerifyAudit>();

        // what leaves the building
        services.AddScoped<ClaimDeliveries>().AddScoped<RecordDelivery>().AddScoped<CatchUpDeliveries>().AddScoped<SwitchMail>();
        services.AddScoped<ComposeMail>().AddScoped<DigestQueries>().AddScoped<PlanDigests>().AddSingleton<SendMails>().AddSingleton(MailSettings.Off).AddSingleton<IMailGateway, SmtpGateway>();
        services.AddSingleton<SendWebhooks>().AddSingleton<WebhookGateway>().AddSingleton(WebhookSettings.Default).AddScoped<ChangeWebhooks>().AddScoped<DecideDelivery>();
        services.AddScoped<ReadNotifications>().AddScoped<ChooseMail>().AddScoped<MakeCalendarFeed>().AddScoped<CalendarFeedQueries>().AddScoped<DueWorkQueries>().AddScoped<NotificationQueries>().AddScoped<DeliveryQueries>();

        // the bed board, occupancy and who was not placed
        services.AddScoped<BoardQueries>().AddScoped<OccupancyQueries>().AddScoped<NotPlacedQueries>();

        // houses and their beds
        services.AddScoped<FacilityQueries>().AddScoped<FacilityListQueries>().AddScoped<LockFacility>().AddScoped<MakeRoom>().AddScoped<ChangeFacility>().AddScoped<SetContract>().AddScoped<AddBed>().AddScoped<ChangeBed>().AddScoped<CloseBed>()
            .AddScoped<SetSpell>().AddScoped<CancelSpell>().AddScoped<ImportFacilities>().AddScoped<ImportBeds>();

        // the workflow host
        services.AddScoped<WorkflowRunner>().AddScoped<EffectWriter>().AddScoped<PlanRows>().AddScoped<PlanPlaces>();
        services.AddScoped<StartWorkflow>().AddScoped<PinVersions>().AddScoped<EventStarts>().AddScoped<CancelWorkflow>().AddScoped<DeliverMessage>().AddScoped<MoveOn>().AddScoped<TellFactsChanged>().AddScoped<RecomputeDueDates>().AddScoped<DueMoves>().AddScoped<MoveDueDate>();
        services.AddScoped<OpenStep>().AddScoped<CallProcess>().AddScoped<RunServiceTask>().AddScoped<ArmTimer>().AddScoped<ArmLadder>().AddScoped<ChooseOwner>();
        services.AddScoped<ArmUnassigned>().AddScoped<EscalateUnassigned>();
        services.AddScoped<EnterAbsence>().AddScoped<ChangeAbsence>().AddScoped<EndAbsence>().AddScoped<GiveAway>().AddScoped<MoveCaseload>().AddScoped<RecordDeparture>();
        services.AddScoped<CaseloadQueries>().AddScoped<UnassignedQueries>().AddScoped<SetUnassignedThreshold>().AddScoped<AbsenceQueries>();
        services.AddScoped<ClaimDueTimers>().AddScoped<FireTimer>().AddScoped<ClimbLadder>().AddScoped<ArmStartTimers>().AddScoped<FireStartTimer>().AddScoped<RecordTimerFailure>().AddScoped<PutTimersBack>();
        services.AddScoped<ThrowSignal>().AddScoped<KeptMessages>().AddScoped<Incidents>().AddScoped<CorrelateMessage>().AddScoped<ReportProblem>()
            .AddScoped<LockRun>().AddScoped<LockIncident>().AddScoped<DismissIncident>().AddScoped<ChangeVariable>().AddScoped<MoveToken>().AddScoped<CancelRun>()
            .AddScoped<SendSignal>().AddScoped<DeliverSignal>().AddSingleton<DeliverSignals>().AddSingleton(MessageLimits.Default);
        services.AddScoped<ChooseRecipient>().AddScoped<EscalationNames>();
        services.AddScoped<SnoozeStep>().AddScoped<EndSnooze>().AddScoped<ResolveEscalation>().AddScoped<ChangeQuietHours>();
        services.AddScoped<SaveLadderDraft>().AddScoped<DiscardLadderDraft>().AddScoped<PublishLadder>().AddScoped<AssignLadder>().AddScoped<UnassignLadder>()
            .AddScoped<LadderQueries>().AddScoped<ReplayQueries>().AddScoped<PlanEscalationQueries>().AddScoped<ApplyLadder>().AddSingleton<ApplyLadders>();
        services.AddScoped<CheckDesign>().AddScoped<StepForms>();

        // stays, their holds and what is done with them
        services.AddScoped<FitStay>().AddScoped<PlaceStay>().AddScoped<ConfirmStay>().AddScoped<CancelStay>().AddScoped<MoveStayNights>().AddScoped<IPlanTimer, ExpireHold>()
            .AddScoped<StayChanges>().AddScoped<ActOnStay>().AddScoped<BookStay>().AddSingleton<SweepStays>().AddScoped<StayQueries>();

        // asking houses, and what follows for the plan
        services.AddScoped<BedSpaceQueries>().AddScoped<TellBedChanged>().AddScoped<WaitlistOfferEnds>().AddScoped<ReferralQueries>().AddScoped<WriteReferralMessage>().AddScoped<WithdrawReferral>().AddScoped<AddReferral>().AddScoped<MoveReferral>().AddScoped<StrikeOffWaiting>();
        services.AddScoped<IPlanTimer, WaitlistTurn>().AddScoped<IPlanTimer, WaitlistOfferEnds>().AddScoped<ILinkedDate, RecheckJourney>().AddScoped<ILinkedDate, MoveBedWithRelease>().AddScoped<IKeptAwayChange, RecheckKeptAway>();

        // finding a house
        services.AddSingleton<KnownHouses>().AddSingleton<KnownAnswers>().AddScoped<FindBeds>().AddScoped<PersonNeedsQueries>().AddScoped<KeepAwayQueries>().AddScoped<BedSearchQueries>()
            .AddScoped<EnterNoGoArea>().AddScoped<EnterNoContact>().AddScoped<EndKeepAway>();

        // what diagrams name
        services.AddScoped<IServiceTask, SendBedReferral>().AddScoped<IServiceTask, CloseBedReferral>().AddScoped<IServiceTask, AlertVictimServices>();
        services.AddScoped<IServiceTask, RaiseEscalation>().AddScoped<IServiceTask, ClosePlan>();
        services.AddScoped<IPlanEnding, GiveBackBed>().AddScoped<IPlanEnding, CancelJourney>().AddScoped<IPlanEnding, WithdrawHandoff>();
        foreach (var form in Forms) { services.AddSingleton(form); }
        services.AddScoped<IStepForm, RankReferrals>();
        return services;
    }

    /// <summary>Every activity type a diagram may bind, besides the work item.</summary>
    public static IEnumerable<string> ActivityTypes =>
        ["ReleasePlanning.SendBedReferral", "ReleasePlanning.CloseBedReferral", "ReleasePlanning.AlertVictimServices", ClimbLadder.RaiseActivity, "ReleasePlanning.ClosePlan"];

    /// <summary>Every form a diagram may name.</summary>
    public static IEnumerable<string> FormKeys => [.. Forms.Select(f => f.Key), RankReferrals.FormKey];

    // those that need nothing but what the step brings; a form that searches is made with its connection
    private static IEnumerable<IStepForm> Forms =>
    [
        .. RecordedSteps.All,
        new ScheduleReview(), new RecordDecision(), new CheckWarrants(), new SignReadiness(), new RecordRelease(),
        new RecordArrival("arrival"), new RecordArrival("missed-arrival"), new RecordArrival("record-return"),
        new AnswerBedReferral(), new AnswerBedOffer(), new DecideBedConditions(), new RecordResidencyConsent(), new ConfirmBed("confirm-bed"), new ConfirmBed("reconfirm-bed"), new ReviewAccommodation(), new ReviewBed(),
        new PlanTravel("plan-travel"), new PlanTravel("book-travel"), new PlanTravel("confirm-travel"), new PlanTravel("recheck-travel"),
        new EnterConditions("enter-conditions"), new EnterConditions("resolve-conditions"), new ValidateConditions(),
        new SendHandoff("send-handoff"), new SendHandoff("complete-handoff"), new AcceptHandoff(),
        new NotifyPolice(),
    ];
}
