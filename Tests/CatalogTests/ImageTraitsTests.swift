import Catalog
import Testing

/// What the rule of suggestions reads from names and node agents as the service writes them.
struct ImageTraitsTests {
    private static func traits(
        _ name: String, _ agent: String, os: String = "linux", _ capabilities: [String]? = nil
    ) -> ImageTraits {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        return ImageTraits(
            Image(
                reference: ImageReference(publisher: parts[0], offer: parts[1], sku: parts[2]), nodeAgentSKUId: agent,
                osType: os, verificationType: "verified", capabilities: capabilities))
    }

    @Test(
        arguments: [
            ("canonical:ubuntuserver:14.04.5-lts", "ubuntu 14.04", "ubuntu", "14.04"),
            ("canonical:ubuntuserver:16_04-lts-gen2", "ubuntu 16.04", "ubuntu", "16.04"),
            ("canonical:0001-com-ubuntu-server-focal:20_04-lts", "ubuntu 20.04", "ubuntu", "20.04"),
            ("Canonical:ubuntu-24_04-lts:server-gen1", "Ubuntu 24.04", "ubuntu", "24.04"),
            ("microsoft-dsvm:ubuntu-1804:1804", "ubuntu 16.04", "ubuntu", "18.04"),
            ("microsoft-dsvm:azureml:runtime", "ubuntu 16.04", "ubuntu", "16.04"),
            ("xilinx:xilinx_alveo_u250_deployment_vm_ubuntu2004_062421:x", "ubuntu 20.04", "ubuntu", "20.04"),
            ("openlogic:centos:7.3", "centos 7", "el", "7.3"), ("openlogic:centos:7_9-gen2", "centos 7", "el", "7.9"),
            ("microsoft-azure-batch:centos-container:8-2", "centos 8", "el", "8.2"),
            ("oracle:oracle-linux:77", "centos 7", "el", "7.7"), ("oracle:oracle-linux:81", "el 8", "el", "8.1"),
            ("almalinux:almalinux:8-gen1", "el 8", "el", "8"), ("almalinux:almalinux-hpc:8_6-hpc", "el 8", "el", "8.6"),
            ("almalinux:almalinux-x86_64:9-gen2", "el 9", "el", "9"),
            ("batch:rendering-centos73:rendering", "centos 7", "el", "7.3"),
            ("microsoft-ads:linux-data-science-vm:linuxdsvm", "centos 7", "el", "7"),
            ("xilinx:xilinx_alveo_u250_deployment_vm_centos78_032321:x", "centos 7", "el", "7.8"),
            ("credativ:debian:9-backports", "debian 9", "debian", "9"),
            ("debian:debian-10:10", "debian 10", "debian", "10"),
            ("microsoftcblmariner:cbl-mariner:cbl-mariner-2-gen2", "mariner 2.0", "azurelinux", "2.0"),
            ("microsoftcblmariner:azure-linux-3:azure-linux-3", "azurelinux 3.0-arm64", "azurelinux", "3.0"),
            ("m:windowsserver:2008-r2-sp1", "windows amd64", "windows", "2008-r2"),
            ("m:windowsserver:2012-datacenter-smalldisk", "windows amd64", "windows", "2012"),
            ("m:windowsserver:datacenter-core-1903-with-containers-smalldisk", "windows amd64", "windows", "1903"),
            ("m:windowsserver:datacenter-core-2004-with-containers-smalldisk", "windows amd64", "windows", "2004"),
            ("m:windowsserver:datacenter-core-20h2-with-containers-smalldisk", "windows amd64", "windows", "20h2"),
            ("microsoft-dsvm:dsvm-win-2019:winserver-2019", "windows amd64", "windows", "2019"),
            ("batch:rendering-windows2016:rendering", "windows amd64", "windows", "2016"),
            ("microsoft-ads:standard-data-science-vm:standard-data-science-vm", "windows amd64", "windows", nil),
            ("suse:sles-15:gen2", "opensuse 15", "opensuse", "15"), ("a:b:c", "", nil, nil),
        ] as [(String, String, String?, String?)])
    func `reads family and release`(name: String, agent: String, family: String?, release: String?) {
        let traits = Self.traits(name, agent.isEmpty ? "agent" : "batch.node.\(agent)")
        #expect(traits.family?.name == family && traits.release?.text == release, "\(traits)")
    }

    @Test(
        arguments: [
            ("p:o:16_04-lts-gen2", nil, 2), ("p:o:2016-datacenter-gensecond", nil, 2),
            ("p:o:core-smalldisk-g2", nil, 2),
            ("p:o:2016-datacenter-gs", nil, 1), ("p:o:8-gen1", nil, 1), ("p:o:2204", ["Generation2VMImage"], 2),
            ("p:gen2:s", nil, 1),
        ] as [(String, [String]?, Int)])
    func `reads the generation from a capability, else the sku`(name: String, capabilities: [String]?, generation: Int)
    {
        #expect(Self.traits(name, "batch.node.x 1", capabilities).generation == generation)
    }

    @Test func `reads kind and architecture`() {
        func kinds(_ sku: String, _ capabilities: [String]? = nil) -> [String] {
            Self.traits("p:o:\(sku)", "batch.node.windows amd64", os: "windows", capabilities).kinds.sorted()
                .map(\.rawValue)
        }
        #expect(kinds("2019-datacenter-core-with-containers-smalldisk") == ["core", "smalldisk"])
        #expect(kinds("2022-datacenter-azure-edition-core") == ["azure-edition", "core"])
        #expect(
            kinds("2019-datacenter-gs") == ["gs"] && kinds("scored") == [] && kinds("azure-core-edition") == ["core"])
        #expect(
            kinds("x", ["ConfidentialVMCompatible"]) == ["confidential"] && kinds("22_04-lts-cvm") == ["confidential"])
        for (name, agent) in [
            ("p:o:server-arm64", "batch.node.ubuntu 24.04"), ("p:o:s", "batch.node.el 9-arm64"),
            ("p:o-aarch64:s", "batch.node.el 9"),
        ] {
            #expect(Self.traits(name, agent).architecture == .arm64, "\(name)")
        }
        #expect(Self.traits("p:o:s", "batch.node.windows amd64").architecture == .x64)
    }

    @Test func `takes from a name that it cannot read nothing but its node agent`() {
        let long = String(repeating: "2019-", count: 13_000)
        for sku in ["", "\u{0}\u{1B}[2J", "🦊", long, "99999999999999999999", "٢٠١٩", "8-99999999999", "7.7.7.7.7"] {
            let traits = Self.traits("p:\(sku):\(sku)", "batch.node.el 8")
            #expect(traits.family?.name == "el" && traits.release?.text.hasPrefix("8") ?? false, "\(sku.prefix(40))")
            #expect(Self.traits("p:\(sku):\(sku)", "batch.node.windows amd64").release == nil || sku.isEmpty == false)
        }
        for agent in [
            "", " ", "batch.node.", "batch.node. 8", "batch.node.el", "batch.node.el 8 9", "el 8", long,
            "batch.node.el \(long)",
        ] {
            let traits = Self.traits("p:ubuntu:20_04-lts", agent)
            #expect(traits.family == nil && traits.release == nil, "\(agent.prefix(40))")
        }
        #expect(Self.traits("p:o:s", "batch.node.el x").release == nil)
        #expect(Self.traits("p:o:s", "batch.node.el -").release == nil)
    }
}
