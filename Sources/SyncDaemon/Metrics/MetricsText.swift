/// Metrics in Prometheus' text format, version 0.0.4, as pieces of bounded size that are made one after the other.
struct MetricsText: Sequence, IteratorProtocol {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    enum Kind: String {
        case counter, gauge
    }

    /// One value of a metric and what tells it from the others.
    struct Sample {
        let labels: [(name: String, value: String)]
        let value: Double

        init(_ labels: [(name: String, value: String)] = [], _ value: Double) {
            (self.labels, self.value) = (labels, value)
        }
    }

    private struct Metric {
        let name: String
        let head: String
        let samples: AnyIterator<Sample>
    }

    private var metrics: [Metric] = []
    /// The one that is being written, and whether its head was.
    private var current = 0
    private var isBegun = false

    /// Of a piece, in bytes; the line that reaches it is the last.
    private static let size = 32 << 10

    /// A metric with all of its samples; nothing is written when there are none.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: some Sequence<Sample>) {
        let head = "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        metrics.append(Metric(name: name, head: head, samples: AnyIterator(samples.makeIterator())))
    }

    /// A metric of one sample.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Int) {
        add(name, kind, help, [Sample([], Double(value))])
    }

    mutating func next() -> [UInt8]? {
        var piece: [UInt8] = []
        piece.reserveCapacity(Self.size + 1024)
        while piece.count < Self.size, current < metrics.count {
            let metric = metrics[current]
            guard let sample = metric.samples.next() else {
                (current, isBegun) = (current + 1, false)
                continue
            }
            if !isBegun { piece += metric.head.utf8 }
            isBegun = true
            Self.write(sample, of: metric.name, to: &piece)
        }
        return piece.isEmpty ? nil : piece
    }

    private static func write(_ sample: Sample, of name: String, to piece: inout [UInt8]) {
        piece += name.utf8
        var separator = "{"
        for label in sample.labels {
            piece += "\(separator)\(label.name)=\"".utf8
            write(escaping: label.value, to: &piece)
            piece.append(UInt8(ascii: "\""))
            separator = ","
        }
        if !sample.labels.isEmpty { piece.append(UInt8(ascii: "}")) }
        piece += " \(Int(exactly: sample.value).map(String.init) ?? String(sample.value))\n".utf8
    }

    private static func write(escaping value: String, to piece: inout [UInt8]) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: "\""): piece += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): piece += #"\n"#.utf8
            default: piece.append(byte)
            }
        }
    }
}
