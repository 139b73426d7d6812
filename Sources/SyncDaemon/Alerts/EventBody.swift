import Catalog
import CatalogStore
import Glibc

/// An event as a receiver reads it.
struct EventBody {
    let event: WaitingEvent
    /// This machine's name.
    let host: String

    init(_ event: WaitingEvent, host: String = EventBody.host) {
        (self.event, self.host) = (event, host)
    }

    private static let host: String = {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()

    func contentType(_ format: AlertSettings.Webhook.Format) -> String {
        format == .cloudevents ? "application/cloudevents+json; charset=utf-8" : "application/json"
    }

    func bytes(_ format: AlertSettings.Webhook.Format) -> [UInt8] {
        switch format {
        case .cloudevents: cloudEvent
        case .slack: slack
        case .teams: teams
        case .alertmanager: alertmanager
        }
    }

    /// CloudEvents 1.0, structured: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
    var cloudEvent: [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.member("specversion", "1.0")
            $0.member("id", event.id)
            $0.member("source", "batchimgd/\(host)")
            $0.member("type", "batchimgd.\(event.event)")
            $0.member("subject", event.image)
            $0.member("time", event.at)
            $0.member("datacontenttype", "application/json")
            $0.key("data")
            $0.object {
                $0.member("account", event.account)
                $0.member("event", event.event)
                $0.member("image", event.image)
                $0.member("nodeAgentSKUId", event.nodeAgentSKUId)
                $0.member("endOfLife", event.endOfLife)
                $0.member("daysLeft", event.daysLeft)
                $0.member("threshold", event.threshold)
                $0.member("old", event.old)
                $0.member("new", event.new)
                $0.key("pools")
                $0.array(of: event.pools)
                $0.member("message", event.message)
            }
        }
        return writer.bytes
    }

    /// An incoming webhook's payload; `&`, `<` and `>` are Slack's control characters.
    private var slack: [UInt8] {
        let text = event.message.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        var writer = JSONWriter()
        writer.object { $0.member("text", "*batchimgd: \(event.event)* \(text)") }
        return writer.bytes
    }

    /// A message with an Adaptive Card, as a Teams workflow takes it.
    private var teams: [UInt8] {
        func block(_ writer: inout JSONWriter, _ text: String, isTitle: Bool) {
            writer.object {
                $0.member("type", "TextBlock")
                $0.member("text", text)
                $0.member("wrap", true)
                if isTitle {
                    $0.member("weight", "Bolder")
                    $0.member("size", "Medium")
                }
            }
        }
        var writer = JSONWriter()
        writer.object {
            $0.member("type", "message")
            $0.key("attachments")
            $0.array {
                $0.object {
                    $0.member("contentType", "application/vnd.microsoft.card.adaptive")
                    $0.key("content")
                    $0.object {
                        $0.member("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
                        $0.member("type", "AdaptiveCard")
                        $0.member("version", "1.4")
                        $0.key("body")
                        $0.array {
                            block(&$0, "batchimgd: \(event.event)", isTitle: true)
                            block(&$0, Self.plainMarkdown(event.message), isTitle: false)
                            $0.object {
                                $0.member("type", "FactSet")
                                $0.key("facts")
                                $0.array { writer in
                                    for (title, value) in facts {
                                        writer.object {
                                            $0.member("title", title)
                                            $0.member("value", Self.plainMarkdown(value))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        return writer.bytes
    }

    /// Names are no markup.
    private static func plainMarkdown(_ text: String) -> String {
        text.replacing("_", with: "\\_").replacing("*", with: "\\*").replacing("[", with: "\\[")
    }

    private var facts: [(String, String)] {
        [
            ("Account", event.account), ("Image", event.image), ("Node agent", event.nodeAgentSKUId),
            ("End of life", event.endOfLife?.dateText), ("Days left", event.daysLeft.map(String.init)),
            ("Pools", event.pools.isEmpty ? nil : event.pools.prefix(20).joined(separator: ", ")),
            ("Time", event.at.description),
        ].compactMap { title, value in value.map { (title, $0) } }
    }

    /// Of `POST /api/v2/alerts`. An alert is sent once, and says itself until when it holds: else it would be taken for
    /// resolved after a few minutes.
    private var alertmanager: [UInt8] {
        var writer = JSONWriter()
        writer.array {
            $0.object {
                $0.key("labels")
                $0.object {
                    $0.member("alertname", "batchimgd_\(event.event.replacing("-", with: "_"))")
                    $0.member("severity", severity)
                    $0.member("instance", host)
                    $0.member("account", event.account)
                    $0.member("image", event.image)
                    $0.member("node_agent_sku_id", event.nodeAgentSKUId)
                }
                $0.key("annotations")
                $0.object {
                    $0.member("summary", event.message)
                    $0.member("pools", event.pools.isEmpty ? nil : event.pools.joined(separator: ", "))
                    $0.member("end_of_life", event.endOfLife?.dateText)
                }
                $0.member("startsAt", event.isOver ? nil : event.at)
                $0.member("endsAt", end)
            }
        }
        return writer.bytes
    }

    private var severity: String {
        switch AlertKind(rawValue: event.event) {
        case .ended, .gone, .wrongAgent: "critical"
        case .verified, .date, .test: "info"
        default: "warning"
        }
    }

    private var end: UTCTime {
        if event.isOver { return event.at }
        switch AlertKind(rawValue: event.event) {
        case .ending: return max(event.endOfLife ?? event.at, event.at.advanced(by: .days(1)))
        case .ended, .gone, .unverified, .wrongAgent, .listingHeld, .accountStale:
            return event.at.advanced(by: .days(365))
        case .test: return event.at.advanced(by: .minutes(5))
        default: return event.at.advanced(by: .days(7))
        }
    }
}
