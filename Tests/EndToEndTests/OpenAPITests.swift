import Foundation
import TestSupport
import Testing

/// The description that the socket gives of itself says what it answers.
@Suite(.oneAtATime)
struct OpenAPITests {
    private static let operation = "/accounts/a/supportedimages?api-version=2025-06-01"

    /// Members that take a gallery image, a damaged file, an endless reader, hours or a validating service to be seen.
    private static let rare: Set = [
        "Account.etag", "Account.lastModified", "Account.poolsError", "Database.damage", "Database.walHeldSince",
        "Health.reasons",
        "ImageReference.communityGalleryImageId", "ImageReference.exactVersion", "ImageReference.sharedGalleryImageId",
        "AlertTestRequest.alert", "DoctorRequest.accounts", "SyncEvent.reason", "SyncRequest.accept",
        "SyncRequest.accounts",
        "Suggestion.endOfLife",
    ]

    private static let alerts = """
        [[alert]]
        name = "well"
        exec = ["/bin/true"]
        images = ["all"]
        [[alert]]
        name = "broken"
        exec = ["/bin/false"]
        images = ["all"]
        """

    @Test func `describes every answer, and nothing that is not answered`() throws {
        try Installation.with(
            emulator: ["--replay", "built-in"], accounts: ["a", "b"], daemon: Self.alerts
        ) { installation in
            let document = try installation.get("/v1/openapi.json").json
            let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
            var shape = DescribedShape(document: document)
            func check(_ target: String, path: String? = nil, _ options: String...) throws {
                let path = path ?? String(target.prefix { $0 != "?" })
                let method = options.contains("POST") ? "post" : "get"
                let answer = try installation.answer(target, options)
                let responses = try #require(paths[path]?[method]?["responses"] as? [String: [String: Any]], "\(path)")
                let schema = try schema(of: responses["\(answer.status)"], document)
                let bodies =
                    path == "/v1/sync" && answer.status == 200 ? answer.body.split(separator: "\n") : [answer.body[...]]
                for body in bodies {
                    let value = try JSONSerialization.jsonObject(with: Data(body.utf8))
                    #expect(shape.problems(value, schema) == [], "\(target)")
                }
            }
            try installation.fault("b", #"[{"status":403,"code":"AccountIsDisabled","times":99}]"#)
            for _ in 0..<12 {
                try installation.step()
                try check("/v1/sync", "-X", "POST")
            }
            try check("/v1/sync", "-X", "POST", "-d", #"{"accept":true}"#)
            try check("/v1/doctor", "-X", "POST")
            try check("/v1/doctor", "-X", "POST", "-d", #"{"accounts":["nobody"]}"#)
            for alert in ["well", "broken", "nobody"] {
                try check("/v1/alerts/test", "-X", "POST", "-d", "{\"alert\":\"\(alert)\"}")
            }
            try check("/v1/alerts/test", "-X", "POST", "-d", "{}")
            try installation.wait("events that wait") {
                try $0.ctl("alerts", "-o", "csv").output.contains("exit status 1")
            }
            for target in Self.targets { try check(target) }
            for uses in Self.uses { try check("/v1/check", "-X", "POST", "-d", uses) }
            try check(Self.operation, path: "/accounts/{name}/supportedimages")
            try check(Self.operation + "&maxresults=5", path: "/accounts/{name}/supportedimages")
            try check(Self.operation + "&maxresults=0", path: "/accounts/{name}/supportedimages")
            try check("/accounts/x/supportedimages?api-version=2025-06-01", path: "/accounts/{name}/supportedimages")
            #expect(shape.described.subtracting(shape.seen) == Self.rare)
        }
    }

    private static let targets = [
        "/v1/images", "/v1/images?state=all&limit=10", "/v1/images?as_of=2020-01-01", "/v1/images?account=nobody",
        "/v1/images?limit=0", "/v1/images?filter=nonsense", "/v1/agents?limit=1", "/v1/agents", "/v1/accounts?limit=1",
        "/v1/pools", "/v1/pools?limit=1&order=risk",
        "/v1/pools?verdict=none", "/v1/syncs?limit=2", "/v1/syncs", "/v1/changes?limit=2", "/v1/changes?limit=10000",
        "/v1/images/history?image=canonical:ubuntuserver:18.04-lts", "/v1/images/history?image=a:b:c",
        "/v1/resolve?image=canonical:ubuntuserver:18.04-lts", "/v1/resolve?image=a:b:c", "/v1/resolve",
        "/v1/suggest?image=canonical:ubuntuserver:18.04-lts", "/v1/suggest?image=a:b:c", "/v1/suggest",
        "/v1/diff?from=a@2020-01-01&to=b", "/v1/diff?from=a&to=b", "/v1/diff?from=b@0d&to=a", "/v1/status",
        "/v1/alerts?limit=1", "/v1/alerts?state=told&event=gone", "/v1/alerts?alert=nobody", "/v1/alerts?after=x",
        "/v1/health", "/v1/names", "/v1/names?account=nobody",
    ]

    private static let uses = [
        #"{"uses":[{"imageReference":{"publisher":"batch","offer":"rendering-windows2016","sku":"rendering"}}]}"#,
        #"{"uses":[{"imageReference":{"publisher":"canonical","offer":"ubuntuserver","sku":"18.4-lts"}}]}"#,
        #"""
        {"uses":[{"imageReference":{"publisher":"canonical","offer":"0001-com-ubuntu-server-focal","sku":"20_04-lts"},
        "nodeAgentSKUId":"batch.node.ubuntu 18.04"}]}
        """#,
        #"{"uses":[{"imageReference":{"publisher":"canonical","offer":"ubuntuserver","sku":"16.04-lts"}}]}"#,
        #"{"uses":[{"nodeAgentSKUId":"batch.node.ubuntu 18.04"}],"accounts":["a"],"within":"30d"}"#,
        #"{"uses":[{"cloudServices":true}],"accounts":["nobody"]}"#, #"{"uses":[]}"#, "{",
    ]

    /// A response's schema of JSON or of one of its lines, through its reference.
    private func schema(of response: [String: Any]?, _ document: [String: Any]) throws -> Any? {
        var response = try #require(response)
        if let name = (response["$ref"] as? String)?.split(separator: "/").last.map(String.init) {
            let shared = (document["components"] as? [String: Any])?["responses"] as? [String: [String: Any]]
            response = try #require(shared?[name])
        }
        return (response["content"] as? [String: [String: Any]])?.values.first?["schema"]
    }

    /// A query parameter, as the document describes it.
    private struct Parameter {
        let path: String
        let method: String
        let name: String
        let schema: [String: Any]

        /// Values that are none of it: empty, not UTF-8, not escaped right, too long, twice where it stands once, out of
        /// its range.
        var wrong: [String] {
            let escaped = name.replacing("$", with: "%24")
            let own = schema["type"] as? String == "array" ? schema["items"] as? [String: Any] ?? [:] : schema
            var values = ["", "%FF", "%zz", "%C3"]
            if let least = own["minimum"] as? Int { values += ["\(least - 1)", "x", "1.5", "99999999999999999999"] }
            if let most = own["maximum"] as? Int { values.append("\(most + 1)") }
            if own["enum"] != nil || own["pattern"] != nil || own["$ref"] != nil { values += ["@", "@%00"] }
            let isList = schema["type"] as? String == "array"
            return values.map { "\(escaped)=\($0)" } + (isList ? [] : ["\(escaped)=1&\(escaped)=1"])
        }

        /// What the route cannot do without, beside this one.
        var needed: String {
            switch path {
            case "/v1/diff": name == "from" ? "&to=a" : "&from=a"
            case "/v1/resolve", "/v1/suggest", "/v1/images/history": name == "image" ? "" : "&image=a:b:c"
            case "/accounts/{name}/supportedimages": name == "api-version" ? "" : "&api-version=2025-06-01"
            default: ""
            }
        }
    }

    private func parameters(_ document: [String: Any]) throws -> [Parameter] {
        let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
        let shared = (document["components"] as? [String: Any])?["parameters"] as? [String: [String: Any]]
        return paths.flatMap { path, methods in
            methods.flatMap { method, operation in
                (operation["parameters"] as? [[String: Any]] ?? []).compactMap { parameter in
                    let name = (parameter["$ref"] as? String)?.split(separator: "/").last.map(String.init)
                    let own = name.flatMap { shared?[$0] } ?? parameter
                    guard own["in"] as? String == "query", let name = own["name"] as? String else { return nil }
                    return Parameter(
                        path: path, method: method, name: name, schema: own["schema"] as? [String: Any] ?? [:])
                }
            }
        }
    }

    @Test func `describes every parameter, and none that is refused`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a"]) { installation in
            let document = try installation.get("/v1/openapi.json").json
            let parameters = Dictionary(grouping: try parameters(document)) { $0.path }
            let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
            for (path, methods) in paths where !path.hasPrefix("/accounts/") {
                let described = parameters[path]?.map(\.name) ?? []
                let needed = [
                    "/v1/diff": "from=a&to=a&", "/v1/resolve": "image=a:b:c&", "/v1/suggest": "image=a:b:c&",
                    "/v1/images/history": "image=a:b:c&",
                ]
                let method = try #require(methods.keys.first).uppercased()
                let answer = try installation.get("\(path)?\(needed[path] ?? "")x-y=1", "-X", method)
                let message = try #require((answer.json["error"] as? [String: String])?["message"], "\(path)")
                #expect(
                    message.hasPrefix("cannot use the unknown parameter 'x-y': this route has "), "\(path): \(message)")
                let known =
                    message.split(separator: " has ").last.map { $0.split(separator: ", ").map(String.init) } ?? []
                #expect(Set(known) == (described.isEmpty ? ["none"] : Set(described)), "\(path)")
            }
        }
    }

    @Test func `names each parameter that is not as described`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a"]) { installation in
            let long = installation.folder.appendingPathComponent("long").path
            try String(repeating: "x", count: 1_000_000).write(toFile: long, atomically: true, encoding: .utf8)
            var count = 0
            for parameter in try parameters(try installation.get("/v1/openapi.json").json) {
                let path = parameter.path.replacing("{name}", with: "a")
                for query in parameter.wrong {
                    let answer = try installation.get("\(path)?\(query)\(parameter.needed)", "-g")
                    #expect(answer.status == 400 && answer.body.contains(parameter.name), "\(path) \(query): \(answer)")
                    count += 1
                }
                let answer = try installation.get(path, "-G", "--data-urlencode", "\(parameter.name)@\(long)")
                #expect(answer.status == 400 && answer.body.contains(parameter.name), "\(path) \(parameter.name)")
                #expect(answer.body.contains("16 KiB") && answer.json.count > 0)
            }
            #expect(count > 200)
            #expect(try installation.get("/v1/health").status == 200)
        }
    }
}
