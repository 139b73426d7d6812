import GRDB
import Synchronization

/// How often this process has written the record: what was worked out at one count is good while it lasts.
final class WriteCount: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .acquiring) }

    func increase() { count.add(1, ordering: .acquiringAndReleasing) }
}

extension Store {
    /// Grows with every write of this process, whether it changed anything or not.
    package var writes: Int { writeCount.value }

    /// Every change of the record by the daemon goes through here.
    func write<Result: Sendable>(_ updates: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
        defer { writeCount.increase() }
        return try await pool.write(updates)
    }
}
