namespace ReleasePlanning.Bpmn.Tests.Conditions;

public sealed class JuelSpellingTests
{
    [Theory]
    [InlineData("${outcome == 'accepted'}", "true", "double equals, single quotes")]
    [InlineData("#{outcome == \"accepted\"}", "true", "the deferred form, double quotes")]
    [InlineData("= ${yes}", "true", "a leading = before it")]
    [InlineData("  ${ yes }\n", "true", "blanks around and inside")]
    [InlineData("${yes && !no}", "true", "and, not")]
    [InlineData("${yes and not no}", "true", "in words")]
    [InlineData("${no || yes}", "true", "or")]
    [InlineData("${declined ne 3}", "false", "ne")]
    [InlineData("${declined eq 3 and declined ge 3 and declined le 3}", "true", "eq ge le")]
    [InlineData("${declined gt 2 && declined lt 4}", "true", "gt lt")]
    [InlineData("${declined != 3}", "false", "the sign")]
    [InlineData("${empty nothing}", "true", "nothing is empty")]
    [InlineData("${empty outcome}", "false", "a text is not")]
    [InlineData("${!empty referrals}", "true", "a list with items is not")]
    [InlineData("${empty ''}", "true", "an empty text is")]
    [InlineData("${declined > 2 ? 'many' : 'few'}", "many", "a choice")]
    [InlineData("${nothing ? 1 : no ? 2 : 3}", "3", "choices nest to the right; unknown is not true")]
    [InlineData("${(yes ? 1 : 2) + 1}", "2", "in parentheses")]
    [InlineData("${bed.nights * 2 + 1}", "29", "paths and arithmetic")]
    [InlineData("${7 div 2 + 7 mod 2}", "4.5", "div and mod")]
    [InlineData("${-7 % 4}", "-3", "the remainder has the sign of the dividend, as in Java")]
    [InlineData("${referrals[1].house}", "A", "positions start at one here as well")]
    [InlineData("${contains(outcome, 'acc')}", "true", "the functions are the same")]
    [InlineData("${not(yes)}", "false", "so is this one")]
    [InlineData("${'it\\'s'}", "it's", "an escaped quote")]
    [InlineData("${neverSet == null}", "true", "unknown is null")]
    [InlineData("${!neverSet}", "null", "not of the unknown is unknown")]
    public void The_same_expressions_in_their_second_spelling(string text, string expected, string reason) => Evaluating.Of(text).ShouldBe(expected, reason);
}
