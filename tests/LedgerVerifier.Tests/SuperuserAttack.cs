namespace PracticeAspire.LedgerVerifier.Tests;

/// <summary>What somebody whom no grant and no trigger holds says to the database.</summary>
internal static class SuperuserAttack
{
    private static readonly string[] Edits =
    [
        "actor = 'x' || actor",
        "action = action || 'x'",
        "subject = coalesce(subject, '') || 'x'",
        "outcome = CASE outcome WHEN 'failed' THEN 'refused' ELSE 'failed' END",
        "origin_address = coalesce(origin_address, '') || '1'",
        "session_id = coalesce(session_id, '') || 'x'",
        "on_behalf_of = coalesce(on_behalf_of, '') || 'x'",
        "occurred_at = occurred_at + interval '1 microsecond'",
        "details = details || '{\"added\": \"x\"}'",
        "details = details - 'nth'",
        "position = DEFAULT",
        "hash = sha256(hash)",
    ];

    /// <returns>The statements, and the first entry that is not as it was after them.</returns>
    public static (string Sql, long FirstBad) On(Attack log, (int Kind, int A, int B, int How, Cover Cover) attack)
    {
        var row = 1L + attack.A % log.Entries;
        var checkpoint = log.SizeOf(attack.A % log.Checkpoints);
        switch (attack.Kind)
        {
            case 0 or 1:
                return ($"UPDATE audit.entry SET {Edits[attack.How % Edits.Length]} WHERE seq = {row}", row);
            case 2:
                return ($"DELETE FROM audit.entry WHERE seq BETWEEN {row} AND {row + attack.B % 5}", row);
            case 3:
                return ($"DELETE FROM audit.entry WHERE seq = {row}; UPDATE audit.entry SET seq = -seq WHERE seq > {row}; UPDATE audit.entry SET seq = -seq - 1 WHERE seq < 0", row);
            case 4:
                // An entry behind the last is no tampering: that is how a log grows.
                row = 1 + attack.A % (log.Entries - 1);
                return (
                    $"UPDATE audit.entry SET seq = -seq WHERE seq > {row}; UPDATE audit.entry SET seq = 1 - seq WHERE seq < 0;"
                    + $" INSERT INTO audit.entry (seq, hash, actor, action, outcome) VALUES ({row + 1}, sha256('x'), 'x', 'x.x', 'failed')", row + 1);
            case 5:
                var other = 1L + attack.B % log.Entries == row ? 1 + row % log.Entries : 1L + attack.B % log.Entries;
                return (
                    $"UPDATE audit.entry SET seq = 0 WHERE seq = {row}; UPDATE audit.entry SET seq = {row} WHERE seq = {other};"
                    + $" UPDATE audit.entry SET seq = {other} WHERE seq = 0", Math.Min(row, other));
            case 6:
                return ($"DELETE FROM audit.entry WHERE seq >= {row}; DELETE FROM audit.checkpoint WHERE size >= {row} AND {attack.How % 2} = 0", row);
            case 7:
                return ($"DELETE FROM audit.checkpoint WHERE size = {checkpoint}", checkpoint);
            default:
                return (
                    $"UPDATE audit.checkpoint SET note = replace(note, split_part(note, E'\\n', 3), encode(sha256('{attack.How}'), 'base64')) WHERE size = {checkpoint}", checkpoint);
        }
    }
}
