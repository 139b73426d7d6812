/// Answers of a daemon, as it writes them.
package enum CannedAnswers {
    package static let fresh = #"[{"name":"a","asOf":"2999-01-01T00:00:00Z","stale":false}]"#

    package static let jammy = image(
        "a", "canonical", "jammy", #""capabilities":["DockerCompatible","Generation2VMImage"],"#)
    package static let windows = image("a", "microsoft", "win", "")
    package static let gpu = image("b", "batch", "gpu", #""capabilities":["NvidiaGridDriverInstalled"],"#)

    package static func image(_ account: String, _ publisher: String, _ offer: String, _ capabilities: String) -> String
    {
        """
        {"account":"\(account)","nodeAgentSKUId":"batch.node.x 1","imageReference":{"publisher":"\(publisher)",\
        "offer":"\(offer)","sku":"s","version":"latest"},"osType":"linux","verificationType":"verified",\(capabilities)\
        "batchSupportEndOfLife":"2027-04-01T00:00:00Z","state":"supported","daysLeft":494,\
        "firstSeen":"2025-01-01T00:00:00Z","listedSince":"2025-01-02T00:00:00Z","lastSeen":"2026-11-23T00:00:00Z"}
        """
    }

    package static func images(_ images: [String], accounts: String = fresh, next: String? = nil) -> String {
        let cursor = next.map { #","next":"\#($0)""# } ?? ""
        return #"{"images":[\#(images.joined(separator: ","))],"accounts":\#(accounts)\#(cursor)}"# + "\n"
    }

    /// What `list` asks when nothing narrows it.
    package static let list = "GET /v1/images?limit=10000"

    package static let change = #"""
        {"seq":7,"at":"2026-11-01T06:00:00Z","account":"a","kind":"end-of-life","publisher":"p","offer":"o","sku":"s",\#
        "version":"latest","nodeAgentSKUId":"batch.node.x 1","new":"2027-04-01T00:00:00Z","image":"p:o:s:latest"}
        """#

    package static let account = #"""
        {"name":"a","endpoint":"https://a.example","configured":1,"state":"ok","images":2,\#
        "lastChanged":"2026-11-01T06:00:00Z","lastSuccess":"2026-11-23T00:00:00Z","lastAttempt":"2026-11-23T00:00:00Z",\#
        "nextAttempt":"2026-11-23T06:00:00Z","consecutiveFailures":0,"staleAfterSeconds":86400,\#
        "asOf":"2999-01-01T00:00:00Z","stale":false}
        """#

    package static let status = #"""
        {"version":"0.1.0","pid":42,"started":"2026-11-22T00:00:00Z",\#
        "database":{"path":"/var/lib/batchimgd/images.db","bytes":20480,"schemaVersion":4,"checked":true,"walBytes":4152},\#
        "socket":"/run/batchimgd/batchimgd.sock","syncing":["a"],"alerts":[],"accounts":[\#(account)]}

        """#
}
