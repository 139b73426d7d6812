import Catalog
import RecordedListings

/// The pools that accounts begin with: by the last day of the built-in history, at risk in every way there is. Their
/// images are real, all else about them is made up, with the properties that pools of the service have.
struct DemoPools {
    private let offset: Duration

    /// - Parameter days: the history, by which their dates are shifted, too.
    init(_ days: [RecordedDay]) {
        offset = days.last.map { $0.date.duration(since: $0.recorded) } ?? .zero
    }

    /// A few for each of several accounts, all for the only one.
    func deal(to number: Int, of accounts: Int) -> [EmulatedPool] {
        let share = max(4, (Self.pools.count + accounts - 1) / accounts)
        return (0..<share).map { Self.pools[(number * share + $0) % Self.pools.count].emulated(movedBy: offset) }
    }

    private static let pools = [
        DemoPool("render-farm", "batch:rendering-windows2016:rendering", "batch.node.windows amd64", nodes: 12, 40),
        DemoPool("genomics", "canonical:ubuntuserver:18.04-lts", "batch.node.ubuntu 18.04", nodes: 8, 0),
        DemoPool(
            "nightly-etl", "canonical:0001-com-ubuntu-server-jammy:22_04-lts", "batch.node.ubuntu 22.04", .containers),
        DemoPool("hpc", "microsoft-dsvm:ubuntu-hpc:2204", "batch.node.ubuntu 22.04", .containers, nodes: 16, 0),

        DemoPool(
            "legacy-reports", "microsoftwindowsserver:windowsserver:2008-r2-sp1", "batch.node.windows amd64", nodes: 2,
            0),
        DemoPool(
            "seismic", "microsoft-azure-batch:centos-container:7-9", "batch.node.centos 7", .containers, nodes: 0, 64),
        DemoPool("risk-calc", "canonical:0001-com-ubuntu-server-jammy:22_04-lts", "batch.node.ubuntu 20.04"),
        DemoPool(
            "golden-image",
            "/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/made-up/providers/Microsoft.Compute"
                + "/galleries/made_up/images/golden/versions/1.4.0",
            "batch.node.centos 7", nodes: 6, 0),

        DemoPool("payroll", nil, "", nodes: 3, 0),
        DemoPool("alma-trial", "almalinux:almalinux:9-gen2", "batch.node.el 9"),
        DemoPool("arm-trial", "canonical:0001-com-ubuntu-server-jammy:22_04-lts-arm64", "batch.node.ubuntu 22.04"),
        DemoPool("build", "microsoftcblmariner:cbl-mariner:cbl-mariner-2", "batch.node.mariner 2.0", nodes: 1, 4),
    ]
}
