namespace ReleasePlanning;

/// <summary>An id that cannot be mistaken for another kind of id.</summary>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    Guid Value { get; }
    static abstract TSelf From(Guid value);
}

public readonly record struct SiteId(Guid Value) : IId<SiteId>
{
    public static SiteId From(Guid value) => new(value);
    public static SiteId New() => new(Guid.CreateVersion7());
    public override string ToString() => Value.ToString();
}

public readonly record struct StaffId(Guid Value) : IId<StaffId>
{
    public static StaffId From(Guid value) => new(value);
    public static StaffId New() => new(Guid.CreateVersion7());
    public override string ToString() => Value.ToString();
}

public readonly record struct PersonId(Guid Value) : IId<PersonId>
{
    public static PersonId From(Guid value) => new(value);
    public static PersonId New() => new(Guid.CreateVersion7());
    public override string ToString() => Value.ToString();
}

public readonly record struct ReleasePlanId(Guid Value) : IId<ReleasePlanId>
{
    public static ReleasePlanId From(Guid value) => new(value);
    public static ReleasePlanId New() => new(Guid.CreateVersion7());
    public override string ToString() => Value.ToString();
}

public readonly record struct WorkItemId(Guid Value) : IId<WorkItemId>
{
    public static WorkItemId From(Guid value) => new(value);
    public static WorkItemId New() => new(Guid.CreateVersion7());
    public override string ToString() => Value.ToString();
}

public readonly record struct WorkflowDefinitionId(Guid Value) : IId<WorkflowDefinitionId>
{
    public static WorkflowDefinitionId From(Guid value) => new(value);
    public static WorkflowDefinitionId New() => new(Guid.CreateVersion7());
    public override string ToString() => Value.ToString();
}

public readonly record struct WorkflowInstanceId(Guid Value) : IId<WorkflowInstanceId>
{
    public static WorkflowInstanceId From(Guid value) => new(value);
    public static WorkflowInstanceId New() => new(Guid.CreateVersion7());
    public override string ToString() => Value.ToString();
}
