import Foundation

/// The built program on a terminal of a given width, by script(1).
enum Terminal {
    static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/bin/script")

    /// What the terminal was sent, line by line; the exit status is the program's.
    static func run(
        _ arguments: String, columns: Int, socket: String, _ environment: [String: String] = [:],
        in folder: String = "."
    ) throws -> (status: Int32, lines: [String]) {
        let command = "cd '\(folder)'; stty cols \(columns); exec '\(try Program.path)' \(arguments)"
        let own = ["BATCHIMGD_SOCKET": socket, "SHELL": "/bin/sh", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"]
        let result = try Program(
            "/usr/bin/script", ["-qec", command, "/dev/null"], environment: own.merging(environment) { $1 })
        let text = result.output.replacing("\r\n", with: "\n")
        return (result.status, text.split(separator: "\n").map(String.init))
    }
}
