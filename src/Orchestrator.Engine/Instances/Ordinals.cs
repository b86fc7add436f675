using System.Collections.Immutable;
using System.Numerics;

namespace Orchestrator.Engine.Instances;

/// <summary>A set of small numbers from 0, a bit each: ten thousand children in little more than a kilobyte.</summary>
public readonly record struct Ordinals(ImmutableArray<byte> Bits)
{
    public bool Contains(int ordinal) =>
        !Bits.IsDefault && ordinal / 8 < Bits.Length && (Bits[ordinal / 8] & (1 << (ordinal % 8))) != 0;

    public int Count => Bits.IsDefault ? 0 : Bits.Sum(bits => BitOperations.PopCount(bits));

    public Ordinals With(int ordinal)
    {
        var bits = Bits.OrEmpty();
        if (ordinal / 8 >= bits.Length) bits = bits.AddRange(new byte[(ordinal / 8) + 1 - bits.Length]);
        return new Ordinals(bits.SetItem(ordinal / 8, (byte)(bits[ordinal / 8] | (1 << (ordinal % 8)))));
    }

    public bool Equals(Ordinals other) => Bits.OrEmpty().AsSpan().SequenceEqual(other.Bits.OrEmpty().AsSpan());

    public override int GetHashCode() => Count;
}
