import ControlAPI
import Glibc

/// The other programs of the release, for what only they can do.
enum DaemonProgram {
    static var path: String {
        get throws(ClientError) {
            guard let program = find("batchimgd") else {
                throw ClientError(
                    exitCode: 3, "cannot do this without the program batchimgd: install it beside batchimgctl")
            }
            return program
        }
    }

    /// Beside this program, or where it is installed.
    static func find(_ name: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = own.lastIndex(of: "/").map { String(own[..<$0]) } ?? "."
        let places = [folder, "/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"]
        return places.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
}
