import Catalog

/// A made-up pool as the service would list it.
struct DemoPool {
    private let id: String
    /// `publisher:offer:sku`, or the id of a gallery image; `nil` for Cloud Services.
    private let image: String?
    private let agent: String
    private let hasContainers: Bool
    private let dedicated: Int
    private let lowPriority: Int

    enum Kind {
        case plain, containers
    }

    init(
        _ id: String, _ image: String?, _ agent: String, _ kind: Kind = .plain, nodes dedicated: Int = 0,
        _ lowPriority: Int = 0
    ) {
        self.id = id
        self.image = image
        self.agent = agent
        hasContainers = kind == .containers
        self.dedicated = dedicated
        self.lowPriority = lowPriority
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
