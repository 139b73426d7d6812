import Catalog
import RecordedListings

/// The pools that accounts begin with: by the last day of the built-in history, at risk in every way there is. Their
/// images are real, all else about them is made up, with the properties that pools of the service have.
struct DemoPools {
    private let offset: Duration

    /// - Parameter days: the history, by which their dates are shifted, too.
    init(_ days: [RecordedDay]) { offset = days.last.map { $0.date.duration(since: $0.recorded) } ?? .zero }

    /// A few for each of several accounts, all for the only one.
    func deal(to number: Int, of accounts: Int) -> [EmulatedPool] {
        let share = max(4, (Self.pools.count + accounts - 1) / accounts)
        return (0..<share).map { Self.pools[(number * share + $0) % Self.pools.count].emulated(movedBy: offset) }
    }

    private static let pools = [
        DemoPool("render-farm", "batch:rendering-windows2016:rendering", "batch.node.windows amd64", nodes: 12, 40),
        DemoPool("genomics", "canonical:ubuntuserver:18.04-lts", "batch.node.ubuntu 18.04", nodes: 8, 0),
        DemoPool(
            "nightly-etl", "canonical:0001-com-ubuntu-server-jammy:22_04-lts", "batch.node.ubuntu 22.04",
            containers: true),
        DemoPool("hpc", "microsoft-dsvm:ubuntu-hpc:2204", "batch.node.ubuntu 22.04", containers: true, nodes: 16, 0),

        DemoPool(
            "legacy-reports", "microsoftwindowsserver:windowsserver:2008-r2-sp1", "batch.node.windows amd64", nodes: 2,
            0),
        DemoPool(
            "seismic", "microsoft-azure-batch:centos-container:7-9", "batch.node.centos 7", containers: true, nodes: 0,
            64),
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

/// A made-up pool as the service would list it.
private struct DemoPool {
    private let id: String
    /// `publisher:offer:sku`, or the id of a gallery image; `nil` for Cloud Services.
    private let image: String?
    private let agent: String
    private let hasContainers: Bool
    private let dedicated: Int
    private let lowPriority: Int

    init(
        _ id: String, _ image: String?, _ agent: String, containers hasContainers: Bool = false,
        nodes dedicated: Int = 0,
        _ lowPriority: Int = 0
    ) {
        (self.id, self.image, self.agent) = (id, image, agent)
        (self.hasContainers, self.dedicated, self.lowPriority) = (hasContainers, dedicated, lowPriority)
    }

    func emulated(movedBy offset: Duration) -> EmulatedPool {
        // Some years before the last recorded day, each pool on another.
        let created = UTCTime(seconds: 1_614_851_564, nanoseconds: 0)
            .advanced(by: .days(id.utf8.reduce(0) { $0 + Int($1) } % 900))
            .advanced(by: offset)
        let time = #""\#(created.description.dropLast()).1234567Z""#
        let scales = dedicated + lowPriority == 0
        return EmulatedPool(
            [
                ("id", #""\#(id)""#), ("displayName", #""\#(id) (made up)""#),
                ("url", #""https://made-up.invalid/pools/\#(id)""#), ("eTag", #""0x8DB\#(tag)""#),
                ("lastModified", time), ("creationTime", time), ("state", #""active""#),
                ("stateTransitionTime", time), ("allocationState", #""steady""#),
                ("allocationStateTransitionTime", time),
                ("vmSize", #""\#(Self.sizes[id.utf8.count % Self.sizes.count])""#),
                ("resizeTimeout", #""PT15M""#), ("currentDedicatedNodes", "\(dedicated)"),
                ("currentLowPriorityNodes", "\(lowPriority)"), ("targetDedicatedNodes", "\(dedicated)"),
                ("targetLowPriorityNodes", "\(lowPriority)"), ("enableAutoScale", "\(scales)"),
                ("autoScaleFormula", scales ? #""$TargetDedicatedNodes = $PendingTasks.GetSample(1) / 4;""# : nil),
                ("enableInterNodeCommunication", "false"), ("taskSlotsPerNode", "4"),
                ("taskSchedulingPolicy", #"{"nodeFillType":"spread"}"#),
                (
                    "startTask",
                    #"{"commandLine":"/bin/sh -c ./prepare.sh","environmentSettings":[{"name":"LICENSE_SERVER","#
                        + #""value":"license.made-up.invalid"}],"userIdentity":{"autoUser":{"scope":"pool","#
                        + #""elevationLevel":"nonadmin"}},"maxTaskRetryCount":1,"waitForSuccess":true}"#
                ),
                ("metadata", #"[{"name":"owner","value":"made-up"}]"#), deployment,
            ].compactMap { name, json in json.map { (name, $0) } })
    }

    /// In whatever case their makers wrote them.
    private static let sizes = ["standard_d4s_v3", "STANDARD_F8S_V2", "standard_hb120rs_v3", "Standard_NC4as_T4_v3"]

    private var tag: String {
        Digest(of: [id]).bytes.prefix(6).map { String($0, radix: 16, uppercase: true) }.joined()
    }

    private var deployment: (name: String, json: String?) {
        guard let image else { return ("cloudServiceConfiguration", #"{"osFamily":"5","osVersion":"*"}"#) }
        let parts = image.split(separator: ":")
        let reference =
            parts.count == 1
            ? #"{"virtualMachineImageId":"\#(image)"}"#
            : #"{"publisher":"\#(parts[0])","offer":"\#(parts[1])","sku":"\#(parts[2])","version":"latest"}"#
        let containers =
            #","containerConfiguration":{"type":"dockerCompatible","containerImageNames":["registry.made-up.invalid/work:7"],"#
            + #""containerRegistries":[{"registryServer":"registry.made-up.invalid","username":"made-up-user"}]}"#
        return (
            "virtualMachineConfiguration",
            #"{"imageReference":\#(reference),"nodeAgentSKUId":"\#(agent)""# + (hasContainers ? containers : "")
                + #","nodePlacementConfiguration":{"policy":"regional"}}"#
        )
    }
}
