import Catalog
import Testing

@testable import CatalogStore
@testable import SyncDaemon

/// The one line that the service manager shows.
struct StatusLineTests {
    private func text(
        _ summary: RefreshSummary, refusal: String? = nil, restartKeys: [String] = [], damage: String? = nil
    ) -> String {
        let standing = SettingsStanding(file: "/etc/batchimgd/batchimgd.toml")
        standing.accepted(restartKeys: restartKeys)
        if let refusal { standing.refused(refusal) }
        return StatusLine(summary: summary, standing: standing.state, damage: damage).text
    }

    private let time = UTCTime(seconds: 1_790_000_000)

    @Test func `says what to do without accounts`() {
        #expect(
            text(RefreshSummary(accounts: 0))
                == "No accounts: add an [[account]] to /etc/batchimgd/batchimgd.toml, then run: systemctl reload batchimgd"
        )
    }

    @Test func `tells accounts, last and next sync`() {
        #expect(text(RefreshSummary(accounts: 1)) == "1 account; last sync none yet, next at once")
        #expect(
            text(RefreshSummary(accounts: 2, lastAttempt: time, nextAttempt: time.advanced(by: .hours(6))))
                == "2 accounts; last sync 2026-09-21T14:13:20Z, next 2026-09-21T20:13:20Z")
    }

    @Test func `names what fails and what is held back, three at most`() {
        #expect(
            text(RefreshSummary(accounts: 9, failing: ["a", "b", "c", "d", "e"], held: ["f"], lastAttempt: time))
                == "9 accounts, 5 failing (a, b, c and 2 more), 1 held back (f); last sync 2026-09-21T14:13:20Z, next at once"
        )
    }

    @Test func `puts what is wrong first, and what waits for a restart last`() {
        #expect(
            text(
                RefreshSummary(accounts: 1), refusal: "2 problems in the file, see the log",
                restartKeys: ["socket", "operators"], damage: "row 1 missing")
                == "The database is damaged, nothing is written: row 1 missing; "
                + "Cannot reload: 2 problems in the file, see the log; the old settings stay; "
                + "1 account; last sync none yet, next at once; restart for: socket, operators")
    }
}
