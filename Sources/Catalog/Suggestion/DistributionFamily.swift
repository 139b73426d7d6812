/// What an operating system descends from: images of one family run the same things.
package enum DistributionFamily: Hashable, Sendable {
    /// CentOS, Red Hat, AlmaLinux, Rocky, Oracle: `batch.node.centos`, `batch.node.el`.
    case enterpriseLinux
    case ubuntu
    case debian
    /// CBL-Mariner, and Azure Linux after it.
    case azureLinux
    case windows
    /// A word of a node agent that none of these has.
    case other(String)

    /// - Parameter word: what a node agent says between `batch.node.` and the blank, folded.
    init(agentWord word: String) {
        self =
            switch word {
            case "centos", "el", "rhel", "almalinux", "rocky", "oracle": .enterpriseLinux
            case "ubuntu": .ubuntu
            case "debian": .debian
            case "mariner", "azurelinux": .azureLinux
            case "windows": .windows
            default: .other(word)
            }
    }

    package var name: String {
        switch self {
        case .enterpriseLinux: "el"
        case .ubuntu: "ubuntu"
        case .debian: "debian"
        case .azureLinux: "azurelinux"
        case .windows: "windows"
        case .other(let word): word
        }
    }

    /// 0: the same; 1: the nearest there is to it; 2: another.
    func distance(to other: DistributionFamily) -> Int {
        if self == other { return 0 }
        return Set([self, other]) == [.ubuntu, .debian] ? 1 : 2
    }
}
