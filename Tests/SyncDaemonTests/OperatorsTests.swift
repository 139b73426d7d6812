import ControlAPI
import Dispatch
import NIOConcurrencyHelpers
import TestSupport
import Testing

@testable import SyncDaemon

struct OperatorsTests {
    private let stranger = PeerCredentials(user: 54_321, groups: [54_321])

    @Test func `finds users and groups in the system's database`() {
        #expect(UserDatabase.id(ofUser: "root") == 0 && UserDatabase.id(ofGroup: "root") == 0)
        #expect(UserDatabase.id(ofUser: "nobody") == 65_534)
        #expect(UserDatabase.id(ofUser: "no-such-user") == nil && UserDatabase.id(ofGroup: "no-such-group") == nil)
    }

    @Test func `asks for a name once, however many want to know`() async throws {
        let asked = NIOLockedValueBox<[String]>([])
        let operators = Operators(["a", "%g"]) { name in
            asked.withLockedValue { $0.append(name) }
            return name == "a" ? 7 : 54_321
        }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 { group.addTask { try await operators.include(stranger) } }
            for try await isIn in group { #expect(isIn) }
        }
        #expect(asked.withLockedValue { $0.sorted() } == ["%g", "a"])
        #expect(try await operators.include(PeerCredentials(user: 7, groups: [1])))
        #expect(try await !operators.include(PeerCredentials(user: 8, groups: [7])))
    }

    @Test func `waits for no database of users that hangs`() async throws {
        try await FaultTable.check(
            .socket, "operators: a database of users that hangs",
            holds: "who is known is told apart in time, all others get 503; nobody else waits"
        ) {
            let hangs = DispatchSemaphore(value: 0)
            defer { hangs.signal() }
            let operators = Operators(["slow", "%quick"], clock: FastClock(factor: 20)) { name in
                if name == "slow" { hangs.wait() }
                return name == "%quick" ? 7 : nil
            }
            // More than there are threads for tasks.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        let peer = PeerCredentials(user: 54_321, groups: [index.isMultiple(of: 2) ? 7 : 8])
                        do throws(APIError) {
                            let isIn = try await operators.include(peer)
                            #expect(isIn && index.isMultiple(of: 2))
                        } catch {
                            #expect(error.kind == .unavailable && !index.isMultiple(of: 2))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
