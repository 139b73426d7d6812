import Foundation

/// Where files lie when nothing says otherwise: the service manager's directories, a person's own, the system's.
package struct Places: Equatable, Sendable {
    package let configuration: String
    package let database: String
    package let socket: String
    /// Where `ReloadRequest` waits for the daemon.
    let reload: String

    package init(environment: [String: String] = ProcessInfo.processInfo.environment, isRoot: Bool = geteuid() == 0) {
        func folder(_ service: String, _ system: String, _ own: String, _ fallback: String) -> String {
            // Several directories come separated by colons; the first is ours.
            if let given = environment[service]?.split(separator: ":").first { return String(given) }
            if isRoot { return "\(system)/batchimgd" }
            let base = environment[own].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? fallback
            return "\(base)/batchimgd"
        }
        let home = environment["HOME"] ?? "/"
        let state = folder("STATE_DIRECTORY", "/var/lib", "XDG_STATE_HOME", "\(home)/.local/state")
        let runtime = folder("RUNTIME_DIRECTORY", "/run", "XDG_RUNTIME_DIR", "/run/user/\(geteuid())")
        let settings = folder("CONFIGURATION_DIRECTORY", "/etc", "XDG_CONFIG_HOME", "\(home)/.config")
        configuration = "\(settings)/batchimgd.toml"
        database = "\(state)/images.db"
        socket = "\(runtime)/batchimgd.sock"
        reload = "\(runtime)/reload.sock"
    }
}
