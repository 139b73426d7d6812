import Foundation
import Glibc

/// What the process takes of the machine, as the kernel counts it (proc(5)).
struct ProcessUsage {
    let residentBytes: Int
    /// User and system time.
    let cpuSeconds: Double
    let openDescriptors: Int

    /// - Returns: `nil` where /proc does not show it.
    static var current: ProcessUsage? {
        guard let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        // The fields after the name, which may hold anything: the first here is the third there.
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
            let pages = Int(fields[21])
        else { return nil }
        return ProcessUsage(
            residentBytes: pages * sysconf(Int32(_SC_PAGESIZE)),
            cpuSeconds: (user + system) / Double(sysconf(Int32(_SC_CLK_TCK))),
            // The folder's own descriptor is among them while it is read.
            openDescriptors: max(0, descriptors.count - 1))
    }
}
