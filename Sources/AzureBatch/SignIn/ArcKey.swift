import Foundation

/// The file that the Arc agent wants to be told about.
struct ArcKey {
    let secret: Secret

    private static let maximumBytes = 4096

    /// Reads nothing but a small plain file right inside the agent's folder, whatever the answerer asks for: it would
    /// be told what any other file says.
    init(path: String, folder: String) throws(UpstreamError) {
        let name = path.dropFirst(folder.count + 1)
        guard path.hasPrefix("\(folder)/"), name.hasSuffix(".key"), !name.contains("/"), path.utf8.count < 4096 else {
            throw .signIn("the Arc agent names a key outside of \(folder)", "bring the agent up to date (azcmagent)")
        }
        let file: PlainFile
        do {
            file = try PlainFile(path, followingLinks: false, maximumBytes: Self.maximumBytes)
        } catch {
            throw .signIn(
                "the Arc agent's key cannot be read: \(error.reason)",
                "add the daemon's user to the group himds, then restart it")
        }
        let data = file.data
        guard !data.isEmpty, data.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x0A }) else {
            throw .signIn(
                "the Arc agent's key is no small file of text", "bring the agent up to date (azcmagent)")
        }
        secret = Secret(
            String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
