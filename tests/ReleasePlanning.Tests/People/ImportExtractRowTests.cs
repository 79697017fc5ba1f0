using ReleasePlanning.Language;

namespace ReleasePlanning.Tests.People;

/// <summary>One bad (or doubtful) value a row, and what is said about it.</summary>
public sealed class ImportExtractRowTests(SharedHouse shared) : IClassFixture<SharedHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("fps", "", "import.required", "the key cannot be missing")]
    [InlineData("fps", "12", "import.fps", "too short")]
    [InlineData("fps", "123456 A", "import.fps", "a space inside")]
    [InlineData("family_name", "", "import.required", "a person has a family name")]
    [InlineData("given_names", "   ", "import.required", "spaces are not a name")]
    [InlineData("family_name", "La\trch", "import.control-character", "a tab cannot be seen")]
    [InlineData("family_name", "La\u202Erch", "import.control-character", "turned reading direction")]
    [InlineData("born_on", "", "import.required", "needed for every person")]
    [InlineData("born_on", "1990-02-30", "import.date", "February has no 30th")]
    [InlineData("born_on", "28/02/1990", "import.date", "another way of writing dates")]
    [InlineData("born_on", "0090-02-28", "import.date", "nobody was born in the year 90")]
    [InlineData("born_on", "2025-01-04", "import.must-be-before", "born on the day of sentence")]
    [InlineData("gender", "female", "import.choice", "F, M and X are the codes")]
    [InlineData("language", "EN", "import.choice", "codes are lower case")]
    [InlineData("institution", "oak", "import.site-unknown", "no site has this code")]
    [InlineData("institution", "elm", "import.not-an-institution", "a parole office")]
    [InlineData("security_level", "high", "import.choice", "not a level")]
    [InlineData("sentence_kind", "forever", "import.choice", "not a kind")]
    [InlineData("sentence_kind", "life", "import.months-without-end", "life with months")]
    [InlineData("sentence_kind", "indeterminate", "import.date-without-end", "no statutory release from an indeterminate sentence")]
    [InlineData("sentenced_on", "2026-11-23", "import.in-future", "tomorrow")]
    [InlineData("sentence_months", "", "import.months-required", "determinate without months")]
    [InlineData("sentence_months", "36.5", "import.whole-number", "half a month")]
    [InlineData("sentence_months", "0", "import.whole-number", "no sentence")]
    [InlineData("sentence_months", "99999999999", "import.whole-number", "more than a number can hold")]
    [InlineData("place_of_conviction", "", "import.required", "needed for the warrant")]
    [InlineData("uta_eligible_on", "2026-01-05", "import.must-not-be-after", "after full parole eligibility")]
    [InlineData("day_parole_eligible_on", "2026-01-05", "import.must-not-be-after", "after full parole eligibility")]
    [InlineData("full_parole_eligible_on", "2028-01-04", "import.must-not-be-after", "after warrant expiry")]
    [InlineData("statutory_release_on", "2028-01-04", "import.must-not-be-after", "the day after warrant expiry")]
    [InlineData("statutory_release_on", "2025-01-04", "import.must-be-after", "on the day of sentence")]
    [InlineData("warrant_expiry_on", "2024-12-31", "import.must-be-after", "before the sentence")]
    [InlineData("long_term_supervision_ends_on", "2028-01-03", "import.must-be-after", "ends when it would begin")]
    [InlineData("flags", "victim;famous", "import.choices", "not a flag")]
    public async Task A_value_that_cannot_be_is_refused_with_its_reason(string field, string value, string code, string because)
    {
        var import = (await shared.House.ExtractAsync(ImportHouse.Extract(ImportHouse.Row(("fps", shared.NewFps()), (field, value))), Ct)).Value.ShouldNotBeNull();

        (import.Added, import.Changed, import.Unchanged).ShouldBe((0, 0, 0), because);
        var problem = import.Problems.First(p => !p.IsWarning && p.Reason.Code == code);
        problem.Line.ShouldBe(2, because);
        Texts.Of(problem.Reason, Texts.French).ShouldNotBe(Texts.Of(problem.Reason, Texts.English), because);
        Texts.Of(problem.Reason, Texts.French).ShouldNotContain('{');
    }

    [Theory]
    [InlineData("security_level", "maximum", "import.security-not-held", "the institution holds minimum and medium")]
    [InlineData("sentence_months", "23", "import.months-short", "two years make a sentence federal")]
    [InlineData("born_on", "2008-01-04", "import.young", "seventeen when sentenced")]
    [InlineData("warrant_expiry_on", "", "import.expiry-missing", "a determinate sentence ends")]
    [InlineData("full_parole_eligible_on", "2027-01-05", "import.parole-after-release", "after statutory release")]
    [InlineData("uta_eligible_on", "2025-01-04", "import.before-sentence", "on the day of sentence")]
    [InlineData("long_term_supervision_ends_on", "2038-01-04", "import.supervision-long", "ten years and a day")]
    [InlineData("statutory_release_on", "2027-01-06", "import.date-mismatch", "two days after what the sentence gives")]
    public async Task A_doubtful_value_is_taken_and_marked(string field, string value, string code, string because)
    {
        var import = (await shared.House.ExtractAsync(ImportHouse.Extract(ImportHouse.Row(("fps", shared.NewFps()), (field, value))), Ct)).Value.ShouldNotBeNull();

        import.Added.ShouldBe(1, because);
        import.Problems.ShouldAllBe(p => p.IsWarning);
        import.Problems.ShouldContain(p => p.Reason.Code == code && p.Field == field, because);
    }

    [Theory]
    [InlineData("statutory_release_on", "2027-01-05", "one day may come from how days are counted")]
    [InlineData("statutory_release_on", "2027-01-03", "one day before")]
    [InlineData("statutory_release_on", "", "a date that is not given is not compared")]
    [InlineData("born_on", "2007-01-04", "eighteen on the day of sentence")]
    [InlineData("long_term_supervision_ends_on", "2038-01-03", "ten years to the day")]
    [InlineData("flags", ";victim; ", "empty places in a list say nothing")]
    [InlineData("given_names", "=Robin", "a strange name is a name")]
    public async Task A_value_at_the_edge_is_taken_without_a_word(string field, string value, string because)
    {
        var import = (await shared.House.ExtractAsync(ImportHouse.Extract(ImportHouse.Row(("fps", shared.NewFps()), (field, value))), Ct)).Value.ShouldNotBeNull();

        import.Added.ShouldBe(1, because);
        import.Problems.Select(p => p.Reason.Code).ShouldBeEmpty(because);
    }

    [Fact]
    public async Task A_life_sentence_has_eligibility_dates_but_no_end()
    {
        var row = ImportHouse.Row(("fps", shared.NewFps()), ("sentence_kind", "life"), ("sentence_months", ""), ("statutory_release_on", ""), ("warrant_expiry_on", ""));

        var import = (await shared.House.ExtractAsync(ImportHouse.Extract(row), Ct)).Value.ShouldNotBeNull();

        (import.Added, import.Problems.Count).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Every_bad_value_of_a_line_is_named_at_once()
    {
        var import = (await shared.House.ExtractAsync(ImportHouse.Extract(ImportHouse.Row(
            ("fps", "1"), ("born_on", "?"), ("gender", "?"), ("institution", "?"), ("flags", "a;b"), ("statutory_release_on", "2029-01-01"))), Ct)).Value.ShouldNotBeNull();

        import.Problems.Where(p => !p.IsWarning).Select(p => p.Field).ShouldBe(
            ["fps", "born_on", "gender", "institution", "flags", "flags", "statutory_release_on"], ignoreOrder: true);
    }
}
